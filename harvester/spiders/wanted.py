"""What a request of a crawl is for."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.article.draft import Draft
from harvester.discuz.urls import Address
from harvester.forum.model import Row


@dataclass(slots=True)
class Wanted:
    """The page, and what is known of it already.

    ``draft``: what was read of the thread before; ``part``: it is a page inside the first post; ``archived``: it is to
    be read through the archiver; ``again``: the archiver was asked for the thread before; ``plain``: a list is asked
    for as an ordinary one, where the board shows a wall of pictures.
    """

    address: Address
    row: Row | None = None
    draft: Draft | None = None
    redirects: int = 0
    oldest_first: bool = False  # whether the thread's pages are to be asked for in this order expressly
    part: bool = False
    archived: bool = False
    again: bool = False
    plain: bool = False
