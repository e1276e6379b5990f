"""What was harvested of a site, and when to look again: one SQLite file in the site's folder.

The tables are described in ``harvester/store/migrations``. Everything between two calls of :meth:`Store.save`
is one transaction: after a crash it is there as a whole or not at all. Lines stand in files, which are the business of
:mod:`harvester.site_folder.folder`: it brings them to the disk before it saves, so the store never names a line that is
not there, and it makes of these tables a store as :mod:`harvester.store.interface` has it. What that lets wait for a
database is there at once here.

All times are seconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from harvester.disk.database import Database
from harvester.news.serial import Turn
from harvester.store.interface import BATCH
from harvester.store.records import (
    BARRED,
    FAILED,
    GONE,
    HARVESTED,
    REMOVED,
    WANTED,
    Commit,
    File,
    Kept,
    Known,
    Mark,
    Place,
    SourceChoice,
    Stretch,
    Wanted,
)

#: What a store's file is called.
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
    """What puts these columns of a thread, and leaves its others as they are."""
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns[1:])
    marks = ", ".join("?" * len(columns))
    return f"INSERT INTO thread ({', '.join(columns)}) VALUES ({marks}) ON CONFLICT (tid) DO UPDATE SET {sets}"  # noqa: S608 - as above


_PUT, _PUT_PLACED = _upsert(_KNOWN), _upsert(_KNOWN + _PLACE)
_COMMITS = "SELECT series, length, hash, ended FROM file_commit"
_FILES = "SELECT id, name, committed, lines, packed, packed_bytes, modified FROM file"


class Store(Database):
    """The tables of one site. One run at a time may write to them (see :mod:`harvester.disk.lock`)."""

    migrations = files("harvester.store") / "migrations"
    checked = True
    path: Path

    def save(self, now: int) -> None:
        """Bring everything since the last time to the disk. Raises :class:`StoreError` where that fails."""
        self._write("INSERT INTO clock VALUES (1, ?) ON CONFLICT DO UPDATE SET time = excluded.time", now)
        self._commit()

    @property
    def clock(self) -> int:
        """What the clock said at the last commit; 0 where there was none."""
        return int(next(iter(self._rows("SELECT time FROM clock")), (0,))[0])

    # --- reach ------------------------------------------------------------------------

    async def load(self, tids: Iterable[int]) -> None:
        """All threads are in reach."""

    async def load_turns(self, about: int, within: int) -> None:
        """All halves are in reach."""

    # --- threads ----------------------------------------------------------------------

    def thread(self, tid: int) -> Known | None:
        """What is known of a thread; ``None``: nothing."""
        row = next(iter(self._rows(_GET, tid)), None)
        return _known(*row) if row else None

    def place(self, tid: int) -> Place:
        """Where a thread's latest line stands."""
        row = next(iter(self._rows(_GET_PLACE, tid)), None)
        return Place(*row) if row else Place()

    def put(self, known: Known, place: Place | None = None) -> None:
        """Keep what is known of a thread, and where its latest line stands where that is new.

        With an article, its visit is settled, and the row that named it goes.
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

        Without one, the row that is kept stays. A thread that failed goes to the end of the list: others that fail,
        too, must not keep the rest back.
        """
        self.put(known)
        row = row or self.row(known.tid)
        if known.state == FAILED:
            self._write("DELETE FROM wanted WHERE tid = ?", known.tid)
        upsert = "INSERT INTO wanted (tid, row) VALUES (?, ?) ON CONFLICT (tid) DO UPDATE SET row = excluded.row"
        self._write(upsert, known.tid, row)

    def row(self, tid: int) -> str | None:
        """The list row that named a thread that has no article yet, as JSON."""
        return next((row for (row,) in self._rows("SELECT row FROM wanted WHERE tid = ?", tid)), None)

    async def wanted(self, fid: int | None = None, after: int = 0) -> list[Wanted]:
        """The next threads that are to be visited (of one board where ``fid`` is given), in order."""
        select = (
            "SELECT number, wanted.tid, fid, row FROM wanted JOIN thread USING (tid) "
            "WHERE state IN ('wanted', 'failed') AND number > ? AND (? IS NULL OR fid = ?) ORDER BY number LIMIT ?"
        )
        return [Wanted(*row) for row in self._rows(select, after, fid, fid, BATCH)]

    async def harvested(self, fid: int) -> list[int]:
        """The threads of a board that have an article, as far as is known."""
        return [tid for (tid,) in self._rows("SELECT tid FROM thread WHERE fid = ? AND state = ?", fid, HARVESTED)]

    async def alike(self, at: int, piece: bytes, fid: int | None = None) -> list[int]:
        """The threads (of a board) with an article whose ``field_hashes`` have ``piece`` at byte ``at``."""
        select = (
            "SELECT tid FROM thread WHERE state = ? AND revision > 0 AND line_end IS NOT NULL "
            "AND substr(field_hashes, ?, ?) = ? AND (? IS NULL OR fid = ?) ORDER BY tid"
        )
        return [tid for (tid,) in self._rows(select, HARVESTED, at + 1, len(piece), piece, fid, fid)]

    async def left(self, fid: int | None = None) -> int:
        """How many threads are to be visited (of one board where ``fid`` is given)."""
        select = (
            "SELECT count(*) FROM wanted JOIN thread USING (tid) "
            "WHERE state IN ('wanted', 'failed') AND (? IS NULL OR fid = ?)"
        )
        return int(self._rows(select, fid, fid)[0][0])

    async def due(self, now: int, fid: int | None = None) -> list[int]:
        """The threads whose next visit is due (of one board where ``fid`` is given).

        A visit that lies in the future was noted by a clock that was wrong: such a thread is due too.
        """
        select = (
            "SELECT tid FROM thread WHERE next_visit IS NOT NULL AND (next_visit <= ? OR visited > ?) "
            "AND (? IS NULL OR fid = ?) ORDER BY next_visit"
        )
        return [tid for (tid,) in self._rows(select, now, now, fid, fid)]

    def counts(self) -> dict[str, int]:
        """How many threads are in which state."""
        return dict(self._rows("SELECT state, count(*) FROM thread GROUP BY state"))

    def gone(self) -> set[int]:
        """The threads that are no longer there."""
        return {tid for (tid,) in self._rows("SELECT tid FROM thread WHERE state = ?", GONE)}

    def visits(self, until: int) -> tuple[int, int | None]:
        """How many threads' next visits are due by ``until``, and when the very next one is."""
        due = "SELECT count(*) FROM thread WHERE next_visit <= ?"
        first = "SELECT min(next_visit) FROM thread WHERE next_visit IS NOT NULL"
        return int(self._rows(due, until)[0][0]), self._rows(first)[0][0]

    @property
    def articles(self) -> int:
        """How many threads gave an article."""
        return int(self._rows("SELECT count(*) FROM thread WHERE revision > 0")[0][0])

    async def states(self) -> dict[str, int]:
        """How many threads are in which state."""
        return self.counts()

    async def fruitful(self) -> bool:
        """Whether any thread gave an article."""
        return bool(self._rows("SELECT EXISTS (SELECT 1 FROM thread WHERE revision > 0)")[0][0])

    # --- threads that were refused alike -----------------------------------------------

    async def bind(self, tids: Iterable[int]) -> None:
        """Note that some threads were refused alike; none of them is to be looked at before :meth:`look_at` says so."""
        number = int(self._rows("SELECT coalesce(max(together), 0) + 1 FROM thread")[0][0])
        for tid in tids:
            self._write("UPDATE thread SET together = ?, next_visit = NULL WHERE tid = ?", number, tid)

    async def unplanned(self, most: int) -> list[tuple[int, str, int]]:
        """The threads that were refused alike and of which none is planned to be looked at.

        Their number, the reason, and how often that was found, where each look was at ``most`` threads or at all.
        """
        select = (
            "SELECT together, min(reason), (sum(refused - 1) + min(count(*), ?) - 1) / min(count(*), ?) + 1 "
            "FROM thread WHERE together IS NOT NULL AND state IN ('barred', 'gone') "
            "GROUP BY together HAVING count(next_visit) = 0"
        )
        return [tuple(row) for row in self._rows(select, most, most)]

    async def look_at(self, together: int, at: int, most: int) -> None:
        """Plan to look at a few threads that were refused alike: those that were looked at least often, all over."""
        for tid in self._least_looked_at(together, most):
            self._write("UPDATE thread SET next_visit = ? WHERE tid = ?", at, tid)

    def release(self, together: int, most: int) -> None:
        """Put some threads that were refused alike on the list of those to be visited.

        They go on belonging together, and those come first that were looked at least often.
        """
        for tid in self._least_looked_at(together, most):
            self._write("INSERT OR IGNORE INTO wanted (tid) VALUES (?)", tid)
            self._write("UPDATE thread SET state = ?, next_visit = NULL WHERE tid = ?", WANTED, tid)

    def _least_looked_at(self, together: int, most: int) -> list[int]:
        select = (
            "SELECT tid FROM thread WHERE together = ? AND state IN ('barred', 'gone') "
            "ORDER BY refused, tid * 2654435761 % 4294967296 LIMIT ?"
        )
        return [tid for (tid,) in self._rows(select, together, most)]

    # --- endings of pages ---------------------------------------------------------------

    def endings(self) -> dict[str, int]:
        """What the site's pages stop in, by kind."""
        return dict(self._rows("SELECT kind, stop FROM ending"))

    def keep_ending(self, kind: str, stop: int) -> None:
        """Keep what the site's pages of a kind stop in."""
        self._write("INSERT INTO ending VALUES (?, ?) ON CONFLICT DO UPDATE SET stop = excluded.stop", kind, stop)

    def signs(self) -> dict[tuple[str, str], Kept]:
        """How the site's pages of a kind keep each sign."""
        rows = self._rows("SELECT kind, name, kept, broken FROM sign")
        return {(kind, name): Kept(kept, broken) for kind, name, kept, broken in rows}

    def keep_sign(self, kind: str, name: str, kept: Kept) -> None:
        """Note how the site's pages of a kind keep a sign."""
        upsert = (
            "INSERT INTO sign VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET kept = excluded.kept, broken = excluded.broken"
        )
        self._write(upsert, kind, name, kept.kept, kept.broken)

    # --- boards -----------------------------------------------------------------------

    def stretches(self, fid: int, since: int = 0) -> list[Stretch]:
        """The known stretches of a board's list that leave out no thread posted at or after ``since``."""
        select = "SELECT DISTINCT newest, oldest, page FROM stretch WHERE fid = ? AND since <= ? ORDER BY newest DESC"
        return [Stretch(*row) for row in self._rows(select, fid, since)]

    def keep(self, fid: int, stretches: Iterable[Stretch], since: int = 0) -> None:
        """Keep the known stretches of a board's list, in place of those that were kept for this ``since``."""
        self._write("DELETE FROM stretch WHERE fid = ? AND since = ?", fid, since)
        for stretch in stretches:
            values = (fid, since, stretch.newest, stretch.oldest, stretch.page)
            self._write("INSERT OR REPLACE INTO stretch VALUES (?, ?, ?, ?, ?)", *values)

    def forms(self) -> dict[str, str]:
        """How the forum writes its addresses: templates by the kind of what they name."""
        return dict(self._rows("SELECT kind, template FROM form"))

    def keep_form(self, kind: str, template: str) -> None:
        """Keep how the forum writes addresses of a kind."""
        upsert = "INSERT INTO form VALUES (?, ?) ON CONFLICT DO UPDATE SET template = excluded.template"
        self._write(upsert, kind, template)

    # --- sources ----------------------------------------------------------------------

    def choice(self) -> SourceChoice | None:
        """What the last look at the site's sources found; ``None``: there was none."""
        return next((SourceChoice(*row) for row in self._rows("SELECT name, reason, looked FROM choice")), None)

    def keep_choice(self, choice: SourceChoice) -> None:
        """Keep what a look at the site's sources found."""
        self._write("INSERT OR REPLACE INTO choice VALUES (1, ?, ?, ?)", choice.name, choice.reason, choice.looked)

    def mark(self, tid: int) -> bytes | None:
        """The mark of what the cheaper source shows of a thread; ``None`` where it does not show all."""
        return next((mark for (mark,) in self._rows("SELECT mark FROM plain WHERE tid = ?", tid)), None)

    def keep_mark(self, tid: int, mark: bytes | None) -> None:
        """Keep the mark of what the cheaper source shows of a thread; ``None``: it does not show all."""
        if mark is None:
            self._write("DELETE FROM plain WHERE tid = ?", tid)
        else:
            self._write("INSERT OR REPLACE INTO plain VALUES (?, ?)", tid, mark)

    # --- halves of articles -----------------------------------------------------------

    def turns(self, about: int, within: int) -> list[Turn]:
        """The threads that turn to a page or come from one, posted within ``within`` seconds of ``about``."""
        select = "SELECT tid, title, turns, comes, published FROM turn WHERE published BETWEEN ? AND ?"
        rows = self._rows(select, about - within, about + within)
        return [Turn(tid, title, bool(turns), bool(comes), at) for tid, title, turns, comes, at in rows]

    def keep_turn(self, tid: int, turn: Turn | None) -> None:
        """Keep that a thread turns to a page or comes from one; ``None``: it does neither."""
        self._write("DELETE FROM turn WHERE tid = ?", tid)
        if turn is not None:
            values = (turn.tid, turn.title, int(turn.turns), int(turn.comes), turn.published)
            self._write("INSERT INTO turn VALUES (?, ?, ?, ?, ?)", *values)

    # --- files ------------------------------------------------------------------------

    def files(self) -> list[File]:
        """The output files, in the order of their making."""
        return [File(*row) for row in self._rows(f"{_FILES} ORDER BY id")]

    def file(self, name: str) -> File:
        """The output file called ``name``, noted as empty where it is new."""
        self._write("INSERT INTO file (name, committed, lines) VALUES (?, 0, 0) ON CONFLICT DO NOTHING", name)
        return File(*self._rows(f"{_FILES} WHERE name = ?", name)[0])

    def extend(self, file: File) -> None:
        """Note that a file holds so much now, and how it is packed."""
        update = "UPDATE file SET committed = ?, lines = ?, packed = ?, packed_bytes = ?, modified = ? WHERE id = ?"
        self._write(update, file.committed, file.lines, file.packed, file.packed_bytes, file.modified, file.id)

    def ended(self, file: File, length: int) -> bool:
        """Whether a run of a version that kept no hashes ended with a file of that length."""
        select = "SELECT EXISTS (SELECT 1 FROM file_end WHERE file = ? AND length = ?)"
        return bool(self._rows(select, file.id, length)[0][0])

    def commits(self, file: File) -> list[Commit]:
        """What a file held at each commit, a series after the other."""
        rows = self._rows(f"{_COMMITS} WHERE file = ? ORDER BY series, length", file.id)
        return [Commit(series, length, hashed, bool(ended)) for series, length, hashed, ended in rows]

    def last_commit(self, file: File) -> Commit | None:
        """What a file held at its last commit; ``None``: that was not noted."""
        rows = self._rows(f"{_COMMITS} WHERE file = ? ORDER BY series DESC, length DESC LIMIT 1", file.id)
        return next((Commit(series, length, hashed, bool(ended)) for series, length, hashed, ended in rows), None)

    def keep_commit(self, file: File, commit: Commit) -> None:
        """Note what a file holds at a commit."""
        values = (file.id, commit.series, commit.length, commit.hash, int(commit.ended))
        self._write("INSERT OR REPLACE INTO file_commit VALUES (?, ?, ?, ?, ?)", *values)

    def end_commit(self, file: File) -> None:
        """Note that a run ended with a file as it was at its last commit."""
        last = self.last_commit(file)
        if last is not None and not last.ended:
            self.keep_commit(file, replace(last, ended=True))

    def standing(self, file: File) -> list[tuple[int, int]]:
        """The threads whose latest lines stand in a file, and where these end."""
        return self._rows("SELECT tid, line_end FROM thread WHERE file = ? AND line_end IS NOT NULL", file.id)

    def stand(self, tid: int, line_end: int) -> None:
        """Note that a thread's latest line ends elsewhere in its file."""
        self._write("UPDATE thread SET line_end = ? WHERE tid = ?", line_end, tid)

    def keep_line_hash(self, tid: int, line_hash: bytes) -> None:
        """Keep the hash of a thread's latest line as it reads now."""
        self._write("UPDATE thread SET line_hash = ? WHERE tid = ?", line_hash, tid)

    def remove(self, tids: Iterable[int]) -> None:
        """Note that threads' latest lines are no longer in their files, and are not to be written again."""
        for tid in tids:
            self._write("UPDATE thread SET line_end = NULL WHERE tid = ?", tid)

    def lose(self, tids: Iterable[int]) -> None:
        """Note that threads' latest lines were lost: they are to be visited once more, for the same revision."""
        lose = "UPDATE thread SET state = ?, file = NULL, line_end = NULL WHERE tid = ?"
        for tid in tids:
            self._write("INSERT OR IGNORE INTO wanted (tid) VALUES (?)", tid)
            self._write(lose, WANTED, tid)

    def buried(self) -> set[int]:
        """The threads whose articles were removed for good."""
        return {tid for (tid,) in self._rows("SELECT tid FROM thread WHERE state = ?", REMOVED)}

    def bury(self, tid: int) -> None:
        """Note that a thread's article was removed for good, and forget what it said."""
        known = self.thread(tid) or Known(tid)
        self.put(Known(tid, known.fid, state=REMOVED), Place())
        for table in ("wanted", "turn", "plain"):
            self._write(f"DELETE FROM {table} WHERE tid = ?", tid)  # noqa: S608 - our own names

    def exhume(self, tid: int) -> None:
        """Have a thread visited again whose article was removed for good."""
        self.want(replace(self.thread(tid) or Known(tid), state=WANTED), None)

    def forget_media(self, names: Iterable[str]) -> None:
        """Forget files that are no longer there, by where they were."""
        self._write_all("DELETE FROM medium WHERE file = ?", [(name,) for name in names])

    # --- media ------------------------------------------------------------------------

    async def medium(self, key: str) -> tuple[str, str] | None:
        """Where a downloaded file is, below the site's folder, and its SHA-256; ``None`` where it is not known."""
        return next(iter(self._rows("SELECT file, sha256 FROM medium WHERE key = ?", key)), None)

    def keep_medium(self, key: str, file: str, sha256: str) -> None:
        """Note where a downloaded file is."""
        self._write("INSERT OR REPLACE INTO medium (key, sha256, file) VALUES (?, ?, ?)", key, sha256, file)

    # --- requests ---------------------------------------------------------------------

    def requests(self, day: str) -> int:
        """How many requests were made on a day (``2026-01-31``)."""
        return int(next(iter(self._rows("SELECT requests FROM day WHERE day = ?", day)), (0,))[0])

    def keep_requests(self, day: str, requests: int) -> None:
        """Keep how many requests were made on a day."""
        upsert = "INSERT INTO day VALUES (?, ?) ON CONFLICT DO UPDATE SET requests = excluded.requests"
        self._write(upsert, day, requests)

    # --- visitors ---------------------------------------------------------------------

    async def visit_as(self, name: str, reasons: Iterable[str]) -> int:
        """Note who visits; returns how many threads are to be visited again for it.

        Where it is another one than before, those are the threads that were barred for one of ``reasons``, and
        every list is walked anew: it may show more.
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
