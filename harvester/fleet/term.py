"""A worker's term: from when it enters the fleet until its lease is over, or it leaves.

All of a worker's sites depend on one lease, which one statement renews. It is a row of its own, because a row per site
would wait for the crawls' commits. Any worker that finds the row overdue deletes it, and frees all its sites at once.
The deadline is counted from before the renewal was sent, so it never comes later here than in the database.
"""

from __future__ import annotations

import itertools
import os
import secrets
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from harvester.crawl import lease

#: The part of a lease between two signs of life, and the part after its end before others take the sites: time for a
#: request that was checked just before the end to leave the machine.
BEAT, MARGIN = 1 / 5, 1 / 6


class Term:
    """One term of a worker in the fleet. ``lease``: seconds.

    The heartbeat's thread renews it, and the crawls' event loop asks whether it holds.
    """

    def __init__(self, seconds: float, clock: Callable[[], float] = lease.now) -> None:
        self.lease = seconds
        self.worker = f"{process()}-{next(_terms)}"
        self.clock = clock
        self.ahead = 0.0  # seconds by which this machine's wall clock is ahead of the database's
        self._deadline = 0.0
        self._over = threading.Event()
        self._said: tuple[float, float] = (0.0, 0.0)  # what the database's clock said, and when that was on ours

    @property
    def over(self) -> bool:
        """Whether it has ended: no more requests may be made to its sites."""
        return self._over.is_set()

    def renewed(self, sent: float, said: float) -> None:
        """Note that a renewal sent at ``sent`` succeeded; ``said``: the time by the database's clock.

        A renewal that was sent too late does not count: the term is over.
        """
        if self._deadline and sent >= self._deadline:
            self._over.set()
        self._deadline = sent + self.lease
        self._said = said, self.clock()

    def jumped(self, said: float) -> bool:
        """Whether the database's clock, which says ``said``, was set forward since the last renewal.

        By it, leases of workers that are alive may be over then.
        """
        return self._said[0] > 0 and said - self.database_time() > self.lease * MARGIN

    def end(self) -> None:
        """End it: other workers have the sites, or this one leaves."""
        self._over.set()

    def holds(self) -> bool:
        """Whether a request may start now."""
        if not self.over and self.clock() >= self._deadline:
            self._over.set()
        return not self.over

    @property
    def left(self) -> float:
        """Seconds until the lease is over."""
        return self._deadline - self.clock()

    def database_time(self) -> float:
        """The time by the database's clock in seconds since 1970, computed without a query."""
        said, at = self._said
        return said + self.clock() - at


@dataclass(eq=False)
class Tenure:
    """One site while this worker has it (see :class:`harvester.crawl.lease.Lease`).

    ``ended`` is called in the event loop, once, when it turns out that it no longer holds; ``paused`` when somebody has
    paused the site.
    """

    site: str
    epoch: int
    term: Term
    ended: Callable[[], None]
    paused: Callable[[], None] = lambda: None
    _lost: threading.Event = field(default_factory=threading.Event)

    def holds(self) -> bool:
        """Whether a request may start now. Called in the event loop."""
        if not self._lost.is_set() and not self.term.holds():
            self.lose()
            self.ended()
        return not self._lost.is_set()

    @property
    def left(self) -> float:
        """Seconds until the worker's lease is over, unless it is renewed before."""
        return self.term.left

    def lose(self) -> None:
        """Note that it no longer holds."""
        self._lost.set()


@cache
def process() -> str:
    """The name of this process in the database: its host, its process id, and a random part."""
    return f"{socket.gethostname()[:32]}-{os.getpid()}-{secrets.token_hex(4)}"


_terms = itertools.count(1)
