"""What was harvested of a site, and when to look again: one SQLite file in the site's folder.

The tables are described in ``harvester/store/migrations``. Everything between two calls of :meth:`Store.save`
is one transaction: after a crash all of it is there, or nothing. Lines are in files, which
:mod:`harvester.site_folder.folder` keeps: it syncs them to disk before it saves, so the store never names a line that
is missing. It also makes these tables a store as in :mod:`harvester.store.interface`; the methods that may wait
for a database there return at once here.

All times are seconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from harvester.news.serial import Turn
from harvester.store.interface import BATCH
from harvester.store.records import (
    BARRED,
    FAILED,
    GONE,
    HARVESTED,
    REMOVED,
    WANTED,
    Known,
    Mark,
    Place,
    Wanted,
)
from harvester.store.sqlite_files import FileTables
from harvester.store.sqlite_site import SiteTables

#: The name of a store's file.
FILE = "store.sqlite"

#: The columns of the table ``thread`` that hold a :class:`Known`, and those that hold a :class:`Place`.
_KNOWN = (
    "tid", "fid", "replies", "last_reply", "last_poster", "state", "reason", "visited", "next_visit",
    "revision", "text_hash", "field_hashes", "refused", "together", "said", "flags", "also",
)  # fmt: skip
_PLACE = ("file", "line_end", "line_hash")
_LOST = "revision > 0 AND file IS NULL"
_GET = f"SELECT {', '.join(_KNOWN)}, {_LOST} FROM thread WHERE tid = ?"  # noqa: S608 - our own names
_GET_PLACE = f"SELECT {', '.join(_PLACE)} FROM thread WHERE tid = ?"  # noqa: S608 - as above


def _upsert(columns: tuple[str, ...]) -> str:
    """The statement that sets these columns of a thread, and leaves its others as they are."""
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO thread ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT (tid) DO UPDATE SET {sets}"  # noqa: S608 - as above


_PUT, _PUT_PLACED = _upsert(_KNOWN), _upsert(_KNOWN + _PLACE)


class Store(SiteTables, FileTables):
    """The tables of one site. One run at a time may write to them (see :mod:`harvester.disk.lock`)."""

    migrations = files("harvester.store") / "migrations"
    checked = True
    path: Path

    def save(self, now: int) -> None:
        """Commit everything since the last call. Raises :class:`StoreError` if that fails."""
        self._write("INSERT INTO clock VALUES (1, ?) ON CONFLICT DO UPDATE SET time = excluded.time", now)
        self._commit()

    @property
    def clock(self) -> int:
        """The time of the last commit; 0 if there was none."""
        return int(next(iter(self._rows("SELECT time FROM clock")), (0,))[0])

    # --- reach ------------------------------------------------------------------------

    async def load(self, tids: Iterable[int]) -> None:
        """Do nothing: all threads are loaded."""

    async def load_turns(self, about: int, within: int) -> None:
        """Do nothing: all halves are loaded."""

    # --- threads ----------------------------------------------------------------------

    def thread(self, tid: int) -> Known | None:
        """The record of a thread; ``None`` if nothing is known of it."""
        row = next(iter(self._rows(_GET, tid)), None)
        return _known(*row) if row else None

    def place(self, tid: int) -> Place:
        """Where a thread's latest line is."""
        row = next(iter(self._rows(_GET_PLACE, tid)), None)
        return Place(*row) if row else Place()

    def put(self, known: Known, place: Place | None = None) -> None:
        """Keep the record of a thread, and the place of its latest line if that is given.

        With an article, its visit is settled, and the row that named it is dropped.
        """
        mark = known.mark or Mark()
        values = [getattr(known, name) for name in _KNOWN[5:]]
        where = () if place is None else (place.file, place.end, place.hash)
        put = _PUT if place is None else _PUT_PLACED
        self._write(put, known.tid, known.fid, mark.replies, mark.last_reply, mark.last_poster, *values, *where)
        if known.state == HARVESTED:
            self._write("DELETE FROM wanted WHERE tid = ?", known.tid)

    def want(self, known: Known, row: str | None) -> None:
        """Put a thread on the list of those to be visited; ``row`` is the list row that names it, as JSON.

        Without one, the row that is kept stays. A thread that failed goes to the end of the list, so that failing
        threads do not hold up the rest.
        """
        self.put(known)
        row = row or self.row(known.tid)
        if known.state == FAILED:
            self._write("DELETE FROM wanted WHERE tid = ?", known.tid)
        upsert = "INSERT INTO wanted (tid, row) VALUES (?, ?) ON CONFLICT (tid) DO UPDATE SET row = excluded.row"
        self._write(upsert, known.tid, row)

    def row(self, tid: int) -> str | None:
        """The list row that named a thread without an article yet, as JSON."""
        return next((row for (row,) in self._rows("SELECT row FROM wanted WHERE tid = ?", tid)), None)

    async def wanted(self, fid: int | None = None, after: int = 0) -> list[Wanted]:
        """The next threads that are to be visited (of a board, if ``fid`` is given), in order."""
        select = (
            "SELECT number, wanted.tid, fid, row FROM wanted JOIN thread USING (tid) "
            "WHERE state IN ('wanted', 'failed') AND number > ? AND (? IS NULL OR fid = ?) ORDER BY number LIMIT ?"
        )
        return [Wanted(*row) for row in self._rows(select, after, fid, fid, BATCH)]

    async def harvested(self, fid: int) -> list[int]:
        """The threads known to be in a board that have an article."""
        return [tid for (tid,) in self._rows("SELECT tid FROM thread WHERE fid = ? AND state = ?", fid, HARVESTED)]

    async def alike(self, at: int, piece: bytes, fid: int | None = None) -> list[int]:
        """The threads (of a board) with an article whose ``field_hashes`` have ``piece`` at byte ``at``."""
        select = (
            "SELECT tid FROM thread WHERE state = ? AND revision > 0 AND line_end IS NOT NULL "
            "AND substr(field_hashes, ?, ?) = ? AND (? IS NULL OR fid = ?) ORDER BY tid"
        )
        return [tid for (tid,) in self._rows(select, HARVESTED, at + 1, len(piece), piece, fid, fid)]

    async def left(self, fid: int | None = None) -> int:
        """The number of threads that are to be visited (of a board, if ``fid`` is given)."""
        select = (
            "SELECT count(*) FROM wanted JOIN thread USING (tid) "
            "WHERE state IN ('wanted', 'failed') AND (? IS NULL OR fid = ?)"
        )
        return int(self._rows(select, fid, fid)[0][0])

    async def due(self, now: int, fid: int | None = None) -> list[int]:
        """The threads whose next visit is due (of a board, if ``fid`` is given).

        A last visit in the future was noted when the clock was wrong: such a thread is due too.
        """
        select = (
            "SELECT tid FROM thread WHERE next_visit IS NOT NULL AND (next_visit <= ? OR visited > ?) "
            "AND (? IS NULL OR fid = ?) ORDER BY next_visit"
        )
        return [tid for (tid,) in self._rows(select, now, now, fid, fid)]

    def counts(self) -> dict[str, int]:
        """The number of threads in each state."""
        return dict(self._rows("SELECT state, count(*) FROM thread GROUP BY state"))

    def gone(self) -> set[int]:
        """The threads that no longer exist."""
        return {tid for (tid,) in self._rows("SELECT tid FROM thread WHERE state = ?", GONE)}

    def visits(self, until: int) -> tuple[int, int | None]:
        """The number of threads whose next visit is due by ``until``, and the time of the very next one."""
        due = "SELECT count(*) FROM thread WHERE next_visit <= ?"
        first = "SELECT min(next_visit) FROM thread WHERE next_visit IS NOT NULL"
        return int(self._rows(due, until)[0][0]), self._rows(first)[0][0]

    @property
    def articles(self) -> int:
        """The number of threads that gave an article."""
        return int(self._rows("SELECT count(*) FROM thread WHERE revision > 0")[0][0])

    async def states(self) -> dict[str, int]:
        """The number of threads in each state."""
        return self.counts()

    async def fruitful(self) -> bool:
        """Whether any thread gave an article."""
        return bool(self._rows("SELECT EXISTS (SELECT 1 FROM thread WHERE revision > 0)")[0][0])

    # --- threads that were refused together --------------------------------------------

    async def bind(self, tids: Iterable[int]) -> None:
        """Note that threads were refused together; none of them is due again before :meth:`look_at` says so."""
        number = int(self._rows("SELECT coalesce(max(together), 0) + 1 FROM thread")[0][0])
        for tid in tids:
            self._write("UPDATE thread SET together = ?, next_visit = NULL WHERE tid = ?", number, tid)

    async def unplanned(self, most: int) -> list[tuple[int, str, int]]:
        """The groups of threads refused together without a planned look.

        For each: its number, the reason, and how many looks found that so far, at ``most`` threads in each look.
        """
        select = (
            "SELECT together, min(reason), (sum(refused - 1) + min(count(*), ?) - 1) / min(count(*), ?) + 1 "
            "FROM thread WHERE together IS NOT NULL AND state IN ('barred', 'gone') "
            "GROUP BY together HAVING count(next_visit) = 0"
        )
        return [tuple(row) for row in self._rows(select, most, most)]

    async def look_at(self, together: int, at: int, most: int) -> None:
        """Plan a look at ``most`` threads of a group: those looked at least often, spread over all numbers."""
        for tid in self._least_looked_at(together, most):
            self._write("UPDATE thread SET next_visit = ? WHERE tid = ?", at, tid)

    def release(self, together: int, most: int) -> None:
        """Have ``most`` threads of a group visited, those looked at least often first; they stay in the group."""
        for tid in self._least_looked_at(together, most):
            self._write("INSERT OR IGNORE INTO wanted (tid) VALUES (?)", tid)
            self._write("UPDATE thread SET state = ?, next_visit = NULL WHERE tid = ?", WANTED, tid)

    def _least_looked_at(self, together: int, most: int) -> list[int]:
        select = (
            "SELECT tid FROM thread WHERE together = ? AND state IN ('barred', 'gone') "
            "ORDER BY refused, tid * 2654435761 % 4294967296 LIMIT ?"
        )
        return [tid for (tid,) in self._rows(select, together, most)]

    # --- halves of articles -----------------------------------------------------------

    def turns(self, about: int, within: int) -> list[Turn]:
        """The threads that continue on, or from, another page, posted within ``within`` seconds of ``about``."""
        select = "SELECT tid, title, turns, comes, published FROM turn WHERE published BETWEEN ? AND ?"
        rows = self._rows(select, about - within, about + within)
        return [Turn(tid, title, bool(turns), bool(comes), at) for tid, title, turns, comes, at in rows]

    def keep_turn(self, tid: int, turn: Turn | None) -> None:
        """Keep that a thread continues on, or from, another page; ``None``: it does neither."""
        self._write("DELETE FROM turn WHERE tid = ?", tid)
        if turn is not None:
            values = (turn.tid, turn.title, int(turn.turns), int(turn.comes), turn.published)
            self._write("INSERT INTO turn VALUES (?, ?, ?, ?, ?)", *values)

    # --- threads that were removed for good ---------------------------------------------

    def buried(self) -> set[int]:
        """The threads whose articles were removed for good."""
        return {tid for (tid,) in self._rows("SELECT tid FROM thread WHERE state = ?", REMOVED)}

    def bury(self, tid: int) -> None:
        """Note that a thread's article was removed for good, and forget its content."""
        known = self.thread(tid) or Known(tid)
        self.put(Known(tid, known.fid, state=REMOVED), Place())
        for table in ("wanted", "turn", "plain"):
            self._write(f"DELETE FROM {table} WHERE tid = ?", tid)  # noqa: S608 - our own names

    def exhume(self, tid: int) -> None:
        """Have a thread visited again although its article was removed for good."""
        self.want(replace(self.thread(tid) or Known(tid), state=WANTED), None)

    # --- visitors ---------------------------------------------------------------------

    async def visit_as(self, name: str, reasons: Iterable[str]) -> int:
        """Note who visits; returns how many threads are to be visited again because of that.

        For another visitor than before, these are the threads that were barred for one of ``reasons``; every list is
        also read again, since it may show more.
        """
        known = next(iter(self._rows("SELECT name FROM visitor")), ("guest",))[0]
        self._write("INSERT INTO visitor VALUES (1, ?) ON CONFLICT DO UPDATE SET name = excluded.name", name)
        given = list(reasons)
        if known == name or not given:
            return 0
        barred = f"WHERE state = ? AND reason IN ({', '.join('?' * len(given))})"
        count = int(self._rows(f"SELECT count(*) FROM thread {barred}", BARRED, *given)[0][0])  # noqa: S608 - marks
        self._write(f"INSERT OR IGNORE INTO wanted (tid) SELECT tid FROM thread {barred}", BARRED, *given)  # noqa: S608
        self._write(f"UPDATE thread SET state = ? {barred}", WANTED, BARRED, *given)  # noqa: S608
        self._write("DELETE FROM stretch")
        return count


def _known(tid: int, fid: int | None, replies: int | None, last: int | None, poster: str | None, *rest: Any) -> Known:  # noqa: ANN401
    mark = Mark(replies, last, poster)
    known = Known(tid, fid, None if mark == Mark() else mark, *rest)
    return replace(known, lost=True) if known.lost else known
