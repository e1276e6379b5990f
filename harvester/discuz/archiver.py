"""The archiver: a forum's plain door, of the same make since 6.0.

It is a tenth of the size of the other pages and has no noise, but no numbers of posts or
members, no pictures, no links and no hidden parts either; tables have lost their separators, and
the edit line is plain text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, tzinfo

from harvester.config.patterns import regex
from harvester.discuz.addresses import parse
from harvester.discuz.message import read_message
from harvester.discuz.pager import read_pager
from harvester.forum.clock import clock_of
from harvester.forum.flow import enclose
from harvester.forum.lines import tidy
from harvester.forum.model import BoardLink, ListPage, Member, Message, Notice, Post, Row, ThreadPage
from harvester.forum.page import Element, Page, find, find_all, name_of, text_of

_REPLIES = regex(r"\((\d{1,10})\s*[篇个個]?[回帖]")

#: Who posts without a name.
_NAMELESS = frozenset({"匿名", "游客", "遊客", "Anonymous", "Guest", ""})

#: What the archiver leaves of lists and smilies, and what it puts in the place of hidden parts.
_ITEM = regex(r"\s*\[\*\]\s*")
_SMILIE = regex(r"[ \xa0]?\{:\w{1,20}:\}")
_HIDDEN = regex(r"\n?\*+ Hidden Message \*+")


def read_archived_thread(page: Page, zone: tzinfo, now: datetime | None = None) -> ThreadPage | None:
    """What an archiver page of a thread says; ``None`` where it is none.

    ``pid`` of its posts is 0: the archiver has no numbers. Floors are known on the first page.
    """
    content = page.find("#content")
    heads = find_all(content, "p.author") if content is not None else []
    if content is None or not heads:
        return None
    address = parse(page.url)
    current, pages = read_pager(page, ".page")
    fid, board = _board(page)
    return ThreadPage(
        tid=address.tid if address is not None and address.tid else _full_tid(page),
        fid=fid,
        board=board,
        title=name_of(find(content, "h3")) or _trail_end(page),
        posts=tuple(_post(page, at, head, zone, now, current) for at, head in enumerate(heads, 1)),
        page=current,
        pages=pages,
        layout="archiver",
    )


def read_archived_board(page: Page) -> ListPage | None:
    """What an archiver page of a board says: titles and replies, no more; ``None`` where it is none."""
    content = page.find("#content")
    rows = {
        row.tid: row for link in (find_all(content, "li a") if content is not None else []) if (row := _row(page, link))
    }
    boards = {
        board.fid: board
        for link in (find_all(content, "li a") if content is not None else [])
        if (board := _link(page, link))
    }
    address = parse(page.url)
    if not rows and (address is None or address.kind != "archiver-board" or content is None):
        return None
    current, pages = read_pager(page, ".page")
    return ListPage(
        fid=address.fid if address is not None else None,
        name=_trail_end(page) or None,
        rows=tuple(rows.values()),
        page=current,
        pages=pages,
        sub_boards=tuple(boards.values()),
        layout="archiver",
    )


def read_archived_index(page: Page) -> tuple[BoardLink, ...]:
    """The boards that the archiver's first page links to."""
    found = (_link(page, link) for link in page.find_all("#content a"))
    return tuple({board.fid: board for board in found if board is not None}.values())


def _post(page: Page, at: int, head: Element, zone: tzinfo, now: datetime | None, current: int) -> Post:
    name = name_of(find(head, "strong"))
    return Post(
        pid=0,
        floor=at if current == 1 else None,
        author=None if name in _NAMELESS else Member(name),
        published=clock_of(page, zone, now).of(head),
        message=_message(page, head, zone, now),
    )


def _message(page: Page, head: Element, zone: tzinfo, now: datetime | None) -> Message:
    """The text between a post's heading and the next."""
    title = head.getnext()
    start = title if title is not None and title.tag == "h3" and not (head.tail or "").strip() else head
    message = read_message(enclose(start, _is_heading), page, zone, now)
    text, hidden = _HIDDEN.subn("", _SMILIE.sub("", _ITEM.sub("\n", message.text)))
    notices = (Notice("hidden_part", "Hidden Message"),) if hidden else ()
    return replace(message, text=text.strip("\n"), notices=message.notices + notices, links=None, struck=None)


def _is_heading(element: Element) -> bool:
    names = element.get("class") or ""
    return (element.tag == "p" and names == "author") or (element.tag == "div" and names == "page")


def _row(page: Page, link: Element) -> Row | None:
    url = page.link(link.get("href"))
    address = None if url is None else parse(url)
    if url is None or address is None or address.kind != "archiver-thread" or address.tid is None:
        return None
    replies = _REPLIES.search(link.tail or "")
    return Row(address.tid, name_of(link), url, replies=int(replies[1]) if replies else None)


def _link(page: Page, link: Element) -> BoardLink | None:
    url = page.link(link.get("href"))
    address = None if url is None else parse(url)
    if url is None or address is None or address.kind != "archiver-board" or address.fid is None:
        return None
    return BoardLink(address.fid, name_of(link), url)


def _board(page: Page) -> tuple[int | None, str | None]:
    """The last board of the trail."""
    found = (_link(page, link) for link in reversed(page.find_all("#nav a")))
    board = next((board for board in found if board is not None), None)
    return (None, None) if board is None else (board.fid, board.name)


def _full_tid(page: Page) -> int | None:
    """The thread's number in the link to its full page."""
    for link in page.find_all("#end a"):
        address = parse(link.get("href") or "")
        if address is not None and address.tid is not None:
            return address.tid
    return None


def _trail_end(page: Page) -> str:
    return tidy(re.split(r"[»›>]+", text_of(page.find("#nav")))[-1])
