"""Walking a board's list, newest reply first, down to the part that is known.

A list is in the order of last replies. The parts of it that were read before are kept as stretches. Where all rows of
a page are known and unchanged, and their times lie within a stretch, the walk has met that stretch, and can jump to
its end. Because of stretches, a run that was killed in the middle of a board neither misses the rest nor reads the
pages above it again. Pure: no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from harvester.store.records import Stretch

#: A list ends after this many pages in a row without a new thread. One such page is normal: rows slide down.
MOST_BARREN = 2
#: Pages of a list that one run reads; the next run continues there. Discuz shows a thousand by default.
MOST_PAGES = 10_000

#: ``oldest`` of a stretch that goes to the end of the list.
END = 0
#: ``oldest`` of a walk that has seen no times yet: later than any time.
_UNKNOWN = 1 << 40


@dataclass(frozen=True, slots=True)
class Rows:
    """A list page, as the walk sees it.

    ``replied`` holds the times of its rows' last replies in the order of the page (``None``: not given), without sticky
    and moved rows; ``unchanged`` says whether all wanted rows are known and say what they said before.
    """

    page: int
    pages: int
    replied: tuple[int | None, ...]
    unchanged: bool

    @property
    def times(self) -> list[int]:
        """The times of last replies that the page gives."""
        return [time for time in self.replied if time is not None]

    @property
    def ordered(self) -> bool:
        """Whether the rows are in the order of last replies, as far as the page shows."""
        return bool(self.replied) and None not in self.replied and self.times == sorted(self.times, reverse=True)

    def stretch(self) -> Stretch:
        """The page as a stretch."""
        return Stretch(max(self.times, default=END), min(self.times, default=_UNKNOWN), self.page)


@dataclass(slots=True)
class _Jump:
    """A jump over a stretch: the page it started on, the reply time it aims at, and the pages read below that."""

    start: int
    target: int
    below: list[Rows] = field(default_factory=list)


class Walk:
    """One run's walk down a board's list."""

    def __init__(self, stretches: Iterable[Stretch], bottom: int = END) -> None:
        """``stretches``: what earlier runs left; ``bottom``: rows whose last reply is older are not wanted."""
        self.below = sorted(stretches, reverse=True)
        self.bottom = bottom
        self.here: Stretch | None = None
        self._above: list[Stretch] = []  # what was walked before a page that could not be read
        self._gap = False
        self._skipped = 0  # pages in a row that could not be read
        self._pages = 1
        self._ordered = True
        self._jump: _Jump | None = None
        self._met: set[int] = set()  # the threads that were listed
        self._barren = 0  # pages in a row that listed none but these
        self._read = 0
        self._endless = False

    @property
    def stretches(self) -> list[Stretch]:
        """What is known now, to be kept for the next run.

        An unfinished walk through a list in another order is not a stretch.
        """
        whole = self.here is not None and self.here.oldest == END and not self._gap
        parts = [*self._above, self.here] if self._ordered or whole else []
        return [*(part for part in parts if part is not None and part.oldest != _UNKNOWN), *self.below]

    @property
    def whole(self) -> bool:
        """Whether the walk reached the end of the list and lost no page on the way."""
        return self.here is not None and self.here.oldest == END and not self._gap and not self._endless

    @property
    def finished(self) -> bool:
        """Whether the walk is at the bottom."""
        return self.here is not None and self.here.oldest <= self.bottom

    def endless(self, tids: Iterable[int]) -> str | None:
        """Why no further page is requested after one with these threads; ``None`` where there may be more.

        A site can claim any number of pages. One page without a new thread is normal: rows slide down while a list is
        read. After such an end, :meth:`skip` goes no further either.
        """
        met = len(self._met)
        self._met.update(tids)
        self._read += 1
        self._barren = 0 if len(self._met) > met else self._barren + 1
        if self._barren < MOST_BARREN and self._read < MOST_PAGES:
            return None
        self._endless = True
        if self._barren >= MOST_BARREN:
            return f"{self._barren} pages in a row without a thread that the pages before had not"
        return f"{self._read} pages of one list: the next run goes on"

    def step(self, rows: Rows) -> int | None:
        """Take in the page that was read; returns the number of the next one to read, ``None`` at the bottom."""
        self._skipped, self._pages = 0, max(self._pages, rows.pages)
        self._ordered = self._ordered and (rows.ordered or not rows.replied)
        for page in self._landed(rows):
            self._extend(page)
            rows = page
        if self._jump is not None:
            return rows.page - 1
        met = self._meet(rows)
        if self.finished:
            return None
        if met is None:
            return rows.page + 1
        self._jump = _Jump(rows.page, met.oldest)
        return min(max(met.page, rows.page + 1), rows.pages)

    def skip(self, page: int, pages: int = 1) -> int | None:
        """Pass over a page that could not be read; returns the number of the next one to read, or ``None``.

        The pages below are read in this run, but this page's part of the list stays unknown. Two such pages in a row
        end the walk.
        """
        self._skipped, self._pages = self._skipped + 1, max(self._pages, pages)
        jump, self._jump = self._jump, None
        if self._endless or self._skipped > 1 or page >= self._pages or (jump is not None and jump.below):
            return None
        self._gap = True
        if self.here is not None:
            self._above.append(self.here)
            self.here = None
        return page + 1

    def _landed(self, rows: Rows) -> list[Rows]:
        """The pages that continue the walk, in order; none where a jump went too far.

        If rows were deleted since, those below have moved up, past the page that was jumped to.
        """
        jump, self._jump = self._jump, None
        if jump is None:
            return [rows]
        if rows.page > jump.start + 1 and max(rows.times, default=jump.target) < jump.target:
            jump.below.append(rows)
            self._jump = jump
            return []
        return [rows, *reversed(jump.below)]

    def _extend(self, rows: Rows) -> None:
        page = rows.stretch()
        self.here = page if self.here is None else self.here.joined(page)
        if rows.page >= rows.pages:
            self.here = Stretch(self.here.newest, END, rows.page)
            self.below = []

    def _meet(self, rows: Rows) -> Stretch | None:
        """Join the stretches that the page stands in; returns the last of them."""
        met = None
        while self.here and self.below and rows.unchanged and self._stands_in(rows, self.below[0]):
            met = self.below.pop(0)
            self.here = self.here.joined(met)
        return met

    def _stands_in(self, rows: Rows, below: Stretch) -> bool:
        # In a list of another order, times say nothing about what lies below.
        return min(rows.times) <= below.newest if self._ordered and rows.times else below.oldest == END
