"""What a run notes about a site until one transaction, fenced by the site's epoch, commits all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from harvester.store.interface import FencedError, StoreError
from harvester.store.postgres.connections import Connection, Connections

T = TypeVar("T")
Rows = list[tuple[Any, ...]]

_FENCE = (
    "UPDATE harvester.site SET clock = greatest(clock, %s), serial = serial + 1 "
    "WHERE id = %s AND epoch = %s AND serial = %s"
)
#: Why a commit is refused.
_TAKEN = "another run has taken the site: this one stops, and the other goes on"
_BEHIND = "the last commits of this run are lost, as after a failover: the next run asks for their pages again"
_STANDS = "SELECT epoch, serial FROM harvester.site WHERE id = %s"


class _MissedError(Exception):
    """The fence of a commit changed no row."""


@dataclass(frozen=True, slots=True)
class Note:
    """A statement. ``changes``: it returns the threads that it changed, which are then loaded again."""

    statement: str
    values: Sequence[Any]
    changes: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """The site of a run: its id, the run's epoch, and the number of commits that the site had before."""

    site: int
    epoch: int
    serial: int


@dataclass(frozen=True, slots=True)
class Lasting(Generic[T]):
    """The result of a commit: the threads that statements ``changed``, the ``version`` of its last note, and more."""

    changed: set[int]
    version: int
    found: T


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
        self._lock = asyncio.Lock()
        self._failed: StoreError | None = None
        self.version = 0  # of what was noted: grows with each note

    def add(self, statement: str, *values: Any, changes: bool = False) -> None:  # noqa: ANN401 - whatever a column takes
        """Note a statement. Raises :class:`StoreError` once commits are no longer possible."""
        if self._failed is not None:
            raise self._failed
        self.version += 1
        self._pending.append(Note(statement, values, changes))

    @property
    def pending(self) -> bool:
        """Whether anything was noted since the last commit."""
        return bool(self._pending)

    @property
    def failed(self) -> bool:
        """Whether commits are no longer possible."""
        return self._failed is not None

    async def rows(self, select: str, *values: Any) -> Rows:  # noqa: ANN401 - as above
        """The rows in the database, without what was noted since the last commit."""
        async with self._lock:
            return await self._connections.rows(select, values)

    async def commit(self, now: int | None = None) -> Lasting[None]:
        """Commit all that was noted. Raises :class:`StoreError`."""
        return await self.within(_nothing, now)

    async def within(self, work: Callable[[Connection], Awaitable[T]], now: int | None = None) -> Lasting[T]:
        """Do all that was noted and then ``work`` in one transaction. Raises :class:`StoreError`."""
        async with self._lock:
            if self._failed is not None:
                raise self._failed
            batch, self._pending = self._pending, []
            version = self.version
            self._clock = max(self._clock, now or 0)
            try:
                changed, found = await self._made_to_last(batch, work)
            except BaseException as error:
                self._failed = error if isinstance(error, StoreError) else StoreError("a commit was interrupted")
                raise
            self._serial += 1
            return Lasting(changed, version, found)

    async def _made_to_last(self, batch: list[Note], work: Callable[[Connection], Awaitable[T]]) -> tuple[set[int], T]:
        """What the batch changed, and what ``work`` came to."""
        try:
            return await self._connections.run(lambda connection: self._last(connection, batch, work))
        except _MissedError:
            return set(), await self._connections.run(lambda connection: self._lasted(connection, work))

    async def _last(
        self, connection: Connection, batch: list[Note], work: Callable[[Connection], Awaitable[T]]
    ) -> tuple[set[int], T]:
        fence = Note(_FENCE, (self._clock, self.site, self._epoch, self._serial))
        return await _executed(connection, fence, batch), await work(connection)

    async def _lasted(self, connection: Connection, work: Callable[[Connection], Awaitable[T]]) -> T:
        """The work alone, where this very commit succeeded and the connection was lost before the answer.

        Raises FencedError where it did not.
        """
        found = await (await connection.execute(_STANDS, [self.site])).fetchone()
        if found != (self._epoch, self._serial + 1):
            mine = found is not None and found[0] == self._epoch
            raise FencedError(f"{self._connections.address.shown}: {_BEHIND if mine else _TAKEN}")
        return await work(connection)


async def _executed(connection: Connection, fence: Note, batch: Sequence[Note]) -> set[int]:
    """Send statements without waiting for each; returns the threads that they changed.

    Raises :class:`_MissedError`, which rolls the transaction back, if the fence changes no row: whatever else failed
    then, the site belongs to another run.
    """
    fenced = connection.cursor()
    try:
        async with connection.pipeline():
            await fenced.execute(fence.statement, fence.values)
            cursors = [(note, await connection.execute(note.statement, note.values)) for note in batch]
    finally:
        if fenced.rowcount == 0:
            raise _MissedError
    changed: set[int] = set()
    for note, cursor in cursors:
        if note.changes:
            changed.update(tid for (tid,) in await cursor.fetchall())
    return changed


async def _nothing(_: Connection) -> None:
    """Do nothing more in a transaction."""
