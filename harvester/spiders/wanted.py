"""What a request of a crawl is for."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.article.draft import Draft
from harvester.forum.model import Row
from harvester.forum.names import PageName


@dataclass(slots=True)
class Wanted:
    """The page, and what is known of it already.

    ``draft``: what was read of the thread before; ``part``: it is a page inside the first post; ``archived``: it is to
    be read off the engine's cheaper source; ``again``: that was asked for the thread before; ``plain``: a list is asked
    for as an ordinary one, where the board shows one without times; ``redirects``: the addresses that sent on to this
    page, ``cookie``: one of them, or the page, set a cookie; ``seam``: a list page
    that is read again, since rows may have slid up to it.
    """

    address: PageName
    row: Row | None = None
    draft: Draft | None = None
    redirects: tuple[str, ...] = ()
    cookie: bool = False
    seam: bool = False
    oldest_first: bool = False  # whether the thread's pages are to be asked for in this order expressly
    part: bool = False
    archived: bool = False
    again: bool = False
    plain: bool = False
