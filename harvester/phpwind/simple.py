"""The forum's plain pages, ``simple/``: all posts of a thread on a page or two, for readers without pictures.

They have the noise, but no numbers of posts or members, no edit lines, no pictures (``[attachment=6]`` in their place)
and no times to the second. Links in them are relative to the forum's base.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, tzinfo

from harvester.config.patterns import regex
from harvester.forum.clock import clock_of
from harvester.forum.model import ListPage, Member, Post, Row, ThreadPage
from harvester.forum.names import PageName
from harvester.forum.page import Element, Page, find, name_of, text_of
from harvester.phpwind.addresses import parse
from harvester.phpwind.message import read_message
from harvester.phpwind.wordings import NAMELESS

#: The name of these pages as a source of threads, and their folder.
SIMPLE = "simple"
#: Posts on a page.
_A_PAGE = 50
#: What the page shows in place of a picture or a file.
FILE = regex(r"\[attachment=\d{1,10}\]")
_REPLIES = regex(r"\(\s*(\d{1,10})\s*[回篇]")


def read_simple_thread(page: Page, zone: tzinfo, now: datetime | None = None) -> ThreadPage | None:
    """What a plain page of a thread says; ``None`` if it is not one. ``pid`` of its posts is 0."""
    bodies = page.find_all("td.tpc_content")
    title = next((link for link in page.find_all("center b a") if _kind(page, link) == "thread"), None)
    if not bodies or title is None:
        return None
    current, pages = read_pager(page)
    boards = [link for link in page.find_all("b a") if _kind(page, link) == "simple-board"]
    named = _named(page, boards[-1]) if boards else None
    thread = _named(page, title)
    first = (current - 1) * _A_PAGE
    return ThreadPage(
        tid=thread.tid if thread is not None else None,
        fid=named.fid if named is not None else None,
        board=name_of(boards[-1]) if boards else None,
        title=name_of(title),
        posts=tuple(_post(page, body, first + at, zone, now) for at, body in enumerate(bodies, 1)),
        page=current,
        pages=pages,
        layout=SIMPLE,
    )


def read_simple_list(page: Page) -> ListPage | None:
    """What a plain page of a board says: titles and replies, no more; ``None`` where it is none."""
    address = parse(page.url)
    rows = {row.tid: row for link in page.find_all("li a") if (row := _row(page, link)) is not None}
    if address is None or address.kind != "simple-board" or not rows:
        return None
    current, pages = read_pager(page)
    return ListPage(address.fid, None, tuple(rows.values()), current, pages, layout=SIMPLE)


def read_pager(page: Page) -> tuple[int, int]:
    """The page that is shown, and the number of pages: ``<< 1 **2** 3 >> Pages: ( 3 total )``.

    >>> read_pager(Page("<center><a href='simple/?t7.html'>1</a> <b>2</b></center>", "http://h/simple/?t7_2.html"))
    (2, 2)
    """
    for pager in page.find_all("center"):
        current = next((int(text) for part in pager.iter("b") if (text := text_of(part)).isdecimal()), None)
        if current is not None:
            named = (_named(page, link) for link in pager.iter("a"))
            return current, max([current, *(each.page for each in named if each is not None)])
    return 1, 1


def _post(page: Page, body: Element, floor: int, zone: tzinfo, now: datetime | None) -> Post:
    table = next(body.iterancestors("table"), body)
    name = name_of(find(table, ".head b"))
    message = read_message(body, page, zone, now)
    return Post(
        pid=0,
        floor=floor,
        author=None if name in NAMELESS else Member(name),
        published=clock_of(page, zone, now).of(find(table, ".smalltxt")),
        message=replace(message, text=message.text.strip("\n")),
    )


def _row(page: Page, link: Element) -> Row | None:
    url, named = page.link(link.get("href")), _named(page, link)
    if url is None or named is None or named.kind != "simple-thread" or named.tid is None:
        return None
    replies = _REPLIES.search(link.tail or "")
    return Row(named.tid, name_of(link), url, replies=int(replies[1]) if replies else None)


def _named(page: Page, link: Element) -> PageName | None:
    url = page.link(link.get("href"))
    return parse(url) if url else None


def _kind(page: Page, link: Element) -> str | None:
    named = _named(page, link)
    return named.kind if named is not None else None
