"""What a run notes about a site until one transaction, fenced by the site's epoch, commits all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg.errors import DivisionByZero

from harvester.store.interface import BehindError, FencedError, StoreError
from harvester.store.postgres.connections import Connections

Rows = list[tuple[Any, ...]]

#: The first statement of each commit. All of them are sent at once, so it has to fail where it changes no row: then
#: the server does none of the others. Nothing else here divides.
_FENCE = (
    "WITH mine AS (UPDATE harvester.site SET clock = greatest(clock, %s), serial = serial + 1 "
    "WHERE id = %s AND epoch = %s AND serial = %s RETURNING id) SELECT 1 / count(*) FROM mine"
)
#: Why a commit is refused.
_TAKEN = "another run has taken the site: this one stops, and the other goes on"
_BEHIND = "the last commits of this run are lost, as after a failover: the next run asks for their pages again"
_STANDS = "SELECT epoch, serial FROM harvester.site WHERE id = %s"


@dataclass(frozen=True, slots=True)
class Note:
    """A statement. ``changes``: it returns the threads that it changed, which are then loaded again."""

    statement: str
    values: Sequence[Any]
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a site whose rows are replaced as a whole: the columns of its key, and the others."""

    name: str
    key: tuple[str, ...]
    columns: tuple[str, ...]

    def keep(self, rows: int = 1) -> str:
        """The statement that keeps so many rows of different keys.

        >>> Table("day", ("day",), ("requests",)).keep(2)
        'INSERT INTO harvester.day (site, day, requests) VALUES (%s, %s, %s), (%s, %s, %s) \
ON CONFLICT (site, day) DO UPDATE SET requests = excluded.requests'
        """
        names = ("site", *self.key, *self.columns)
        row = f"({', '.join(['%s'] * len(names))})"
        sets = ", ".join(f"{name} = excluded.{name}" for name in self.columns)
        return (
            f"INSERT INTO harvester.{self.name} ({', '.join(names)}) VALUES {', '.join([row] * rows)} "
            f"ON CONFLICT ({', '.join(('site', *self.key))}) DO UPDATE SET {sets}"
        )


@dataclass(frozen=True, slots=True)
class Place:
    """The site of a run: its id, the run's epoch, and the number of commits that the site had before."""

    site: int
    epoch: int
    serial: int


@dataclass(frozen=True, slots=True)
class Lasting:
    """The result of a commit: the threads that statements ``changed``, and the ``version`` of its last note."""

    changed: set[int]
    version: int


class Notes:
    """The statements that were noted and are not committed yet.

    A failure other than a lost connection is final: what was noted is then not in the database.
    """

    def __init__(self, connections: Connections, place: Place) -> None:
        self.site = place.site
        self._connections = connections
        self._epoch = place.epoch
        self._serial = place.serial
        self._clock = 0
        self._pending: list[Note] = []
        self._rows: dict[Table, dict[tuple[Any, ...], tuple[Any, ...]]] = {}  # to be kept, by their keys
        self._lock = asyncio.Lock()
        self._failed: StoreError | None = None
        self.version = 0  # of what was noted: grows with each note

    def add(self, statement: str, *values: Any, changes: bool = False) -> None:  # noqa: ANN401 - whatever a column takes
        """Note a statement. Raises :class:`StoreError` once commits are no longer possible."""
        self._noted()
        self._pending.append(Note(statement, values, changes))

    def keep(self, table: Table, *values: Any) -> None:  # noqa: ANN401 - as above
        """Note a row of a table that no statement changes: the last with a key counts. Raises as :meth:`add` does."""
        self._noted()
        self._rows.setdefault(table, {})[values[: len(table.key)]] = values

    def _noted(self) -> None:
        if self._failed is not None:
            raise self._failed
        self.version += 1

    def _take(self) -> list[Note]:
        """All that was noted, as statements."""
        batch, self._pending = self._pending, []
        for table, rows in self._rows.items():
            batch.append(Note(table.keep(len(rows)), [each for row in rows.values() for each in (self.site, *row)]))
        self._rows = {}
        return batch

    @property
    def pending(self) -> bool:
        """Whether anything was noted since the last commit."""
        return bool(self._pending or self._rows)

    @property
    def failed(self) -> bool:
        """Whether commits are no longer possible."""
        return self._failed is not None

    async def rows(self, select: str, *values: Any) -> Rows:  # noqa: ANN401 - as above
        """The rows in the database, without what was noted since the last commit."""
        async with self._lock:
            return await self._connections.rows(select, values)

    async def commit(self, now: int | None = None) -> Lasting:
        """Commit all that was noted. Raises :class:`StoreError`."""
        async with self._lock:
            if self._failed is not None:
                raise self._failed
            batch, version = self._take(), self.version
            self._clock = max(self._clock, now or 0)
            try:
                changed = await self._made_to_last(batch)
            except BaseException as error:
                self._failed = error if isinstance(error, StoreError) else StoreError("a commit was interrupted")
                raise
            self._serial += 1
            return Lasting(changed, version)

    async def _made_to_last(self, batch: Sequence[Note]) -> set[int]:
        """The threads that the batch changed. Raises FencedError if the site is another run's."""
        fence = Note(_FENCE, (self._clock, self.site, self._epoch, self._serial))
        try:
            done = await self._connections.together([(each.statement, each.values) for each in (fence, *batch)])
        except DivisionByZero:
            await self._lasted()
            return set()
        found = zip(batch, done[1:], strict=True)
        return {tid for note, rows in found if note.changes for (tid,) in rows}

    async def _lasted(self) -> None:
        """Raise FencedError, unless this very commit succeeded and the connection was lost before the answer."""
        found = await self._connections.rows(_STANDS, [self.site])
        if found != [(self._epoch, self._serial + 1)]:
            if found and found[0][0] == self._epoch:
                raise BehindError(f"{self._connections.address.shown}: {_BEHIND}")
            raise FencedError(f"{self._connections.address.shown}: {_TAKEN}")
