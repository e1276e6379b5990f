"""The trail over a page: home, category, board, thread."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.forum.page import Page, name_of
from harvester.phpwind.addresses import parse

_TRAILS = "#breadCrumb a, .bread_crumb a"


@dataclass(frozen=True, slots=True)
class Trail:
    """What the trail of a page names; ``boards`` are the numbers of its boards and categories, outermost first."""

    boards: tuple[int, ...] = ()
    board: str | None = None
    title: str | None = None
    tid: int | None = None


def read_trail(page: Page) -> Trail:
    """The trail of a page.

    >>> trail = read_trail(Page("<p id='breadCrumb'><a href='thread.php?fid=2'>News</a></p>", "http://h/"))
    >>> trail.boards, trail.board
    ((2,), 'News')
    """
    boards: list[int] = []
    board = title = tid = None
    for link in page.find_all(_TRAILS):
        url = page.link(link.get("href"))
        named = parse(url) if url else None
        name = name_of(link)
        if named is None or not name:
            continue
        if named.kind == "board" and named.fid is not None:
            boards.append(named.fid)
            board = name
        elif named.kind == "thread":
            title, tid = name, named.tid
    return Trail(tuple(boards), board, title, tid)
