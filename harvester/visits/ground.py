"""Walking a board's list, newest reply first, down to ground that is known.

A list is in the order of last replies. What was walked before is kept as stretches of it; a page whose
rows are all known and unchanged, at the height of a stretch, is where the walk meets it: whatever
lies below is known as far down as the stretch goes. Stretches are why a run that was killed in the middle
of a board neither misses the rest nor reads its way down to it again. Pure: no I/O.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from harvester.store.records import Stretch

#: Pages in a row that list no other threads than those before, and a list ends.
MOST_BARREN = 2
#: Pages of a list that a run reads. Discuz shows a thousand by default; a run that ends here is gone on with.
MOST_PAGES = 10_000

#: ``oldest`` of a stretch that goes to the end of the list.
END = 0
#: ``oldest`` of a walk that has seen no times yet: later than any.
_UNKNOWN = 1 << 40


@dataclass(frozen=True, slots=True)
class Rows:
    """A list page to the walk.

    ``replied`` holds the last replies of its rows in the order of the page (``None``: not said), sticky and
    moved rows left out; ``unchanged`` tells whether all that are wanted are known and say what they said before.
    """

    page: int
    pages: int
    replied: tuple[int | None, ...]
    unchanged: bool

    @property
    def times(self) -> list[int]:
        """The last replies that are said."""
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
    """A jump over a stretch: from which page, to the last reply of which row, and the pages that lay below that."""

    start: int
    target: int
    below: list[Rows] = field(default_factory=list)


class Walk:
    """One run's walk down a board's list."""

    def __init__(self, stretches: Iterable[Stretch], bottom: int = END) -> None:
        """``stretches``: what earlier runs left; ``bottom``: rows replied to before it are not wanted."""
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

        Half a walk through a list in another order is not a stretch.
        """
        whole = self.here is not None and self.here.oldest == END and not self._gap
        parts = [*self._above, self.here] if self._ordered or whole else []
        return [*(part for part in parts if part is not None and part.oldest != _UNKNOWN), *self.below]

    @property
    def whole(self) -> bool:
        """Whether the walk came to the end of the list, and no page was lost on the way."""
        return self.here is not None and self.here.oldest == END and not self._gap and not self._endless

    @property
    def finished(self) -> bool:
        """Whether the walk is at the bottom."""
        return self.here is not None and self.here.oldest <= self.bottom

    def endless(self, tids: Iterable[int]) -> str | None:
        """Why no further page is to be asked for, by the threads of the page that came; ``None``: there may be.

        A site can count pages as it likes. One page that brings nothing new is nothing odd: rows slide down while a
        list is read. A walk that ends so is at its end also for :meth:`skip`.
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
        """Pass over a page that could not be read; returns the number of the next one to read, ``None`` for none.

        What lies below is walked in this run, too, but the page's own ground stays unknown. Two such pages in a row
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
        """The pages that go on from where the walk was, in order; none where a jump went too far.

        Rows that were deleted since let those below them move up, past the page that was jumped to.
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
        # In a list of another order times say nothing of what lies below.
        return min(rows.times) <= below.newest if self._ordered and rows.times else below.oldest == END
