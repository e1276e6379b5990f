"""The texts of a whole harvest, all its sites, to find copies by: one SQLite file for many runs.

It is made from the lines and can be made from them again: a file that is damaged is put aside, and what a crash left
out is read in from the lines by the next run. Nothing else depends on it.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from harvester.duplicates.sketch import Sample, Sketch, keys_of, likeness

#: Seconds to wait for another run that writes.
BUSY_SECONDS: Final = 30.0
#: Kibibytes of the file that are kept in memory.
_CACHE: Final = 64_000
#: So many texts are kept by one key: what is in more of them is in everything (a site's disclaimer), and tells nothing.
_MOST_BY_KEY: Final = 60
#: So many texts, those that share most keys, are compared.
_CANDIDATES: Final = 20
#: Raised when sketches or tables change: an index of another version is made anew.
_VERSION: Final = 1
_TABLES: Final = """
CREATE TABLE text (
    number INTEGER PRIMARY KEY,  -- in the order in which they were harvested
    id TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL,
    published TEXT,
    root INTEGER NOT NULL,       -- the first of those that this is a copy of; its own number where there is none
    likeness REAL NOT NULL,      -- to the copy that it was known by
    letters INTEGER NOT NULL,
    runs BLOB NOT NULL,
    numbers BLOB NOT NULL
) STRICT;
CREATE INDEX text_by_root ON text (root);
CREATE TABLE key (hash INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (hash, number)) STRICT, WITHOUT ROWID;
CREATE TABLE file (path TEXT PRIMARY KEY, size INTEGER NOT NULL) STRICT;  -- files whose lines are all in it
"""


class IndexProblem(Exception):  # noqa: N818 - it is no error of the run: the harvest goes on without
    """The index can't be used; the message says in one line why."""


class DamagedIndex(IndexProblem):
    """The file is damaged, or of another version of the index: it has to be made anew."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An article to be kept; ``published`` is ISO 8601."""

    id: str
    revision: int
    published: str | None
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Match:
    """What an article is a copy of: the first of all its copies, and the share of the shorter that the longer has."""

    root: int
    id: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Copy:
    """A member of a group; ``likeness`` is 1 for its first."""

    id: str
    published: str | None
    letters: int
    likeness: float


class Index:
    """Texts by their sketches."""

    def __init__(self, path: Path | None) -> None:
        """Open the index at ``path``, or a temporary one. A damaged or outdated one is put aside, for a new one.

        Raises :class:`IndexProblem` where that can't be done.
        """
        self.path = path
        self.messages: list[str] = []
        self.every = 1
        self._waiting = 0
        try:
            self._open()
        except DamagedIndex as problem:
            self.messages.append(f"{problem}: it is kept as {self.set_aside()}, and made anew from the articles")
            self._open()

    def close(self) -> None:
        """Close the file; what was added is there."""
        self._db.close()

    def set_aside(self) -> str:
        """Close a damaged index, and put it out of the way of the next, which is made anew; returns its new name."""
        self.close()
        if self.path is None:
            raise IndexProblem("a temporary index is damaged")
        aside = self.path.with_name(f"{self.path.name}.damaged")
        with self._problems():
            for suffix in ("", "-wal", "-shm"):
                beside = self.path.with_name(self.path.name + suffix)
                if beside.exists():
                    beside.rename(aside.with_name(aside.name + suffix))
        return str(aside)

    # --- texts ------------------------------------------------------------------------

    def find(self, id_: str, sketch: Sketch) -> Match | None:
        """What the article ``id_`` is a copy of, among the articles that were added before it; itself aside."""
        own = self._rows("SELECT number FROM text WHERE id = ?", id_)
        before = own[0][0] if own else 1 << 62
        found = [
            (root, likely)
            for root, other in self._candidates(sketch, before)
            if (likely := likeness(sketch, other)) is not None
        ]
        if not found:
            return None
        root = min(root for root, _ in found)
        name = self._rows("SELECT id FROM text WHERE number = ?", root)[0][0]
        return Match(root, name, max(likely for each, likely in found if each == root))

    def add(self, entry: Entry, match: Match | None) -> None:
        """Keep an article, or its later revision, and what it is a copy of; after every ``every`` of them, commit."""
        with self._problems():
            if not self._db.in_transaction:
                self._db.execute("BEGIN IMMEDIATE")
            try:
                self._add(entry, match)
            except BaseException:
                with suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")
                raise
        self._waiting += 1
        if self._waiting >= self.every:
            self.commit()

    def commit(self) -> None:
        """Let others see what was added."""
        with self._problems():
            if self._db.in_transaction:
                self._db.execute("COMMIT")
        self._waiting = 0

    def revision(self, id_: str) -> int:
        """The revision of an article that is kept; 0: none is."""
        return int(next(iter(self._rows("SELECT revision FROM text WHERE id = ?", id_)), (0,))[0])

    def groups(self) -> Iterator[list[Copy]]:
        """The articles that are copies of one another, in the order in which they were harvested."""
        select = (
            "SELECT root, id, published, letters, likeness FROM text "
            "WHERE root IN (SELECT root FROM text GROUP BY root HAVING count(*) > 1) ORDER BY root, number"
        )
        group: list[Copy] = []
        current = None
        for root, *values in self._rows(select):
            if root != current and group:
                yield group
                group = []
            current = root
            group.append(Copy(*values))
        if group:
            yield group

    # --- files ------------------------------------------------------------------------

    def has_file(self, path: str, size: int) -> bool:
        """Whether all lines of a file of that size were read in."""
        return self._rows("SELECT size FROM file WHERE path = ?", path) == [(size,)]

    def keep_file(self, path: str, size: int) -> None:
        """Note that all lines of a file of that size were read in."""
        with self._problems():
            self._db.execute("INSERT OR REPLACE INTO file VALUES (?, ?)", (path, size))

    # --- inside -----------------------------------------------------------------------

    def _candidates(self, sketch: Sketch, before: int) -> Iterator[tuple[int, Sketch]]:
        keys = keys_of(sketch.runs)
        marks = ", ".join("?" * len(keys))
        select = (
            "SELECT root, letters, runs, numbers FROM text JOIN ("  # noqa: S608 - marks only
            f"SELECT number FROM key WHERE hash IN ({marks}) AND number < ? "
            f"GROUP BY number HAVING count(*) >= {_least(keys)} "
            f"ORDER BY count(*) DESC, number LIMIT {_CANDIDATES}) USING (number)"
        )
        for root, letters, runs, numbers in self._rows(select, *keys, before):
            yield root, Sketch(letters, Sample.unpacked(runs), Sample.unpacked(numbers))

    def _add(self, entry: Entry, match: Match | None) -> None:
        sketch = entry.sketch
        number = self._number(entry.id)
        root, likely = (match.root, match.likeness) if match else (number, 1.0)
        values = (number, entry.id, entry.revision, entry.published, root, likely, sketch.letters)
        self._db.execute(
            "INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, sketch.runs.packed(), sketch.numbers.packed()),
        )
        self._db.executemany(
            f"INSERT INTO key SELECT ?1, ?2 WHERE (SELECT count(*) FROM key WHERE hash = ?1) < {_MOST_BY_KEY}",  # noqa: S608
            [(key, number) for key in keys_of(sketch.runs)],
        )

    def _number(self, id_: str) -> int:
        """The number of an article, which it keeps in later revisions; the keys of an earlier one are taken out."""
        old = self._db.execute("SELECT number, runs FROM text WHERE id = ?", (id_,)).fetchone()
        if old is None:
            return int(self._db.execute("SELECT coalesce(max(number), 0) + 1 FROM text").fetchone()[0])
        keys = keys_of(Sample.unpacked(old[1]))
        self._db.executemany("DELETE FROM key WHERE hash = ? AND number = ?", [(key, old[0]) for key in keys])
        return int(old[0])

    def _open(self) -> None:
        with self._problems():
            self._db = sqlite3.connect(self.path or "", timeout=BUSY_SECONDS, isolation_level=None)
            with self._alone():
                version = self._set_up()
        if version not in (0, _VERSION):
            raise DamagedIndex(f"{self.path} is of version {version}, not {_VERSION}")

    def _set_up(self) -> int:
        """Make the tables where there are none; returns the version that was found, 0 for none."""
        # A power cut may cost the last articles added, which are read in again from the lines.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.execute(f"PRAGMA cache_size = -{_CACHE}")
        self._db.execute("BEGIN IMMEDIATE")
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        if not version:
            for statement in filter(str.strip, _TABLES.split(";\n")):
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {_VERSION}")
        self._db.execute("COMMIT")
        return version

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the folder: where several runs make the file at once, SQLite does not wait for its turn with WAL."""
        folder = os.open(self.path.parent if self.path else os.curdir, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _rows(self, select: str, *values: Any) -> list[Any]:  # noqa: ANN401 - whatever a column takes
        with self._problems():
            return self._db.execute(select, values).fetchall()

    @contextmanager
    def _problems(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            code = getattr(error, "sqlite_errorcode", 0) & 0xFF
            kind = DamagedIndex if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB) else IndexProblem
            raise kind(f"{self.path}: {error}") from error


def _least(keys: list[int]) -> int:
    """So many keys are shared by copies: of 24 lowest in a text, 7 or so are in a third of it."""
    return max(1, len(keys) // 8)
