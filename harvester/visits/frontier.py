"""Which threads and list pages are to be visited: what the store knows against what the lists say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace

from harvester.forum.model import ListPage, Row
from harvester.store.interface import BATCH, Store
from harvester.store.records import FAILED, HARVESTED, REMOVED, WANTED, Known
from harvester.visits import rows
from harvester.visits.ground import END, Rows, Walk
from harvester.visits.schedule import row_matters


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run is to visit.

    ``full``: every thread that a list names, known or not; ``since``: only threads posted from then on
    (seconds since 1970 in UTC, 0 for all); ``replies``: a new reply is reason enough for a visit; ``most``: at most
    this many threads; ``lacking``: threads, too, whose articles have these bytes at this place of their hashes.
    """

    full: bool = False
    since: int = 0
    replies: bool = False
    most: int | None = None
    lacking: tuple[int, bytes] | None = None


class Frontier:
    """One run's way through a forum. Notes in the store whatever a later run needs to go on from there."""

    def __init__(self, store: Store, scope: Scope, now: int) -> None:
        self.store = store
        self.scope = scope
        self.now = now
        self.visits = 0
        self._walks: dict[int, Walk] = {}
        self._met: set[int] = set()

    @property
    def enough(self) -> bool:
        """Whether the run has as many threads as it was to visit."""
        return self.scope.most is not None and self.visits >= self.scope.most

    async def left_over(self, fid: int | None = None) -> AsyncIterator[tuple[int, Row | None]]:
        """Threads (of a board) that an earlier run did not get to, then those that are to be looked at again.

        Each with the list row that named it, where there was one, and in reach of the store. Threads may be settled and
        wanted while it runs.
        """
        number = 0
        while batch := await self.store.wanted(fid, number):
            for wanted in batch:
                row = rows.from_json(wanted.row) if wanted.row else None
                if row is None or self._in_scope(row):
                    yield wanted.tid, row
            number = batch[-1].number
        due = await self.store.due(self.now, fid)
        if self.scope.lacking is not None:
            due += await self.store.alike(*self.scope.lacking, fid)
        for first in range(0, len(due), BATCH):
            tids = due[first : first + BATCH]
            await self.store.load(tids)
            for tid in tids:
                named = self.store.row(tid)
                yield tid, rows.from_json(named) if named else None

    async def meet(self, listed: Iterable[Row]) -> None:
        """Bring the threads of rows in reach of the store: before they are taken in."""
        await self.store.load([row.tid for row in listed])

    def endless(self, fid: int, listed: ListPage) -> str | None:
        """Why the list of a board ends with this page whatever its pager counts; ``None``: it does not."""
        return self._walk(fid).endless(row.tid for row in listed.rows)

    def read(self, fid: int, page: int, listed: ListPage) -> tuple[list[Row], int | None]:
        """Take in a list page whose rows were met; returns those whose threads are to be visited, and the next page.

        ``page`` is the number that was asked for: past the end of a list forums show the first page again.
        """
        visits, unchanged = self.take(fid, listed.rows)
        if page != listed.page:
            return visits, None
        walk = self._walk(fid)
        replied = tuple(rows.seconds(row.last_reply) for row in listed.rows if _in_order(row))
        following = walk.step(Rows(page, listed.pages, replied, unchanged and not self.scope.full))
        self.store.keep(fid, walk.stretches, self.scope.since)
        return visits, following

    def take(self, fid: int, listed: Iterable[Row]) -> tuple[list[Row], bool]:
        """Take in rows that were met.

        Returns those whose threads are to be visited, and whether all leave known ground known.
        """
        visits, unchanged = [], True
        for row in listed:
            visit, same = self._seen(fid, row)
            visits += [row] if visit else []
            unchanged = unchanged and same
        return visits, unchanged

    def lost(self, fid: int, page: int, pages: int = 1) -> int | None:
        """Note that a list page could not be read: the next run reads it. Returns the page to go on with in this one.

        ``pages``: how many there are, where the page says that nevertheless.
        """
        walk = self._walk(fid)
        following = walk.skip(page, pages)
        self.store.keep(fid, walk.stretches, self.scope.since)
        return following

    def _walk(self, fid: int) -> Walk:
        if fid not in self._walks:
            self._walks[fid] = Walk(self.store.stretches(fid, self.scope.since), self.scope.since or END)
        return self._walks[fid]

    def _in_scope(self, row: Row) -> bool:
        posted = rows.seconds(row.posted)
        return posted is None or posted >= self.scope.since

    def _seen(self, fid: int, row: Row) -> tuple[bool, bool]:
        """Note a row; returns whether its thread is to be visited, and whether the row leaves known ground known."""
        if not self._in_scope(row):
            return False, True
        known = self.store.thread(row.tid)
        mark = rows.mark(row)
        same = not _in_order(row) or (known is not None and known.mark == mark)
        if self._wants(known, row):
            self.store.want(replace(known or Known(row.tid), fid=fid, state=WANTED, mark=mark), rows.to_json(row))
            return True, same
        if known is not None and known.mark != mark and not row.moved:
            self.store.put(replace(known, mark=mark))
        return False, same

    def _wants(self, known: Known | None, row: Row) -> bool:
        again = self.scope.full and self._is_first(row.tid)
        if known is None or known.state in (WANTED, FAILED):
            return True
        if row.moved:  # it stands for a thread of another board, which says itself when it changes
            return False
        if known.state == REMOVED:
            return False
        settled = known.state == HARVESTED
        matters = row_matters(known.mark, rows.mark(row), settled=settled, replies_matter=self.scope.replies)
        return again or matters

    def _is_first(self, tid: int) -> bool:
        """Whether the run meets a thread for the first time: lists of several boards may name it."""
        met = tid in self._met
        self._met.add(tid)
        return not met


def _in_order(row: Row) -> bool:
    """Whether the row stands where its last reply puts it."""
    return not row.moved and "sticky" not in row.flags
