"""What a request of a crawl is for."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.article.draft import Draft
from harvester.forum.model import Row
from harvester.forum.names import PageName


@dataclass(slots=True)
class Wanted:
    """The page, and what is known of it already.

    ``draft``: what was read of the thread before. ``part``: the page is one inside the first post. ``archived``: it is
    read off the engine's cheaper source. ``again``: the cheaper source was asked for the thread before. ``plain``: a
    list is requested in its ordinary form, because the board's own form has no times. ``redirects``: the addresses that
    redirected to this page. ``cookie``: one of them, or the page, set a cookie. ``seam``: a list page that is read
    again because rows may have slid up to it.
    """

    address: PageName
    row: Row | None = None
    draft: Draft | None = None
    redirects: tuple[str, ...] = ()
    cookie: bool = False
    seam: bool = False
    oldest_first: bool = False  # whether the address asks for the thread's pages in this order
    part: bool = False
    archived: bool = False
    again: bool = False
    plain: bool = False
