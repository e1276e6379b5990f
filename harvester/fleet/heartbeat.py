"""A worker's signs of life, and its checks of those of others, in a thread that a busy event loop cannot delay."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from harvester.fleet import statements
from harvester.fleet.term import BEAT, MARGIN, Tenure, Term

logger = logging.getLogger(__name__)

#: The advisory lock of the worker that sweeps: any number that nothing else uses.
SWEEPING = 0x4841525653574550
#: Seconds between two checks whether the thread is to end.
_LOOK = 0.2
#: Seconds before the database is tried again.
_AGAIN = 0.5
#: Signs of life between two clean-ups of what is left over, which does no harm meanwhile.
_TIDY = 200

Connection = psycopg.Connection[Any]


class Heartbeat(threading.Thread):
    """Renews a term, finds out which sites are no longer the worker's, and removes workers that have fallen silent.

    It has its own connection, which also listens for new jobs. ``told`` is called in the event loop: with the name of
    a channel for a new job, with ``""`` when sites were freed. So is ``owned``, with the epochs of the sites that the
    database says are the worker's.
    """

    def __init__(
        self,
        conninfo: str,
        term: Term,
        tenures: Callable[[], Iterable[Tenure]],
        figures: Callable[[], dict[str, int]],
        told: Callable[[str], object],
        owned: Callable[[dict[str, int]], object],
        channel: str,
    ) -> None:
        super().__init__(name="heartbeat", daemon=True)
        self.conninfo = conninfo
        self.term = term
        self.tenures = tenures
        self.figures = figures
        self.told = told
        self.owned = owned
        self.channel = channel
        self.loop = asyncio.get_running_loop()
        self.outages = 0
        self._done = threading.Event()
        self._connection: Connection | None = None
        self._sent = 0.0  # when the current statement was sent; 0: there is none
        self._beats = 0
        self._since = 0.0  # since when signs of life of all workers may be trusted to be there
        self._next = 0.0  # when to give the next sign of life, or to look again at a worker that is silent

    def run(self) -> None:
        """Give signs of life until the term is over."""
        while not self._done.is_set() and not self.term.over:
            try:
                with psycopg.connect(self.conninfo, autocommit=True) as self._connection:
                    self._since = self.term.clock()
                    self._beat(self._connection)
            except (psycopg.Error, OSError):  # the deadline decides what follows
                self.outages += 1
                self._done.wait(_AGAIN)
            self._sent = 0.0
            self.term.holds()
        self._tell("")

    def leave(self) -> None:
        """Make the thread end."""
        self._done.set()

    def look(self) -> None:
        """Cut the connection if the database has not answered for longer than the lease. Called from another thread."""
        connection, sent = self._connection, self._sent
        if connection is not None and sent and self.term.clock() - sent > self.term.lease:
            with suppress(psycopg.Error, OSError), socket.socket(fileno=os.dup(connection.fileno())) as end:
                end.shutdown(socket.SHUT_RDWR)

    # --- inside -----------------------------------------------------------------------

    def _beat(self, connection: Connection) -> None:
        connection.execute(f"LISTEN {self.channel}".encode())
        while not self._done.is_set() and self._renewed(connection):
            self._next = self.term.clock() + self.term.lease * BEAT
            if self._sweep(connection):
                self._tell("")
            self._listen(connection)

    def _renewed(self, connection: Connection) -> bool:
        """Give a sign of life; returns whether the term goes on."""
        mine = list(self.tenures())
        self._sent = sent = self.term.clock()
        given = {"worker": self.term.worker, "ahead": self.term.ahead, "figures": Jsonb(self.figures())}
        row = connection.execute(statements.RENEW, given).fetchone()
        self._sent = 0.0
        if row is None:
            self.term.end()
            return False
        said, still = row
        self._call(self.owned, {site: epoch for site, (epoch, _) in still.items()})
        if self.term.jumped(said):
            self._since = sent
        self.term.ahead = time.time() - said
        self.term.renewed(sent, said)
        for tenure in mine:
            epoch, paused = still.get(tenure.site, (None, False))
            if epoch != tenure.epoch:
                tenure.lose()
                self.loop.call_soon_threadsafe(tenure.ended)
            elif paused:
                self.loop.call_soon_threadsafe(tenure.paused)
        return not self.term.over

    def _sweep(self, connection: Connection) -> bool:
        """Remove overdue workers; returns whether there were any. Called right after a successful renewal."""
        self._sent = now = self.term.clock()
        given = {"margin": MARGIN, "connected": now - self._since, "within": self.term.lease * BEAT}
        silent = connection.execute(statements.OVERDUE, given).fetchall()
        swept = [worker for worker, rest in silent if rest <= 0 and take_out(connection, worker)]
        self._next = min([self._next, *(now + max(rest, _LOOK) for _, rest in silent if rest > 0)])
        self._beats += 1
        if self._beats % _TIDY == 1:
            connection.execute(statements.DROP_STRAYS)
            connection.execute(statements.FORGET_SLICES)
        self._sent = 0.0
        for worker in swept:
            logger.warning("The worker %s gave no sign of life: others take its sites", worker)
        return bool(swept)

    def _listen(self, connection: Connection) -> None:
        """Wait until the next sign of life is due, or another worker is overdue."""
        while not self._done.is_set() and (left := self._next - self.term.clock()) > 0:
            for notification in connection.notifies(timeout=min(left, _LOOK), stop_after=1):
                self._tell(notification.channel)

    def _tell(self, channel: str) -> None:
        self._call(self.told, channel)

    def _call(self, what: Callable[..., object], *values: object) -> None:
        with suppress(RuntimeError):  # the loop is closed
            self.loop.call_soon_threadsafe(what, *values)


def take_out(connection: Connection, worker: str) -> bool:
    """Remove an overdue worker from the fleet: it can no longer renew, and its sites and jobs are freed.

    Returns whether this call did it.
    """
    with connection.transaction():
        given = {"worker": worker, "itself": False, "margin": MARGIN}
        left = connection.execute(statements.LEAVE, given).fetchone() if _one_at_a_time(connection) else None
        if left is None:
            return False
        process, queue_worker = left
        connection.execute(statements.END_CONNECTIONS, [process])
        _free(connection, worker, queue_worker, "worker_died")
    return True


def leave(connection: Connection, worker: str, reason: str) -> None:
    """Remove a worker that ends its own term; ``reason`` is noted in its slices."""
    with connection.transaction():
        given = {"worker": worker, "itself": True, "margin": MARGIN}
        left = connection.execute(statements.LEAVE, given).fetchone()
        _free(connection, worker, left[1] if left else None, reason)


def _free(connection: Connection, worker: str, queue_worker: int | None, reason: str) -> None:
    connection.execute(statements.FREE, [worker])
    connection.execute(statements.CLOSE_SLICES, [reason, worker])
    if queue_worker is not None:
        connection.execute(statements.DROP_JOBS, [queue_worker])
        connection.execute(statements.DROP_QUEUE_WORKER, [queue_worker])


def _one_at_a_time(connection: Connection) -> bool:
    row = connection.execute(statements.SWEEPS, [SWEEPING]).fetchone()
    return bool(row and row[0])
