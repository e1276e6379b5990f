"""Skins that no layout knows: what the forum's own ids and addresses still tell.

Skins change classes and boxes at will, but ``postmessage_7`` and ``normalthread_7`` are
what the forum's scripts work with; and lists link to threads. :mod:`harvester.discuz.likeness`
reads threads without any of these ids.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from harvester.config.patterns import regex
from harvester.discuz.addresses import parse
from harvester.discuz.likeness import PAGERS
from harvester.discuz.members import read_member, uid_of
from harvester.discuz.message import read_message
from harvester.discuz.pager import read_pager
from harvester.discuz.trail import TRAILS, read_trail, stated_fid
from harvester.forum.clock import Clock, clock_of
from harvester.forum.model import ListPage, Member, Post, Row, ThreadPage
from harvester.forum.names import PageName
from harvester.forum.numbers import floor_of
from harvester.forum.page import Element, Page, exact, find_all, name_of, text_of

_POSTED = regex(r"(?:[发發]表[于於]|[发發][布佈][于於]|时间[:：]|時間[:：])\s*(.{0,40})")
#: How far a post reaches around its text where no other post bounds it.
_REACH = 6
#: What the ids of a list's rows begin with, and the ids of the boxes that rows stand in.
_ROW_IDS = ("stickthread_", "normalthread_")
_LIST_BOXES = ("threadlisttableid", "waterfall", "threadlist", "moderate")
#: Links to threads that make a list.
_LIST = 3


def read_unknown_thread(page: Page, zone: tzinfo, now: datetime | None = None) -> ThreadPage | None:
    """A thread page by the ids of its posts' texts; ``None`` where there are none."""
    bodies = page.numbered("postmessage_")
    if not bodies:
        return None
    boxes = _boxes(list(bodies.values()))
    current, pages = read_pager(page, PAGERS)
    posts = [_post(page, pid, body, box, zone, now) for (pid, body), box in zip(bodies.items(), boxes, strict=True)]
    address = parse(page.url)
    fid, board = read_trail(page, page.find_all(TRAILS)[:1])
    subject = page.find("#thread_subject, h1")
    title = name_of(subject) or text_of(page.find("title")).split(" - ")[0]
    return ThreadPage(
        tid=address.tid if address is not None else None,
        fid=fid,
        board=board,
        title=exact(title),
        posts=tuple(posts),
        page=current,
        pages=pages,
        layout="unknown",
    )


def _boxes(bodies: list[Element]) -> list[Element]:
    """The largest element around each text that has no other text in it."""
    shared = Counter(parent for body in bodies for parent in body.iterancestors())
    boxes = []
    for body in bodies:
        own = [parent for parent in body.iterancestors() if shared[parent] == 1]
        boxes.append(own[: None if len(bodies) > 1 else _REACH][-1] if own else body)
    return boxes


def _post(page: Page, pid: int, body: Element, box: Element, zone: tzinfo, now: datetime | None) -> Post:
    inside = set(body.iter())
    outside = [element for element in box.iter("*") if element not in inside]
    floor = page.ids.get(f"postnum{pid}")
    return Post(
        pid=pid,
        floor=floor_of(floor) if floor is not None else None,
        author=member_in(element for element in outside if element.tag == "a"),
        published=_published(page, pid, outside, clock_of(page, zone, now)),
        message=read_message(body, page, zone, now),
    )


def member_in(links: Iterable[Element]) -> Member | None:
    """The member that the first of some links is to that names one."""
    return next((member for link in links if uid_of(link.get("href")) and (member := read_member(link))), None)


def _published(page: Page, pid: int, outside: list[Element], clock: Clock) -> datetime | None:
    stated = page.ids.get(f"authorposton{pid}")
    if stated is not None:
        return clock.of(stated)
    texts = [text for element in outside for text in (element.get("title"), element.text, element.tail) if text]
    labelled = [match[1] for text in texts if (match := _POSTED.search(text))]
    dates = (date for text in labelled + texts if (date := clock.parse(text)) is not None)
    return next(dates, None)


def read_unknown_board(page: Page, zone: tzinfo, now: datetime | None = None) -> ListPage | None:
    """A list page by the ids of its rows, otherwise by its links to threads; ``None`` where there are too few."""
    address = parse(page.url)
    rows, layout = read_rows_by_id(page, zone, now), "unknown"
    if not rows:
        rows, layout = tuple(_linked(page.root, page, zone, now)), "likeness"
        # Other pages link to threads, too: where the address names no board, rows have to look like a list's.
        dated = rows if address is not None and address.kind == "board" else [row for row in rows if row.posted]
        if len(dated) < _LIST:
            return None
    current, pages = read_pager(page, PAGERS)
    fid = (address.fid if address is not None else None) or stated_fid(page)
    return ListPage(fid=fid, name=None, rows=rows, page=current, pages=pages, layout=layout)


def read_rows_by_id(page: Page, zone: tzinfo, now: datetime | None = None) -> tuple[Row, ...]:
    """The rows of a list that have the ids of rows, whatever elements they are; each thread once."""
    return tuple({row.tid: row for row in _rows(page, zone, now)}.values())


def read_rows_in_list(page: Page, zone: tzinfo, now: datetime | None = None) -> tuple[Row, ...]:
    """The threads that are linked to inside the box of a list; outside it a page may name threads of other boards."""
    box = _list_box(page)
    return () if box is None else tuple(_linked(box, page, zone, now))


def linked_in_list(page: Page) -> frozenset[int]:
    """The threads that the box of a list links to, whatever its rows look like; none where it has no such box."""
    box = _list_box(page)
    return frozenset() if box is None else frozenset(each.tid or 0 for _, _, each in _thread_links(box, page))


def _list_box(page: Page) -> Element | None:
    """The box that has a list's rows and nothing else, by its id: the table of the rows, or what is around it."""
    return next((page.ids[name] for name in _LIST_BOXES if name in page.ids), None)


def _rows(page: Page, zone: tzinfo, now: datetime | None) -> Iterator[Row]:
    for prefix in _ROW_IDS:
        for tid, element in page.numbered(prefix).items():
            links = [link for link in find_all(element, "a") if _leads_to(link, tid) and text_of(link)]
            titled = max(links, key=lambda link: len(text_of(link)), default=None)
            url = None if titled is None else page.link(titled.get("href"))
            if url is not None:
                title = max((name_of(link) for link in links), key=len)
                posted, last_reply = dates_in(element, clock_of(page, zone, now), besides=titled)
                flags = ("sticky",) if prefix == "stickthread_" else ()
                author = member_in(element.iter("a"))
                yield Row(tid, title, url, author=author, posted=posted, last_reply=last_reply, flags=flags)


def dates_in(row: Element, clock: Clock, besides: Element | None = None) -> tuple[datetime | None, datetime | None]:
    """The earliest and the latest time that a row shows: when it was posted, and when it was last replied to.

    ``besides`` is the title, which may have a date in it.
    """
    dates = [date for text in _texts(row, besides) if text and (date := clock.parse(text)) is not None]
    return min(dates, default=None), max(dates, default=None)


def _texts(row: Element, besides: Element | None) -> Iterator[str | None]:
    left_out = set() if besides is None else set(besides.iter())
    for part in row.iter("*"):
        if part not in left_out:
            yield from (part.get("title"), part.text)
        if part not in left_out or part is besides:
            yield part.tail


def _leads_to(link: Element, tid: int) -> bool:
    return str(tid) in re.findall(r"\d+", link.get("href") or "")


def _linked(under: Element, page: Page, zone: tzinfo, now: datetime | None) -> Iterator[Row]:
    """Threads that a part of a page links to by their titles; the longest text of several links is the title.

    What else a row shows is in the largest box around the link in which no other thread is named.
    """
    links: dict[int, list[tuple[str, str, Element]]] = {}
    for link, url, address in _thread_links(under, page):
        links.setdefault(address.tid or 0, []).append((name_of(link), url, link))
    around = {tid: {box for *_, link in found for box in link.iterancestors()} for tid, found in links.items()}
    shared = Counter(box for boxes in around.values() for box in boxes)
    for tid, found in links.items():
        title, url, link = max(found, key=lambda each: len(each[0]))
        if title:
            box = next((each for each in reversed(list(link.iterancestors())) if shared[each] == 1), link)
            posted, last_reply = dates_in(box, clock_of(page, zone, now), besides=link)
            yield Row(tid, title, url, author=member_in(box.iter("a")), posted=posted, last_reply=last_reply)


def _thread_links(under: Element, page: Page) -> Iterator[tuple[Element, str, PageName]]:
    """The links to threads below an element, each with its full address and what that names."""
    for link in under.iter("a"):
        url = page.link(link.get("href"))
        address = None if url is None else parse(url)
        if url and address is not None and address.kind == "thread" and address.tid and address.page == 1:
            yield link, url, address
