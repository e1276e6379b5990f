"""The trail over a page: home, category, board, thread."""

from __future__ import annotations

from dataclasses import dataclass

from harvester.forum.page import Element, Page, find_all, name_of
from harvester.phpwind.addresses import parse

_TRAILS = "#breadCrumb a, .bread_crumb a, #breadcrumbs a"
#: Before 7.0 it is one of several boxes over the posts: the first that links to the index and to a board.
_OLD_TRAILS = ".t3"


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
    for link in page.find_all(_TRAILS) or _old_links(page):
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


def _old_links(page: Page) -> list[Element]:
    """The links of an old trail; buttons and pagers have the same box."""
    for box in page.find_all(_OLD_TRAILS):
        links = find_all(box, "a[href]")
        named = (parse(url) for link in links if (url := page.link(link.get("href"))))
        if {"index", "board"} <= {each.kind for each in named if each is not None}:
            return links
    return []
