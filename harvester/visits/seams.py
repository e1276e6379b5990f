"""Where rows of a list may have slid up over a boundary between two pages, unseen, while it was read. Pure.

A list is read page after page. Where k rows leave it above the page that comes next (deleted, moved), k rows slide up
from that page to the one that was read before, and stand on no page that is still to be read. Nothing shows that by
itself. But a row that was read, and whose thread turns out not to be there, is a sign, and so is a pager that counts
fewer pages, or a board that counts fewer threads than before: then the pages between that row and the reader's place
are read again, upward, and further, until one has nothing but rows that were read before. Rows that slide down show
the same thread twice, which is asked for once.

>>> seams = Seams()
>>> seams.read(1, 3, [30, 29]), seams.read(2, 3, [28, 27])
(None, None)
>>> seams.left(28)
True
>>> seams.read(3, 3, [24, 23])  # 26 and 25 are where 28 and 27 were
2
>>> seams.again(2, new=True), seams.again(1, new=False)
(1, None)
"""

from __future__ import annotations

from collections.abc import Iterable

#: So many rows are remembered of a list: their threads are visited before the next page is asked for.
_MOST = 5_000
#: So many more threads may turn out to have left a list than to be there, before that is a state of the forum, which
#: refuses them all, or a list that names threads of other boards as a rule.
_DOUBTFUL = 2
#: So many times in a row a count may have been a sign in vain, before it is none: servers may differ about it.
_VAIN = 5


class Seams:
    """One run's walk down a board's list, as far as its boundaries go."""

    def __init__(self) -> None:
        self._pages: dict[int, int] = {}  # the page that each of the last rows stood on
        self._place = 0
        self._count = 0  # pages, as the last page read has it
        self._sign: int | None = None  # the page that something left
        self._stood, self._gone = 0, 0  # threads that were where the list has them, and those that were not
        self._top = 0  # the page up to which all are to be read again
        self._threads: int | None = None  # of the board, as the last page that says it has it
        self._counted, self._vain = False, 0  # whether that alone was the sign; how often it was one in vain

    def read(self, page: int, pages: int, tids: Iterable[int], threads: int | None = None) -> int | None:
        """Note a page that the walk came to; returns one to be read again, where there was a sign before.

        ``pages`` and ``threads`` are what the page counts of the whole list.

        What lies between pages that do not follow each other is known from earlier runs.
        """
        if page != self._place + 1:
            self._pages, self._sign, self._count, self._threads = {}, None, 0, None
        for tid in tids:
            self._pages[tid] = page
        while len(self._pages) > _MOST:
            del self._pages[next(iter(self._pages))]
        before, self._place = self._place, page
        if pages < self._count:
            self._note(before)
        self._counted = self._sign is None and self._fewer(threads)
        if self._counted:
            self._note(before)
        self._count = pages
        self._threads = self._threads if threads is None else threads
        return self.pending()

    def stood(self) -> None:
        """Note that a thread was found where the list has it."""
        self._stood += 1

    def left(self, tid: int) -> bool:
        """Note that a row left the list: its thread is gone, or in another board. Returns whether it was read."""
        page = self._pages.pop(tid, None)
        if page is None:
            return False
        self._gone += 1
        if self._gone <= self._stood + _DOUBTFUL:
            self._note(page)
        return True

    def pending(self) -> int | None:
        """The page to be read again, for signs since the last one; each is asked for once."""
        sign, self._sign = self._sign, None
        # What left the page that was read last can have moved none but rows that are still to be read.
        if sign is None or not 0 < sign < self._place:
            return None
        self._top = sign
        return self._place - 1

    def again(self, page: int, *, new: bool) -> int | None:
        """The next page to be read again after ``page`` was; ``new``: it had rows that were not read before."""
        if self._counted:
            self._counted, self._vain = False, 0 if new else self._vain + 1
        return page - 1 if page > 1 and (new or page > self._top) else None

    def _fewer(self, threads: int | None) -> bool:
        """Whether the board counts fewer threads than on the page before: that many rows slid up, or more."""
        return threads is not None and self._threads is not None and threads < self._threads and self._vain < _VAIN

    def _note(self, page: int) -> None:
        self._sign = page if self._sign is None else min(self._sign, page)
