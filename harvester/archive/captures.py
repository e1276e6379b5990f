"""The captures of a thread's pages. Those that were kept unread are read when they are needed, and not before."""

from __future__ import annotations

from bisect import insort
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple, TypeVar

from harvester.archive.found import TOUCH, FoundPage, FoundRow, FoundUnread, Place
from harvester.forum.imprint import Imprint
from harvester.forum.model import Row
from harvester.forum.site import Site

#: Lists captured within this time are one look at the forum.
_ONE_LOOK = timedelta(days=1)

T = TypeVar("T")

#: Reads a page that was kept unread; ``None`` if it is no page of the thread, or must not be used.
Read = Callable[[FoundUnread], FoundPage | None]
Capture = FoundPage | FoundUnread
#: The number of a page, and the part of the first post on it.
At = tuple[int, int]


@dataclass(slots=True)
class Thread:
    """What was found of one thread; ``unread``: the pages that were not read so far."""

    tid: int
    pages: list[FoundPage] = field(default_factory=list)
    rows: list[FoundRow] = field(default_factory=list)
    unread: list[FoundUnread] = field(default_factory=list)

    def row(self) -> Row | None:
        """The latest list row in the thread's own board, with the flags of other rows of that day; or ``None``."""
        boards = {page.thread.fid for page in self.pages}
        best = max(self.rows, key=lambda each: (not each.plain, each.fid in boards, each.date), default=None)
        if best is None:
            return None
        near = (each.row.flags for each in self.rows if abs(each.date - best.date) <= _ONE_LOOK)
        flags = {flag for flags in near for flag in flags}
        return replace(best.row, flags=tuple(sorted(flags))) if flags else best.row


class Door(NamedTuple):
    """A kind of pages that show a thread; the smallest is the best."""

    plain: bool = False
    narrowed: bool = False
    touch: bool = False


#: The thread's own pages.
OWN: Final = Door()


def door_of(capture: Capture) -> Door:
    """The kind of a page; that of an unread one by its address."""
    touch = capture.mobile if isinstance(capture, FoundUnread) else capture.thread.layout.startswith(TOUCH)
    return Door(bool(capture.source), capture.narrowed, touch)


def is_first(page: FoundPage) -> bool:
    """Whether a page has the thread's first post, at its beginning."""
    return page.thread.page == 1 and page.part == 1 and (page.thread.posts[0].floor or 1) == 1


class Captures:
    """The captures of a thread's pages of one kind. What is read of ``thread`` moves from its unread to its pages."""

    def __init__(self, thread: Thread, site: Site, read: Read, door: Door = OWN) -> None:
        self._thread, self._site, self._read, self._door = thread, site, read, door
        self._own: dict[int, str] = {}
        self._at: defaultdict[At, list[Capture]] = defaultdict(list)
        for page in thread.pages:
            self._add(page)
        for unread in thread.unread:
            self._add(unread)

    def firsts(self) -> Iterator[FoundPage]:
        """The captures of the first page, the latest first; of those with one imprint, only the latest is read."""
        imprint: Imprint | None = None
        for capture in reversed([*self._at[1, 1]]):
            if isinstance(capture, FoundUnread) and imprint is not None and capture.imprint == imprint:
                continue
            page = self._page(capture)
            if page is not None and is_first(page):
                imprint = page.imprint if page.imprint and page.imprint.pid == page.thread.posts[0].pid else None
                yield page

    def latest(self, at: At, before: datetime | None) -> FoundPage | None:
        """The latest capture of a page ``before`` a time; if there is none, the latest of all."""
        for limit in (before, None):
            for capture in reversed([*self._at[at]]):
                page = self._page(capture) if limit is None or capture.date < limit else None
                if page is not None and _at(page) == at:
                    return page
        return self.latest(at, before) if self._read_all(self._door) else None

    def read_all(self) -> None:
        """Read the thread's pages of all kinds, and put them in order."""
        for capture in [*self._thread.unread]:
            self._page(capture)
        self._thread.pages.sort(key=self._order)

    def _read_all(self, door: Door) -> bool:
        """Read all pages of a kind; returns whether there were any to read."""
        unread = [each for each in self._thread.unread if door_of(each) == door]
        for capture in unread:
            self._page(capture)
        return bool(unread)

    def _page(self, capture: Capture) -> FoundPage | None:
        """The page of a capture; ``None`` if it cannot be used."""
        if isinstance(capture, FoundPage):
            return capture
        _remove(self._thread.unread, capture)
        if door_of(capture) == self._door:
            _remove(self._at[_at(capture)], capture)
        page = self._read(capture)
        if page is not None:
            self._thread.pages.append(page)
            self._add(page)
        return page if page is not None and door_of(page) == self._door else None

    def _add(self, capture: Capture) -> None:
        if door_of(capture) == self._door:
            insort(self._at[_at(capture)], capture, key=self._order)

    def _order(self, capture: Capture) -> tuple[datetime, bool, Place]:
        """Of several captures of one second, the one under the page's own address is the last."""
        own = self._own.get(capture.page)
        if own is None:
            own = self._own[capture.page] = self._site.thread_url(capture.tid, capture.page)
        return capture.date, capture.place.url == own, capture.place


def _at(capture: Capture) -> At:
    """Where a capture belongs: if it was read, by what it says itself."""
    if isinstance(capture, FoundPage) and capture.part == 1:
        return capture.thread.page, 1
    return capture.page, capture.part


def _remove(captures: list[T], capture: T) -> None:
    """Take out this very capture: others may be equal."""
    del captures[next(at for at, each in enumerate(captures) if each is capture)]
