"""Which threads and list pages to visit: what the store knows, compared with what the lists say."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace

from harvester.forum.flags import EVERYWHERE
from harvester.forum.model import ListPage, Member, Row
from harvester.store.interface import BATCH, Store
from harvester.store.records import FAILED, GONE, HARVESTED, LEFT, REMOVED, WANTED, Known, Mark
from harvester.visits import rows
from harvester.visits.ground import END, Rows, Walk
from harvester.visits.schedule import row_matters
from harvester.visits.seams import Seams

#: Times before this are not times: the forum's database had none (it shows 0, in its own zone).
_EMPTY = 2 * 86400
#: The author of a row whose thread turned out to have none, in a run for certain authors.
_NAMELESS = Member("")


@dataclass(frozen=True, slots=True)
class Scope:
    """What a run is to visit.

    ``full``: every thread that a list names, known or not. ``since``: only threads posted from then on
    (seconds since 1970 in UTC, 0 for all). ``replies``: a new reply is reason enough for a visit. ``most``: at most
    this many threads. ``lacking``: also threads whose articles have these bytes at this place of their hashes.
    ``authors``: only threads by members of these names, ignoring case; empty for everyone's.
    """

    full: bool = False
    since: int = 0
    replies: bool = False
    most: int | None = None
    lacking: tuple[int, bytes] | None = None
    authors: frozenset[str] = frozenset()

    def takes(self, name: str | None) -> bool:
        """Whether threads by an author are visited; ``None``: an author without a name.

        >>> Scope(authors=frozenset({"alice"})).takes("Alice"), Scope().takes(None)
        (True, True)
        """
        return not self.authors or (name is not None and name.casefold() in self.authors)


class Frontier:
    """What one run still has to visit. Notes in the store whatever a later run needs to continue from there."""

    def __init__(self, store: Store, scope: Scope, now: int) -> None:
        self.store = store
        self.scope = scope
        self.now = now
        self.visits = 0
        self._walks: dict[int, Walk] = {}
        self._seams: dict[int, Seams] = {}
        self._met: set[int] = set()
        self._sent: set[int] = set()  # threads that this run visits: two runs may share a second, so times cannot say
        self.others: set[int] = set()  # threads that were left out because of their author
        self._flags: dict[int, frozenset[str]] = {}  # of threads that rows of this run mark

    @property
    def enough(self) -> bool:
        """Whether the run has reached the number of threads that it may visit."""
        return self.scope.most is not None and self.visits >= self.scope.most

    async def left_over(self, fid: int | None = None) -> AsyncIterator[tuple[int, Row | None]]:
        """Threads (of a board) that an earlier run did not get to, then those that are due for another look.

        Each comes with the list row that named it, if there was one, and is loaded in the store. Threads may be settled
        and wanted while this runs.
        """
        number = 0
        while batch := await self.store.wanted(fid, number):
            for wanted in batch:
                row = rows.from_json(wanted.row) if wanted.row else None
                if row is None or (self._in_scope(row) and not self._is_others(row)):
                    self._sent.add(wanted.tid)
                    yield wanted.tid, row
            number = batch[-1].number
        due = await self.store.due(self.now, fid)
        if self.scope.lacking is not None:
            due += await self.store.alike(*self.scope.lacking, fid)
        for first in range(0, len(due), BATCH):
            tids = due[first : first + BATCH]
            await self.store.load(tids)
            for tid in tids:
                if not await self._is_of_others(tid):
                    named = self.store.row(tid)
                    self._sent.add(tid)
                yield tid, rows.from_json(named) if named else None

    async def _is_of_others(self, tid: int) -> bool:
        """Whether a thread's harvested article is by an author whose threads are not visited."""
        line = await self.store.line(tid) if self.scope.authors else None
        author = line.get("author") if line is not None else None
        return line is not None and not self.scope.takes(author["name"] if author else None)

    async def meet(self, listed: Iterable[Row]) -> None:
        """Load the threads of rows from the store; needed before the rows are taken in."""
        await self.store.load([row.tid for row in listed])

    def endless(self, fid: int, listed: ListPage) -> str | None:
        """Why the list of a board ends with this page, whatever its pager says; ``None`` where it does not."""
        return self._walk(fid).endless(row.tid for row in listed.rows)

    def read(self, fid: int, page: int, listed: ListPage) -> tuple[list[Row], int | None]:
        """Take in a list page after :meth:`meet`; returns the rows whose threads are to be visited, and the next page.

        ``page`` is the number that was requested: past the end of a list, forums show the first page again.
        """
        visits, unchanged = self.take(fid, listed.rows)
        if page != listed.page:
            return visits, None
        walk = self._walk(fid)
        replied = tuple(rows.height(row) for row in listed.rows if _in_order(row))
        following = walk.step(Rows(page, listed.pages, replied, unchanged and not self.scope.full))
        self.store.keep(fid, walk.stretches, self.scope.since)
        return visits, following

    # --- rows that leave a list while it is read -----------------------------------------

    def slid(self, fid: int, page: int, listed: ListPage) -> int | None:
        """A page of a board's list to be read once more because rows may have slid up to it, or ``None``.

        ``listed`` is what came for ``page``. It is another page where the list has become shorter than that.
        """
        here = (row.tid for row in listed.rows if _in_order(row)) if page == listed.page else ()
        return self.seams(fid).read(page, listed.pages, here, listed.threads)

    def seams(self, fid: int) -> Seams:
        """The boundaries between the pages of a board's list that this run has read."""
        return self._seams.setdefault(fid, Seams())

    def vanished(self, tid: int) -> bool:
        """Note that a visit found a thread gone; returns whether a list that this run read names it."""
        named = [seams for seams in self._seams.values() if seams.left(tid)]
        return bool(named)

    def found(self, tid: int, fid: int | None, named: int | None) -> None:
        """Note the board that a thread's page names, and the board whose list named the thread.

        If they differ, the thread was moved while the list was read.
        """
        if named is None:
            return
        seams = self.seams(named)
        if fid in (None, named):
            seams.stood()
        else:
            seams.left(tid)

    def whole(self, fid: int) -> bool:
        """Whether a full run has read the list of a board from top to end and left nothing out."""
        return self.scope.full and not self.scope.since and self._walk(fid).whole

    async def unmet(self, fid: int) -> bool:
        """Mark for a visit the threads of a board that no list of a full run has named; returns whether any."""
        tids = [tid for tid in await self.store.harvested(fid) if tid not in self._met]
        for first in range(0, len(tids), BATCH):
            await self.store.load(tids[first : first + BATCH])
            for tid in tids[first : first + BATCH]:
                known = self.store.thread(tid)
                if known is not None and known.state == HARVESTED:
                    self.store.want(replace(known, state=WANTED, also=LEFT), None)
        return bool(tids)

    # --- rows ---------------------------------------------------------------------------

    def take(self, fid: int, listed: Iterable[Row]) -> tuple[list[Row], bool]:
        """Take in rows after :meth:`meet`.

        Returns those whose threads are to be visited, and whether all of them say what the store knows.
        """
        visits, unchanged = [], True
        for row in listed:
            visit, same = self._seen(fid, row)
            visits += [row] if visit else []
            unchanged = unchanged and same
        return visits, unchanged

    def lost(self, fid: int, page: int, pages: int = 1) -> int | None:
        """Note that a list page could not be read: the next run reads it. Returns the page to continue with now.

        ``pages``: how many there are, if the page says that all the same.
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
        return posted is None or posted < _EMPTY or posted >= self.scope.since

    # --- authors ------------------------------------------------------------------------

    def _is_others(self, row: Row) -> bool:
        """Whether a list row or an earlier visit says that a thread is by an author whose threads are not visited."""
        author = self._with_author(row).author
        if author is None or self.scope.takes(author.name):
            return False
        self.others.add(row.tid)
        return True

    def leave_out(self, tid: int, row: Row | None, author: Member | None) -> None:
        """Note that a visit found a thread to be by another author: a run for all authors will visit it."""
        self.others.add(tid)
        known = self.store.thread(tid)
        if known is not None and row is not None and known.state == WANTED:
            self.store.want(known, rows.to_json(replace(row, author=author or _NAMELESS)))

    def _seen(self, fid: int, row: Row) -> tuple[bool, bool]:
        """Note a row; returns whether its thread is to be visited, and whether the row says what the store knows."""
        if not self._in_scope(row):
            return False, True
        row = self._with_flags(row)
        known = self.store.thread(row.tid)
        mark, said, flags = rows.mark(row), rows.said(row), rows.flags(row)
        same = not _in_order(row) or (known is not None and known.mark == mark)
        if self._wants(known, row, fid):
            before = known or Known(row.tid, fid)
            now = replace(before, mark=mark, said=said, flags=flags, also=self._also(before, row, fid))
            if row.moved and known is not None:  # the row in the thread's own board says more, whichever is read first
                now = before
            state = replace(now, fid=before.fid or fid, state=WANTED)
            others = self._is_others(row)
            self._sent.add(row.tid)
            self.store.want(state, rows.to_json(self._with_author(row)))
            return not others, same
        if known is not None and not row.moved:
            now = replace(known, mark=mark, said=said, flags=flags, also=self._also(known, row, fid))
            if now != known:
                self.store.put(now)
        return False, same

    def _wants(self, known: Known | None, row: Row, fid: int) -> bool:
        again = self.scope.full and self._is_first(row.tid) and not self._is_others(row)
        if known is None or known.state in (WANTED, FAILED):
            return True
        if row.moved:  # its thread is in another board, whose list shows when it changes
            return False
        if known.state == REMOVED:
            return False
        settled = known.state == HARVESTED
        mark = rows.mark(row)
        matters = row_matters(known.mark, mark, settled=settled, replies_matter=self.scope.replies)
        back = known.state == GONE and known.mark is None and mark != Mark()
        seen_here = row.tid in self._sent and known.visited is not None and self.now <= known.visited
        if seen_here:  # in this run: what the row says was seen
            return again or matters
        otherwise = known.said not in (None, rows.said(row)) or known.flags not in (None, rows.flags(row))
        moved = settled and known.also is None and self._also(known, row, fid) is not None
        return again or matters or back or otherwise or moved

    def _with_flags(self, row: Row) -> Row:
        """``row`` with the flags of the other rows that named its thread in this run.

        A thread that is sticky in all boards may also stand at its ordinary place in a list, without that mark.
        """
        flags = self._flags.get(row.tid, frozenset()).union(row.flags)
        if not flags:
            return row
        self._flags[row.tid] = flags
        return replace(row, flags=tuple(sorted(flags)))

    def _with_author(self, row: Row) -> Row:
        """``row``; where it names no author, with the one that a visit found."""
        noted = self.store.row(row.tid) if self.scope.authors and row.author is None else None
        return replace(row, author=rows.from_json(noted).author) if noted else row

    @staticmethod
    def _also(known: Known, row: Row, fid: int) -> int | None:
        """Which board's list, besides that of its own board, names a thread, now that the list of ``fid`` does."""
        if _everywhere(row) or row.moved or known.fid in (None, fid) or known.also == fid:
            return known.also
        return fid if known.also in (None, LEFT) else 0

    def _is_first(self, tid: int) -> bool:
        """Whether this is the first time that the run sees a thread: lists of several boards may name it."""
        met = tid in self._met
        self._met.add(tid)
        return not met


def _everywhere(row: Row) -> bool:
    """Whether the lists of other boards show the thread too."""
    return bool(EVERYWHERE & set(row.flags))


def _in_order(row: Row) -> bool:
    """Whether the row's place in the list is that of its last reply."""
    return not row.moved and "sticky" not in row.flags
