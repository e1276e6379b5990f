"""The connections to a database that the crawls of a process share, and retries when one is lost."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Self, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.errors import DivisionByZero, ReadOnlySqlTransaction
from psycopg.pq import TransactionStatus

from harvester.store.postgres.address import DatabaseAddress
from harvester.store.postgres.errors import ReadOnlyError, explained, is_passing
from harvester.store.postgres.migrations import migrate

T = TypeVar("T")
Connection = AsyncConnection[Any]

logger = logging.getLogger(__name__)

#: Seconds before the second attempt; each later one waits twice as long, up to the second number.
_FIRST_WAIT, _LONGEST_WAIT = 0.1, 5.0
#: Seconds that one attempt may take: a server that accepts data but never answers counts as lost.
_ATTEMPT = 30.0
#: The first half of the advisory locks of sites that are crawled from the shell; the second is the site's id.
LOCKS = 0x48525653


class Connections:
    """At most ``most`` connections to one database, used in the loop that opened them.

    ``patience``: seconds for which a transaction is tried again after its connection was lost.
    """

    def __init__(self, address: DatabaseAddress, most: int, patience: float) -> None:
        self.address = address
        self.patience = patience
        self._users = 0
        self._places = asyncio.Semaphore(most)
        self._idle: list[Connection] = []
        self._lost = False
        self._given_up = False
        self._held: set[int] = set()  # sites that this process has taken without a worker
        self._holding: Connection | None = None
        self._holds = asyncio.Lock()

    @classmethod
    async def open(cls, given: str, most: int = 4, patience: float = 60.0) -> Self:
        """The connections to the database ``given``, whose tables are brought up to date.

        Callers with the same ``given`` in the same event loop share them. Raises
        :class:`~harvester.store.interface.StoreError`.
        """
        key = (cls, asyncio.get_running_loop(), given)
        if key not in _shared:
            _shared[key] = asyncio.ensure_future(cls._first(given, most, patience))
        try:
            connections: Self = await asyncio.shield(_shared[key])
        except BaseException:
            _shared.pop(key, None)
            raise
        connections._users += 1
        return connections

    @classmethod
    async def _first(cls, given: str, most: int, patience: float) -> Self:
        connections = cls(DatabaseAddress.of(given), most, patience)
        await connections.run(migrate)
        return connections

    async def leave(self) -> None:
        """Close them, unless others still use them."""
        self._users -= 1
        if self._users:
            return
        for key in [key for key, found in _shared.items() if _result(found) is self]:
            del _shared[key]
        for connection in [*self._idle, *([self._holding] if self._holding else [])]:
            await _closed(connection)
        self._idle.clear()
        self._holding = None

    async def run(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        """The result of ``work``, done in a transaction of its own that is repeated if the connection is lost.

        So ``work`` must change nothing but the database. If the connection is lost during the commit, ``work`` is done
        again although the first commit may have succeeded; it has to find that out. Raises
        :class:`~harvester.store.interface.StoreError`, or what ``work`` raises.
        """
        return await self._again(lambda: self._attempt(work))

    async def rows(self, select: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """What one statement that changes nothing says. Raises :class:`~harvester.store.interface.StoreError`.

        It needs no transaction: one message to the server, not three.
        """
        return await self._again(lambda: self._asked(select, values))

    async def together(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
        """The rows of each of several statements, all of which are done or none: one message to the server, not many.

        They are done again if the connection is lost, which may be after they were committed: the first has to find
        that out, and divides by zero then. Raises that error, and :class:`~harvester.store.interface.StoreError`.
        """
        return await self._again(lambda: self._sent(statements))

    async def _again(self, attempt: Callable[[], Awaitable[T]]) -> T:
        """What an attempt comes to, made anew where the connection is lost."""
        loop = asyncio.get_running_loop()
        until, wait = loop.time() + (0 if self._given_up else self.patience), _FIRST_WAIT
        while True:
            try:
                async with self._places:
                    done = await attempt()
            except DivisionByZero:  # as a fence fails
                raise
            except (psycopg.Error, OSError) as error:
                if not is_passing(error) or loop.time() + wait > until:
                    self._given_up = is_passing(error)  # the next caller does not wait for it again
                    raise explained(error, self.address) from None
                self._say_lost(error)
                await asyncio.sleep(wait)
                wait = min(2 * wait, _LONGEST_WAIT)
            else:
                self._say_found()
                return done

    @asynccontextmanager
    async def lent(self) -> AsyncIterator[Connection]:
        """A connection, for a caller that handles its loss itself. Raises ``psycopg.Error``."""
        async with self._places, self._one() as connection:
            yield connection

    async def _attempt(self, work: Callable[[Connection], Awaitable[T]]) -> T:
        async with self._one() as connection, connection.transaction():
            return await work(connection)

    async def _asked(self, select: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        async with self._one() as connection:
            return await (await connection.execute(select.encode(), values)).fetchall()

    async def _sent(self, statements: Sequence[tuple[str, Sequence[Any]]]) -> list[list[tuple[Any, ...]]]:
        async with self._one() as connection:
            async with connection.pipeline(), connection.transaction():
                cursors = [await connection.execute(each.encode(), values) for each, values in statements]
            return [await cursor.fetchall() if cursor.description else [] for cursor in cursors]

    @asynccontextmanager
    async def _one(self) -> AsyncIterator[Connection]:
        connection = self._idle.pop() if self._idle else await self._connect()
        timer = asyncio.get_running_loop().call_later(_ATTEMPT, _cut, connection)
        try:
            yield connection
        except ReadOnlySqlTransaction as error:
            if connection.info.parameter_status("in_hot_standby") == "off":
                raise ReadOnlyError(str(error)) from None
            raise
        finally:
            timer.cancel()
            if not connection.closed and connection.info.transaction_status is TransactionStatus.IDLE:
                self._idle.append(connection)
            else:
                await _closed(connection)

    async def _connect(self) -> Connection:
        return await AsyncConnection.connect(self.address.conninfo, autocommit=True)

    def _say_lost(self, error: BaseException) -> None:
        if not self._lost:
            self._lost = True
            said = self.address.said(error)
            logger.warning("%s does not answer, trying again for %g s: %s", self.address.shown, self.patience, said)

    def _say_found(self) -> None:
        self._given_up = False
        if self._lost:
            self._lost = False
            logger.warning("%s answers again", self.address.shown)

    # --- sites that are taken by hand ---------------------------------------------------

    async def hold(self, site: int) -> bool:
        """Take a site's advisory lock, which the server releases when this process ends; returns whether that worked.

        Raises :class:`~harvester.store.interface.StoreError`.
        """
        async with self._holds:
            if site in self._held:
                return False
            try:
                held = await _take_lock(await self._holder(), site)
            except psycopg.OperationalError:  # the connection was lost since it was used last
                self._holding = None
                held = await _take_lock(await self._holder(), site)
            if held:
                self._held.add(site)
            return held

    async def _holder(self) -> Connection:
        """The connection that holds the sites' locks; a new one takes again those that are still free."""
        if self._holding is None or self._holding.closed:
            self._holding = await self._connected()
            for site in self._held:
                await _take_lock(self._holding, site)
        return self._holding

    async def _connected(self) -> Connection:
        try:
            return await self._connect()
        except (psycopg.Error, OSError) as error:
            raise explained(error, self.address) from None

    async def let_go(self, site: int) -> None:
        """Release a site that was taken without a worker."""
        self._held.discard(site)
        with suppress(psycopg.Error):  # a connection that is lost holds nothing
            if self._holding is not None and not self._holding.closed:
                await self._holding.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, site])


_shared: dict[Any, asyncio.Future[Any]] = {}


def _result(found: asyncio.Future[Any]) -> object:
    return found.result() if found.done() and not found.cancelled() and found.exception() is None else None


async def _take_lock(connection: Connection, site: int) -> bool:
    found = await (await connection.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, site])).fetchone()
    return bool(found and found[0])


async def _closed(connection: Connection) -> None:
    with suppress(psycopg.Error, OSError):
        await connection.close()


def _cut(connection: Connection) -> None:
    """Shut a connection down, so that whatever waits for the server's answer fails."""
    with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as end:
        end.shutdown(socket.SHUT_RDWR)
