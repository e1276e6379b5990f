"""Finding rows that slid up from one page of a list to the page before, unseen, while the list was read. Pure.

A list is read page by page. If k rows above the next page are deleted or moved, k rows slide up from that page to the
one that was read before, and are on no page that is still to be read. Nothing on the pages shows that. There are three
signs of it: a thread whose row was read turns out to be gone, the pager counts fewer pages, or the board counts fewer
threads than before. Then the pages from the reader's place up to that row are read again, and further up until a page
has no new rows. Rows that slide down only show a thread twice, and it is requested once.

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

#: Rows of a list kept in memory. The threads of older rows were visited long ago: threads come before list pages.
_MOST = 5_000
#: If the threads that left a list outnumber those still there by more than this, something else is wrong: the forum
#: refuses them all, or the list regularly names threads of other boards.
_DOUBTFUL = 2
#: After this many false alarms in a row, a smaller count of threads is ignored: the servers of one forum may disagree.
_VAIN = 5


class Seams:
    """The boundaries between the pages of one board's list, as one run reads it."""

    def __init__(self) -> None:
        self._pages: dict[int, int] = {}  # by thread, the page on which its row was read
        self._place = 0
        self._count = 0  # pages, as the last page says
        self._sign: int | None = None  # the page that a row left
        self._stood, self._gone = 0, 0  # threads that were where the list has them, and those that were not
        self._top = 0  # the page up to which all are to be read again
        self._threads: int | None = None  # of the board, as the last page to say so has it
        self._counted, self._vain = False, 0  # whether that was the only sign; false alarms in a row

    def read(self, page: int, pages: int, tids: Iterable[int], threads: int | None = None) -> int | None:
        """Note a page that the walk reached; returns a page to be read again, if there is a sign for one.

        ``pages`` and ``threads`` are the page's counts for the whole list. Where page numbers do not follow each other,
        the pages between are known from earlier runs.
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
        """Note that a thread was found where the list says."""
        self._stood += 1

    def left(self, tid: int) -> bool:
        """Note that a row left the list: its thread is gone or in another board. Returns whether the row was read."""
        page = self._pages.pop(tid, None)
        if page is None:
            return False
        self._gone += 1
        if self._gone <= self._stood + _DOUBTFUL:
            self._note(page)
        return True

    def pending(self) -> int | None:
        """The page to be read again because of the signs since the last call; ``None`` if there were none."""
        sign, self._sign = self._sign, None
        # A row that left the page read last moved only rows that are still to be read.
        if sign is None or not 0 < sign < self._place:
            return None
        self._top = sign
        return self._place - 1

    def again(self, page: int, *, new: bool) -> int | None:
        """The next page to be read again after ``page``, or ``None``; ``new``: that page had rows not read before."""
        if self._counted:
            self._counted, self._vain = False, 0 if new else self._vain + 1
        return page - 1 if page > 1 and (new or page > self._top) else None

    def _fewer(self, threads: int | None) -> bool:
        """Whether the board counts fewer threads than on the page before: at least that many rows slid up."""
        return threads is not None and self._threads is not None and threads < self._threads and self._vain < _VAIN

    def _note(self, page: int) -> None:
        self._sign = page if self._sign is None else min(self._sign, page)
