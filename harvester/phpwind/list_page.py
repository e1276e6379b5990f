"""A list page of a board: its rows, its pager, its sub-boards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from lxml import etree

from harvester.config.patterns import regex
from harvester.forum.clock import clock_of
from harvester.forum.model import ListPage, Member, Row
from harvester.forum.numbers import count_of, id_at_end
from harvester.forum.page import Element, Page, name_of, own_name, text_of
from harvester.forum.signs import Signs
from harvester.phpwind.addresses import parse
from harvester.phpwind.flags import flags_of
from harvester.phpwind.index_page import read_boards
from harvester.phpwind.members import read_member
from harvester.phpwind.old_rows import ROWS, read_old_row
from harvester.phpwind.pager import read_pager
from harvester.phpwind.trail import read_trail
from harvester.phpwind.wordings import EMPTY, NAMELESS


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a list keeps what: CSS selectors, relative to a row except for ``rows``, ``place`` and ``name``.

    ``people`` and ``times`` are those of the first post and of the last reply, in this order.
    """

    layout: str
    rows: str
    place: str
    name: str
    title: str
    thread_type: str
    people: str
    times: str
    replies: str
    views: str
    icons: str


EIGHT = Layout(
    layout="8",
    rows="tr.tr3",
    place="#ajaxtable, .threadCommon, #threadlist",
    name=".hB h2, h2.fl",
    title="td.subject a[id^=a_ajax_]",
    thread_type="td.subject a[href*=type]",
    people="td.author",
    times="td.author p",
    replies="td.num em",
    views="td.num",
    icons="td.icon, td.subject",
)
NINE = Layout(
    layout="9",
    rows="#J_posts_list tr",
    place="#J_posts_list",
    name="#J_forum_info_box h3, .forum_info_box h3",
    title="p.title a.st",
    thread_type="p.title a.st[href*=type]",
    people="p.info",
    times="p.info span",
    replies="td.num span:nth-of-type(1) em",
    views="td.num span:nth-of-type(2) em",
    icons="p.title",
)

_NUMBER = regex(r"\d{1,10}")
#: A time of 9.x without its year.
_DAY = regex(r"(?<![\d-])(\d{2})-(\d{2})\s+(\d{1,2}):(\d{2})(?!\d)")


def read_list(page: Page, zone: tzinfo, now: datetime | None = None) -> ListPage | None:
    """What a list page says; ``None`` where it is not a list. A list may be empty.

    ``zone`` is the forum's, ``now`` (aware) is when the page was fetched. Announcements and separators are not rows; a
    thread that is listed twice, as stickies of 9.x are, is one row.
    """
    layout = NINE if page.find("table#J_posts_list, .thread_posts_list") is not None else EIGHT
    if page.find(f"{layout.place}, {layout.title}, {ROWS}") is None:
        return None
    reader = _Reader(page, layout, zone, now)
    rows: dict[int, Row] = {}
    for element in page.find_all(layout.rows):
        if (row := reader.row(element)) is not None:
            rows.setdefault(row.tid, row)
    if not rows:
        for element in page.find_all(ROWS):
            if (row := read_old_row(page, element, reader.clock)) is not None:
                rows.setdefault(row.tid, row)
    current, pages = read_pager(page)
    address, trail = parse(page.url), read_trail(page)
    stated = address.fid if address is not None and address.kind == "board" else None
    return ListPage(
        fid=stated or (trail.boards[-1] if trail.boards else None),
        name=trail.board or name_of(page.find(layout.name)) or None,
        rows=tuple(rows.values()),
        page=current,
        pages=pages,
        sub_boards=tuple(board for board in read_boards(page) if board.fid != stated),
        layout=layout.layout,
    )


def second_of(page: Page, listed: ListPage) -> Signs:
    """What a list page says a second time; looked for if no row was read."""
    if listed.rows:
        return Signs()
    place = page.find(f"{EIGHT.place}, {NINE.place}")
    boxes = [page.root] if place is None else [place]
    links = (page.link(link.get("href")) for box in boxes for link in box.iter("a"))
    named = (parse(url) for url in links if url)
    tids = frozenset(name.tid for name in named if name is not None and name.kind == "thread" and name.tid)
    return Signs(threads=tids, says_empty=EMPTY.search(text_of(page.root)) is not None)


class _Reader:
    def __init__(self, page: Page, layout: Layout, zone: tzinfo, now: datetime | None) -> None:
        self._page = page
        self._layout = layout
        self.clock = clock_of(page, zone, now)
        self._zone = zone
        self._now = now

    def row(self, element: Element) -> Row | None:
        page, layout = self._page, self._layout
        links = [(link, tid) for link in page.find_all(layout.title, element) if (tid := self._tid(link)) is not None]
        if not links:
            return None
        link, tid = links[-1]
        url, title = page.link(link.get("href")), name_of(link)
        if url is None or not title:
            return None
        posted, last_reply = self._times(element)
        author, last_poster = self._people(element)
        return Row(
            tid=tid,
            title=title,
            url=url,
            thread_type=self._type(element),
            author=author,
            replies=count_of(page.find(layout.replies, element)),
            views=self._views(element),
            posted=posted,
            last_poster=last_poster,
            last_reply=last_reply,
            flags=flags_of(page.find_all(layout.icons, element), link),
        )

    def _tid(self, link: Element) -> int | None:
        """The thread that a link leads to; links to its type or its board may precede it."""
        if (stated := id_at_end(link.get("id"))) is not None:
            return stated
        url = self._page.link(link.get("href"))
        named = parse(url) if url else None
        return named.tid if named is not None and named.kind == "thread" else None

    def _type(self, element: Element) -> str | None:
        names = (name_of(link).strip("[]【】") for link in self._page.find_all(self._layout.thread_type, element))
        return next((name for name in reversed(list(names)) if name), None)

    def _views(self, element: Element) -> int | None:
        """The number of views: in an element of its own, or what the cell has besides the replies."""
        cell = self._page.find(self._layout.views, element)
        if cell is None or cell.tag == "em":
            return count_of(cell)
        shown = _NUMBER.search(own_name(cell, [part for part in cell if part.tag == "em"]))
        return int(shown[0]) if shown else None

    def _people(self, element: Element) -> tuple[Member | None, str | None]:
        """Who wrote the first post, and the name of who replied last; 9.x has both in one box, each before a time."""
        boxes = self._page.find_all(self._layout.people, element)
        people = _before_times(boxes[0]) if len(boxes) == 1 else [_Person(box, box.findall("p")) for box in boxes]
        author = people[0].member if people else None
        return author, people[1].name if len(people) > 1 else None

    def _times(self, element: Element) -> tuple[datetime | None, datetime | None]:
        boxes = self._page.find_all(self._layout.times, element)
        posted = self.clock.of(boxes[0]) if boxes else None
        last = boxes[1] if len(boxes) > 1 else None
        replied = self.clock.of(last)
        if replied is None and last is not None and posted is not None:
            replied = self._in_year(text_of(last), posted)
        return posted, replied

    def _in_year(self, text: str, posted: datetime) -> datetime | None:
        """A time without its year, if only one year is possible: it is after the posting, and before now."""
        shown = _DAY.search(text)
        if shown is None or self._now is None:
            return None
        month, day, hour, minute = map(int, shown.groups())
        possible = []
        for year in range(posted.year, self._now.astimezone(self._zone).year + 1):
            try:
                time = datetime(year, month, day, hour, minute, tzinfo=self._zone)
            except ValueError:  # the 29th of February
                continue
            if posted <= time <= self._now:
                possible.append(time)
        return possible[0] if len(possible) == 1 else None


@dataclass(frozen=True, slots=True)
class _Person:
    """A box that names somebody, and what of it is a time."""

    box: Element
    times: list[Element]

    @property
    def member(self) -> Member | None:
        return read_member(self.box)

    @property
    def name(self) -> str | None:
        """The name, with a link or without."""
        member = self.member
        name = member.name if member else own_name(self.box, self.times)
        return None if name in NAMELESS else name


def _before_times(box: Element) -> list[_Person]:
    """The links before each time of a box."""
    people, named = [], None
    for part in box:
        if part.tag == "span":
            people.append(_Person(etree.Element("p") if named is None else named, []))
            named = None
        elif named is None and part.tag == "a":
            named = part
    return people
