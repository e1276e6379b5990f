"""A SQLite file of our own: opening it, migrating it to the newest version, and errors that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, ClassVar, Self

from harvester.disk.advice import FAILED, FULL, WRITABLE

#: The first version of SQLite with strict tables.
_NEEDED = (3, 37, 0)


class StoreError(Exception):
    """The store cannot be used; the message says in one line why, and what to do."""


class DamagedError(StoreError):
    """The file is not a SQLite database, or a damaged one."""


class NewerError(StoreError):
    """The file was made by a newer Harvester."""


class Database:
    """A database with the tables of some migrations. All writes up to a commit are one transaction.

    ``migrations``: a folder of SQL scripts, each of which brings the tables to the next version, in the order of their
    names. ``noun``: its name in messages. ``busy``: seconds to wait for another program (a backup, a shell) that holds
    the file. ``cache``: kibibytes of it that are kept in memory. ``synchronous``: SQLite's word for what a commit
    survives (``FULL``: a power cut, ``NORMAL``: the end of the process). ``checked``: it is checked for damage when it
    is opened.
    """

    migrations: ClassVar[Traversable]
    noun: ClassVar[str] = "store"
    busy: ClassVar[float] = 10.0
    cache: ClassVar[int] = 16_000
    synchronous: ClassVar[str] = "FULL"
    checked: ClassVar[bool] = False

    path: Path | None

    @classmethod
    @contextmanager
    def reading(cls, path: Path) -> Iterator[Self]:
        """The store at ``path``, opened only for reading, while a run may be at work in it.

        Raises :class:`StoreError` if it is missing, damaged, or cannot be read.
        """
        store = cls.__new__(cls)
        store.path = path
        # Without a write-ahead log nobody is writing. It is then opened as immutable, so that SQLite makes no log.
        quiet = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
        where = f"{path.absolute().as_uri()}?mode=ro{quiet}"
        with store._errors():  # noqa: SLF001 - its own
            store._db = sqlite3.connect(where, timeout=cls.busy, isolation_level=None, uri=True)  # noqa: SLF001 - as above
        try:
            yield store
        finally:
            store._db.close()  # noqa: SLF001 - as above

    def __init__(self, path: Path | None) -> None:
        """Open or make the file at ``path``, and migrate it to the newest version; ``None``: a temporary file.

        Raises :class:`DamagedError` if it is damaged, :class:`NewerError` if a newer Harvester made it, and
        :class:`StoreError` if another program holds it, or the folder cannot be written to.
        """
        self.path = path
        with self._errors():
            self._db = sqlite3.connect(path or "", timeout=self.busy, isolation_level=None)
            self._set_up()

    def _set_up(self) -> None:
        if sqlite3.sqlite_version_info < _NEEDED:
            raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old: take a Python with SQLite 3.37 or newer")
        self._db.execute("PRAGMA journal_mode = WAL")
        if self.checked:
            self._look_through()
        self._db.execute(f"PRAGMA synchronous = {self.synchronous}")
        self._db.execute(f"PRAGMA cache_size = -{self.cache}")
        scripts = sorted(self.migrations.iterdir(), key=lambda path: path.name)
        migrations = [path.read_text(encoding="utf-8") for path in scripts]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version > len(migrations):
            raise NewerError(
                f"{self.path} was made by a newer Harvester (version {version} of the {self.noun}, this one knows "
                f"{len(migrations)}): install that one"
            )
        for number, script in enumerate(migrations[version:], version + 1):
            self._db.executescript(f"BEGIN IMMEDIATE;\n{script}\nPRAGMA user_version = {number};\nCOMMIT;")

    def _look_through(self) -> None:
        """Check the file for pages in the wrong place, which takes a second for a million rows.

        Raises :class:`DamagedError`. A page from an earlier state of the same file is not noticed.
        """
        (first,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        if first != "ok":
            what = " ".join(str(first).split())[:120]
            raise DamagedError(f"{self.path}: {what}: {_DAMAGED[1].format(noun=self.noun)}")

    @property
    def version(self) -> int:
        """The version of its tables."""
        return int(self._rows("PRAGMA user_version")[0][0])

    def scrub(self) -> None:
        """Rewrite the file without any trace of deleted rows. Raises :class:`StoreError`."""
        with self._errors():
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Close the file; what was not committed is dropped."""
        self._roll_back()
        with self._errors():
            self._db.close()

    def _rows(self, select: str, *values: Any) -> list[Any]:  # noqa: ANN401 - whatever a column takes
        with self._errors():
            return self._db.execute(select, values).fetchall()

    def _write(self, statement: str, *values: Any) -> None:  # noqa: ANN401 - whatever a column takes
        self._begin()
        with self._errors():
            self._db.execute(statement, values)

    def _write_all(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._begin()
        with self._errors():
            self._db.executemany(statement, rows)

    def _begin(self) -> None:
        """Begin a transaction, in which nobody else writes, so that what is read stays true until the commit."""
        if not self._db.in_transaction:
            with self._errors():
                self._db.execute("BEGIN IMMEDIATE")

    def _commit(self) -> None:
        with self._errors():
            if self._db.in_transaction:
                self._db.execute("COMMIT")

    def _roll_back(self) -> None:
        with self._errors():
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.ProgrammingError as error:
            raise StoreError(f"{self.path}: {error}") from error  # it was closed
        except sqlite3.Error as error:
            kind, advice = _ADVICE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, _DAMAGED)
            raise kind(f"{self.path}: {error}: {advice.format(noun=self.noun)}") from error


_AGAIN = "another program holds the {noun}; close it and run again"
_DAMAGED = (DamagedError, "the {noun} is damaged; run again, and it is set aside and made anew")
#: SQLite's primary result codes (https://sqlite.org/rescode.html) that do not mean damage. All others do, because our
#: statements are correct, and are tested.
_ADVICE: dict[int, tuple[type[StoreError], str]] = {
    sqlite3.SQLITE_BUSY: (StoreError, _AGAIN),
    sqlite3.SQLITE_LOCKED: (StoreError, _AGAIN),
    sqlite3.SQLITE_PROTOCOL: (StoreError, _AGAIN),
    sqlite3.SQLITE_READONLY: (StoreError, WRITABLE),
    sqlite3.SQLITE_PERM: (StoreError, WRITABLE),
    sqlite3.SQLITE_AUTH: (StoreError, WRITABLE),
    sqlite3.SQLITE_CANTOPEN: (StoreError, WRITABLE),
    sqlite3.SQLITE_IOERR: (StoreError, FAILED),
    sqlite3.SQLITE_NOLFS: (StoreError, FAILED),
    sqlite3.SQLITE_FULL: (StoreError, f"the disk is full; {FULL}"),
    sqlite3.SQLITE_NOMEM: (StoreError, "there is no memory left; close other programs and run again"),
    sqlite3.SQLITE_INTERRUPT: (StoreError, "it was interrupted; run again"),
}
