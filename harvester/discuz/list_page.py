"""A list page of a board: its rows, its pager, its sub-boards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, tzinfo

from harvester.config.patterns import regex
from harvester.discuz.addresses import parse
from harvester.discuz.archiver import read_archived_board
from harvester.discuz.explaining import list_layout
from harvester.discuz.fallback import (
    dates_in,
    member_in,
    read_rows_by_id,
    read_rows_in_list,
    read_unknown_board,
)
from harvester.discuz.flags import badges, flags_of, flags_of_text
from harvester.discuz.index_page import read_sub_boards
from harvester.discuz.layouts import LISTS, ListLayout
from harvester.discuz.members import read_member
from harvester.discuz.pager import read_pager
from harvester.discuz.signs import says_empty
from harvester.discuz.trail import stated_fid
from harvester.forum.clock import clock_of
from harvester.forum.flags import in_order
from harvester.forum.model import ListPage, Member, Row
from harvester.forum.numbers import count_of, id_at_end
from harvester.forum.page import Element, Page, find, name_of, own_name, text_of

_MOVED = regex(r"移[动動]\s*[:：]")
_READPERM = regex(r"[阅閱閲][读讀][权權]限\s*(\d{1,5})")
#: What stands between the steps of a trail.
_STEP = regex(r"[»›>]+")
#: Threads with times that are a list, whatever it looks like.
_LIKELY = 3
#: Threads of a board in its heading: ``主题: 28`` of X, ``[ 28 主题 ]`` of 7.x; not a shortened number.
_THREADS = regex(r"主[题題][數数]?\s*[:：]\s*(\d[\d,]{0,12})(?![\d.万萬])|\[\s*(\d[\d,]{0,12})\s*主[题題]")
_PRICE = regex(r"售[价價]\s*([^\[\]]{0,20}\d[^\[\]]{0,20})")


def read_board(page: Page, zone: tzinfo, now: datetime | None = None, own: ListLayout | None = None) -> ListPage | None:
    """What a list page says, whatever door it is of; ``None`` where it is not a list. A list may be empty.

    ``zone`` is the forum's, ``now`` (aware) is when the page was fetched, for relative
    dates. Announcements and separators are not rows; a thread that is listed twice is one row.
    """
    layout, elements = list_layout(page, own) or (None, ())
    if layout is None and read_sub_boards(page):  # a board that only has boards
        layout = LISTS[0]
    if layout is None:
        return read_archived_board(page) or read_unknown_board(page, zone, now)
    found = _Reader(page, layout, zone, now).read(elements)
    return found if found.rows else replace(found, rows=_rows_of_a_skin(page, zone, now))


def _rows_of_a_skin(page: Page, zone: tzinfo, now: datetime | None) -> tuple[Row, ...]:
    """The rows of a list that has the words of a layout but rows of its own; none where it is empty."""
    rows = read_rows_by_id(page, zone, now) or read_rows_in_list(page, zone, now)
    if rows or says_empty(page):
        return rows
    likely = read_unknown_board(page, zone, now)
    # Beside an empty list, too, a page may link to threads; rows have times.
    return likely.rows if likely is not None and sum(row.posted is not None for row in likely.rows) >= _LIKELY else ()


class _Reader:
    def __init__(self, page: Page, layout: ListLayout, zone: tzinfo, now: datetime | None) -> None:
        self._page = page
        self._layout = layout
        self._clock = clock_of(page, zone, now)

    def read(self, elements: Sequence[Element]) -> ListPage:
        rows: dict[int, Row] = {}
        for element in elements:
            row = self._row(element)
            if row is not None:
                rows.setdefault(row.tid, row)
        current, pages = read_pager(self._page, self._layout.pager)
        fid, name = read_board_name(self._page, self._layout)
        return ListPage(
            fid=fid,
            name=name,
            rows=tuple(rows.values()),
            page=current,
            pages=pages,
            sub_boards=tuple(board for board in read_sub_boards(self._page) if board.fid != fid),
            layout=self._layout.name,
            threads=_threads(self._page, name),
        )

    def _row(self, element: Element) -> Row | None:
        layout = self._layout
        link = self._link(element)
        if link is None:
            return None
        url = self._page.link(link.get("href"))
        named = None if url is None else parse(url)
        tid = (named and named.tid) or id_at_end(element.get("id"))
        title = self._title(link)
        if url is None or tid is None or not title:
            return None
        heading = _heading(link)
        remarks = _after(heading)
        last = self._last(element)
        author, posted, last_reply = self._who_and_when(element, link, last)
        readperm = _READPERM.search(remarks)
        price = _PRICE.search(remarks)
        return Row(
            tid=tid,
            title=title,
            url=url,
            thread_type=self._thread_type(element),
            author=author,
            replies=count_of(self._page.find(layout.replies, element)),
            views=count_of(self._page.find(layout.views, element)),
            posted=posted,
            last_poster=name_of(last if last is None else self._page.find(layout.last_poster, last)) or None,
            last_reply=last_reply,
            flags=self._flags(element, link, remarks),
            readperm=int(readperm[1]) if readperm else None,
            price=price[1].strip() if price else None,
            moved=_MOVED.search(_before(heading)) is not None or any(map(_is_moved, badges(link))),
        )

    def _link(self, element: Element) -> Element | None:
        """The link to the thread, in a row."""
        found = self._page.find(self._layout.title, element)
        if found is None or found.tag == "a" or not self._layout.plain:
            return found
        return next(found.iter("a"), next(found.iterancestors("a"), None))

    def _title(self, link: Element) -> str:
        layout = self._layout
        if layout.not_title:
            return own_name(link, self._page.find_all(layout.not_title, link))
        titled = self._page.find(layout.title_in, link) if layout.title_in else link
        marks = badges(titled) if titled is not None and len(titled) else []
        return (own_name(titled, marks) if titled is not None and marks else "") or name_of(titled)

    def _last(self, element: Element) -> Element | None:
        """The cell about the last reply: behind that of the author where both are of one kind."""
        layout = self._layout
        cells = self._page.find_all(layout.last, element)
        if layout.author.startswith(layout.last):
            cells = cells[1:]
        return next(iter(cells), None)

    def _who_and_when(
        self, element: Element, title: Element, last: Element | None
    ) -> tuple[Member | None, datetime | None, datetime | None]:
        """Author, posting and last reply; a skin that has moved them out of their cells still shows them in the row."""
        layout = self._layout
        if layout.author_name:
            name = name_of(self._page.find(layout.author_name, element))
            return Member(name) if name else None, None, None
        cell = self._page.find(layout.author, element)
        posted = self._page.find(layout.posted, element)
        if cell is None and posted is None:
            return member_in(element.iter("a")), *dates_in(element, self._clock, besides=title)
        last_reply = None if last is None else self._page.find(layout.last_reply, last)
        return self._author(cell), self._clock.of(posted), self._clock.of(last_reply)

    def _author(self, cell: Element | None) -> Member | None:
        name = name_of(cell) if self._layout.plain else ""
        return read_member(cell) or (Member(name) if name else None)

    def _thread_type(self, element: Element) -> str | None:
        links = self._page.find_all(self._layout.thread_type, element)
        typed = [link for link in links if "typeid" in (link.get("href") or "")] or links
        if not typed:
            return None
        icon = find(typed[0], "img[alt]")  # stands for the name where the board shows icons only
        shown = name_of(typed[0]).strip("[]【】#") or (icon.get("alt") if icon is not None else None)
        return shown or None

    def _flags(self, element: Element, link: Element, remarks: str) -> tuple[str, ...]:
        found = flags_of(self._page.find_all(self._layout.icons, element)) | flags_of_text(remarks)
        marks = " ".join(f"[{text_of(mark).strip('[]')}]" for mark in badges(link))
        found |= flags_of_text(marks)
        if (element.get("id") or "").startswith("stickthread") or "list_top" in (element.get("class") or ""):
            found.add("sticky")
        titled = self._page.find(self._layout.title_in, link) if self._layout.title_in else None
        if any(re.search(r"color|bold", part.get("style") or "") for part in (link, titled) if part is not None):
            found.add("highlight")
        return in_order(found)


def read_board_name(page: Page, layout: ListLayout) -> tuple[int | None, str | None]:
    """The number and name of the board that a list page is of."""
    address = parse(page.url)
    link = page.find(layout.name_at)
    named = parse(link.get("href") or "") if link is not None else None
    fid = (address and address.fid) or (named and named.fid) or stated_fid(page)
    trail = _STEP.split(text_of(page.find(layout.trail)))
    return fid, name_of(link) or trail[-1].strip() or None


def _threads(page: Page, name: str | None) -> int | None:
    """How many threads the board has, as the heading with its name says, or what stands right behind it."""
    if not name:
        return None
    for heading in page.named("h1", "h2"):
        behind = heading.getnext()
        texts = [text_of(heading), "" if behind is None or behind.tag != "p" else text_of(behind)]
        found = next(filter(None, map(_THREADS.search, texts)), None)
        if found is not None and name in texts[0]:
            return int((found[1] or found[2]).replace(",", ""))
    return None


def _is_moved(badge: Element) -> bool:
    return re.search(r"移[动動]|moved", text_of(badge), re.IGNORECASE) is not None


def _heading(link: Element) -> Element:
    """The title with what is around it inside its cell."""
    parent = link.getparent()
    return parent if parent is not None and parent.tag == "span" else link


def _before(element: Element) -> str:
    """The text before an element in its cell, without that of the elements there: a thread type may stand between."""
    parent = element.getparent()
    own = (parent.text or "") if parent is not None else ""
    return " ".join([own, *(sibling.tail or "" for sibling in element.itersiblings(preceding=True))])


def _after(element: Element) -> str:
    """The text behind an element: what the forum remarks on the thread."""
    parts = (text_of(sibling) + (sibling.tail or "") for sibling in element.itersiblings())
    return " ".join([element.tail or "", *parts])
