"""A site's store in PostgreSQL (see :mod:`harvester.store.interface`): notes in memory, then one transaction.

Lines and notices are rows written in the transaction in which the state of their thread changes. Before a query, what
was noted is committed: the contract lets a store commit early.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any, Self

from harvester.disk.lines import one_line
from harvester.store.interface import BATCH, Line, StoreError
from harvester.store.postgres.connections import Connection, Connections
from harvester.store.postgres.notes import Lasting, Notes, Place, Rows
from harvester.store.postgres.runs import SiteRuns
from harvester.store.postgres.site_notes import PLAIN, SiteNotes
from harvester.store.postgres.taking import SiteName, given, left, taken_by_hand
from harvester.store.postgres.texts import kept
from harvester.store.postgres.threads import PUT, PUT_LINE, REACHED, Entry, Reach, values_of
from harvester.store.records import FAILED, HARVESTED, Known, Wanted

logger = logging.getLogger(__name__)

#: A function that reads the last article of a thread (last argument) from a file, by the file's address and its
#: ``tids`` and ``frames`` in the manifest.
Sealed = Callable[[str, list[int], list[int], int], Awaitable[dict[str, Any] | None]]

_OF_BOARD = "(%s::bigint IS NULL OR fid = %s)"
_LINE = "SELECT line FROM harvester.line WHERE site = %s AND tid = %s AND kind = 'article' ORDER BY number DESC LIMIT 1"
_SEALED = (
    "SELECT url, tids, frames FROM harvester.file WHERE site = %s AND state = 'sealed' AND tids @> ARRAY[%s::bigint] "
    "ORDER BY day DESC, part DESC LIMIT 1"
)
#: What a visit came to, with its line: none of an article that somebody removed while the crawl was at work.
_SETTLE, _SETTLE_ARTICLE = (
    f"WITH visited AS ({put} RETURNING site, tid), "
    "read AS (DELETE FROM harvester.wanted WHERE site = %s AND tid = %s AND %s) "
    "INSERT INTO harvester.line (site, tid, kind, revision, line) SELECT site, tid, %s, %s, %s FROM visited"
    for put in (PUT, PUT_LINE)
)
_FORGET = (
    "DELETE FROM harvester.site WHERE id = %s AND epoch = %s AND entry IS NULL "
    "AND NOT EXISTS (SELECT FROM harvester.thread WHERE thread.site = site.id)"
)
_ADD_NOTICE = "INSERT INTO harvester.notice (site, epoch, notice) VALUES (%s, %s, %s)"
_WANTED = (
    "SELECT number, tid, fid, row FROM harvester.wanted JOIN harvester.thread USING (site, tid) "
    f"WHERE site = %s AND state IN ('wanted', 'failed') AND number > %s AND {_OF_BOARD} ORDER BY number LIMIT {BATCH}"
)
_WANT = (
    f"WITH named AS ({PUT} RETURNING site, tid) INSERT INTO harvester.wanted (site, tid, row) "
    "SELECT site, tid, %s FROM named ON CONFLICT (site, tid) DO UPDATE SET row = excluded.row"
)
_UNWANT = "DELETE FROM harvester.wanted WHERE site = %s AND tid = %s"
_KEEP_MARK = PLAIN.keep()
_LEFT = (
    "SELECT count(*) FROM harvester.wanted JOIN harvester.thread USING (site, tid) "
    f"WHERE site = %s AND state IN ('wanted', 'failed') AND {_OF_BOARD}"
)
_DUE = (
    "SELECT tid FROM harvester.thread WHERE site = %s AND next_visit IS NOT NULL "
    f"AND (next_visit <= %s OR visited > %s) AND {_OF_BOARD} ORDER BY next_visit"
)
_ALIKE = (
    "SELECT tid FROM harvester.thread WHERE site = %s AND state = 'harvested' AND revision > 0 AND standing = 'yes' "
    f"AND substring(field_hashes FROM %s FOR %s) = %s AND {_OF_BOARD} ORDER BY tid"
)
#: The threads of a group that were looked at least often, spread over all numbers by a hash.
_LEAST = (
    "SELECT tid FROM harvester.thread WHERE site = %s AND together = %s AND state IN ('barred', 'gone') "
    "ORDER BY refused, tid * 2654435761 %% 4294967296 LIMIT %s"
)
_BIND = (
    "UPDATE harvester.thread SET next_visit = NULL, together = "
    "(SELECT coalesce(max(together), 0) + 1 FROM harvester.thread WHERE site = %s) "
    "WHERE site = %s AND tid = ANY(%s) RETURNING tid"
)
_UNPLANNED = (
    "SELECT together, min(reason), ((sum(refused - 1) + least(count(*), %s) - 1) / least(count(*), %s) + 1)::bigint "
    "FROM harvester.thread WHERE site = %s AND together IS NOT NULL AND state IN ('barred', 'gone') "
    "GROUP BY together HAVING count(next_visit) = 0 ORDER BY together"
)
_LOOK_AT = f"UPDATE harvester.thread SET next_visit = %s WHERE site = %s AND tid IN ({_LEAST}) RETURNING tid"
_RELEASE = (
    f"WITH released AS (UPDATE harvester.thread SET state = 'wanted', next_visit = NULL "
    f"WHERE site = %s AND tid IN ({_LEAST}) RETURNING site, tid), "
    "again AS (INSERT INTO harvester.wanted (site, tid) SELECT site, tid FROM released ON CONFLICT DO NOTHING) "
    "SELECT tid FROM released"
)
_OPENED = (
    "WITH opened AS (UPDATE harvester.thread SET state = 'wanted' "
    "WHERE site = %s AND state = 'barred' AND reason = ANY(%s) RETURNING site, tid), "
    "again AS (INSERT INTO harvester.wanted (site, tid) SELECT site, tid FROM opened ON CONFLICT DO NOTHING) "
    "SELECT tid FROM opened"
)


class PostgresStore(SiteNotes):
    """The store of one run. :meth:`take` opens it."""

    messages: list[str]

    def __init__(
        self, connections: Connections, site: SiteName, place: Place, sealed: Sealed | None, *, by_hand: bool
    ) -> None:
        super().__init__(Notes(connections, place))
        self._sealed = sealed
        self.messages = []
        self._connections = connections
        self._site = site
        self._place = place
        self._by_hand = by_hand
        self.runs = SiteRuns(connections, place)
        self._reach = Reach()
        self._lines: dict[int, dict[str, Any]] = {}  # of articles, noted since the last commit
        self._noticed = False

    @classmethod
    async def take(
        cls, connections: Connections, site: SiteName, epoch: int | None = None, sealed: Sealed | None = None
    ) -> Self:
        """Take a site for a run; ``epoch``: that under which a worker has taken it. The store leaves ``connections``.

        ``sealed`` reads a thread's last line from a sealed file; without it, such a line cannot be read.

        Raises :class:`~harvester.disk.lock.LockedError` if another run is at work on it, and StoreError.
        """
        try:
            place = await (taken_by_hand(connections, site) if epoch is None else given(connections, site, epoch))
            store = cls(connections, site, place, sealed, by_hand=epoch is None)
            try:
                await store.read()
            except BaseException:
                await store.let_go()
                raise
        except BaseException:
            await connections.leave()
            raise
        return store

    @property
    def where(self) -> str:
        """The database, and the site in it."""
        return f"{self._connections.address.shown}, site {self._site.name}"

    @property
    def notices(self) -> str | None:
        """The same, once there were notices."""
        return self.where if self._noticed else None

    # --- making it last ---------------------------------------------------------------

    async def commit(self, now: int) -> None:
        """Commit everything that was noted, in one transaction fenced by the run's epoch."""
        await self._lasts(await self._notes.commit(now))

    async def finish(self, now: int) -> None:
        """The same."""
        await self.commit(now)

    async def leave(self) -> None:
        """Release the site and the connections; what was not committed is dropped."""
        await self.let_go()
        await self._connections.leave()

    async def let_go(self) -> None:
        """Release only the site."""
        if not self._by_hand:
            return  # its worker does
        if self._notes.failed:
            await self._connections.let_go(self._place.site)
            return
        try:
            await left(self._connections, self._place)
        except StoreError as error:
            logger.warning("%s", error)

    async def forget(self) -> None:
        """Remove the site's row if nothing is known of it and no worker is to crawl it."""

        async def forgotten(connection: Connection) -> None:
            await connection.execute(_FORGET, [self._place.site, self._place.epoch])

        try:
            await self._connections.run(forgotten)
        except StoreError as error:
            logger.warning("%s", error)

    def set_aside(self, error: Exception) -> str | None:  # noqa: ARG002 - as the interface has it
        """Do nothing: a database is repaired by its own tools."""
        return None

    async def _lasts(self, done: Lasting) -> None:
        """Note a successful commit, and load what its statements changed."""
        self._reach.lasts(done.version)
        self.trim(done.version)
        if self._notes.version == done.version:
            self._lines.clear()
        if reached := self._reach.within(done.changed):
            self._reach.bring_again(await self._reached(reached), done.version)

    async def _rows(self, select: str, *values: Any) -> Rows:  # noqa: ANN401 - whatever a column takes
        """The rows of a query, after everything that was noted is committed."""
        if self._notes.pending:
            await self._lasts(await self._notes.commit())
        return await self._notes.rows(select, *values)

    async def _change(self, statement: str, *values: Any) -> set[int]:  # noqa: ANN401 - as above
        """Run a statement that changes threads, and commit it with everything that was noted; returns the threads."""
        self._notes.add(statement, *values, changes=True)
        done = await self._notes.commit()
        await self._lasts(done)
        return done.changed

    @property
    def number(self) -> int:
        """The site's id in the tables."""
        return self._notes.site

    async def asked(self, select: str, *values: Any) -> Rows:  # noqa: ANN401 - whatever a column takes
        """The rows of a query, without what was noted since the last commit."""
        return await self._notes.rows(select, *values)

    def note_statement(self, statement: str, *values: Any) -> None:  # noqa: ANN401 - as above
        """Note a statement that changes no thread, for the next commit."""
        self._notes.add(statement, *values)

    # --- reach ------------------------------------------------------------------------

    async def load(self, tids: Iterable[int]) -> None:
        """Load threads."""
        if missing := self._reach.missing(tids):
            self._reach.bring(await self._reached(missing))

    async def load_turns(self, about: int, within: int) -> None:
        """Load what :meth:`turns` will return, and those threads."""
        await self.read_turns(about, within)
        await self.load([turn.tid for turn in self.turns(about, within)])

    async def _reached(self, tids: list[int]) -> Rows:
        return await self._notes.rows(REACHED, tids, self._notes.site, self._notes.site)

    def _change_entry(self, tid: int) -> Entry:
        entry = self._reach[tid]
        entry.noted = self._notes.version + 1  # the note that is about to be added
        return entry

    # --- threads ----------------------------------------------------------------------

    def thread(self, tid: int) -> Known | None:
        """The record of a loaded thread."""
        return self._reach[tid].known

    def put(self, known: Known) -> None:
        """Note the record of a thread; with an article, the row that named it is dropped."""
        entry = self._put(known)
        self._notes.add(PUT, *values_of(self._notes.site, known))
        if known.state == HARVESTED:
            entry.row = None
            self._notes.add(_UNWANT, self._notes.site, known.tid)

    def settle(self, known: Known, line: Line) -> None:
        """Note the result of a visit, with its line."""
        is_article, is_read = line["kind"] == "article", known.state == HARVESTED
        entry, raw = self._put(known, found=is_article), one_line(line, compact=True)
        statement, site = _SETTLE_ARTICLE if is_article else _SETTLE, self._notes.site
        written = line["kind"], line["revision"], raw.encode()
        self._notes.add(statement, *values_of(site, known), site, known.tid, is_read, *written)
        if is_read:
            entry.row = None
        if is_article:
            self._lines[known.tid] = json.loads(raw)

    def want(self, known: Known, row: str | None) -> None:
        """Put a thread on the list of those to be visited."""
        entry, site = self._put(known), self._notes.site
        entry.row = row or entry.row
        if known.state == FAILED:
            self._notes.add(_UNWANT, site, known.tid)
        self._notes.add(_WANT, *values_of(site, known), entry.row)

    def _put(self, known: Known, *, found: bool = False) -> Entry:
        """Change a loaded thread; ``found``: its line is in the output from now on."""
        entry = self._change_entry(known.tid)
        entry.known = _with_lost(known, lost=not found and entry.known is not None and entry.known.lost)
        return entry

    def row(self, tid: int) -> str | None:
        """The list row that named a loaded thread."""
        return self._reach[tid].row

    def mark(self, tid: int) -> bytes | None:
        """The mark of a loaded thread in the cheaper source."""
        return self._reach[tid].mark

    def keep_mark(self, tid: int, mark: bytes | None) -> None:
        """Note the mark of a thread in the cheaper source; ``None``: that does not show all of it."""
        self._change_entry(tid).mark = mark
        if mark is None:
            self._notes.add("DELETE FROM harvester.plain WHERE site = %s AND tid = %s", self._notes.site, tid)
        else:
            self._notes.add(_KEEP_MARK, self._notes.site, tid, mark)

    async def line(self, tid: int) -> dict[str, Any] | None:
        """The latest line of a thread."""
        if tid in self._lines:
            return dict(self._lines[tid])
        if found := await self._notes.rows(_LINE, self._notes.site, tid):
            line: dict[str, Any] = json.loads(found[0][0])
            return line
        sealed = self._sealed
        known = [] if sealed is None else await self._notes.rows(_SEALED, self._notes.site, tid)
        if sealed is None or not known:
            return None
        url, tids, frames = known[0]
        return await sealed(url, tids, frames, tid)

    async def wanted(self, fid: int | None = None, after: int = 0) -> list[Wanted]:
        """The next threads that are to be visited, which are loaded."""
        found = [Wanted(*row) for row in await self._rows(_WANTED, self._notes.site, after, fid, fid)]
        await self.load([each.tid for each in found])
        return found

    async def due(self, now: int, fid: int | None = None) -> list[int]:
        """The threads whose next visit is due, or whose last visit is in the future."""
        return [tid for (tid,) in await self._rows(_DUE, self._notes.site, now, now, fid, fid)]

    async def harvested(self, fid: int) -> list[int]:
        """The threads of a board that have an article."""
        select = "SELECT tid FROM harvester.thread WHERE site = %s AND fid = %s AND state = 'harvested'"
        return [tid for (tid,) in await self._rows(select, self._notes.site, fid)]

    async def alike(self, at: int, piece: bytes, fid: int | None = None) -> list[int]:
        """The threads with an article whose ``field_hashes`` have ``piece`` at byte ``at``."""
        rows = await self._rows(_ALIKE, self._notes.site, at + 1, len(piece), piece, fid, fid)
        return [tid for (tid,) in rows]

    async def left(self, fid: int | None = None) -> int:
        """The number of threads that are to be visited."""
        return int((await self._rows(_LEFT, self._notes.site, fid, fid))[0][0])

    async def states(self) -> dict[str, int]:
        """The number of threads in each state."""
        select = "SELECT state, count(*) FROM harvester.thread WHERE site = %s GROUP BY state"
        return {state: int(count) for state, count in await self._rows(select, self._notes.site)}

    async def fruitful(self) -> bool:
        """Whether any thread gave an article."""
        select = "SELECT EXISTS (SELECT 1 FROM harvester.thread WHERE site = %s AND revision > 0)"
        return bool((await self._rows(select, self._notes.site))[0][0])

    # --- threads that were refused together --------------------------------------------

    async def bind(self, tids: Iterable[int]) -> None:
        """Note that threads were refused together."""
        await self._change(_BIND, self._notes.site, self._notes.site, list(tids))

    async def unplanned(self, most: int) -> list[tuple[int, str, int]]:
        """The groups of threads refused together without a planned look."""
        rows = await self._rows(_UNPLANNED, most, most, self._notes.site)
        return [(together, reason, looks) for together, reason, looks in rows]

    async def look_at(self, together: int, at: int, most: int) -> None:
        """Plan a look at a few threads of a group."""
        await self._change(_LOOK_AT, at, self._notes.site, self._notes.site, together, most)

    def release(self, together: int, most: int) -> None:
        """Have some threads of a group visited, from the next commit on."""
        self._notes.add(_RELEASE, self._notes.site, self._notes.site, together, most, changes=True)

    # --- what else is kept ----------------------------------------------------------------

    def note(self, notice: Line) -> None:
        """Note a page that was not what was requested."""
        self._noticed = True
        raw = one_line(notice, compact=True).encode()
        self._notes.add(_ADD_NOTICE, self._notes.site, self._place.epoch, raw)

    async def visit_as(self, name: str, reasons: Iterable[str]) -> int:
        """Note who visits; returns how many threads are to be visited again because of that."""
        before, asked = self._visitor, list(reasons)
        self._visitor = name
        self._notes.add("UPDATE harvester.site SET visitor = %s WHERE id = %s", kept(name), self._notes.site)
        if before == name or not asked:
            return 0
        self.forget_stretches()
        return len(await self._change(_OPENED, self._notes.site, asked))


def _with_lost(known: Known, *, lost: bool) -> Known:
    """``known`` with its field ``lost`` set."""
    return known if known.lost == lost else replace(known, lost=lost)
