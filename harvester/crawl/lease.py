"""Whether a crawl may still make requests: if several machines share the work, one has a site for a limited time.

A fence in the database keeps late results from being written, but it does not stop requests. So each request is
checked against the lease just before it is sent, by a clock that runs while the machine sleeps.
"""

from __future__ import annotations

import time
from collections.abc import Hashable
from typing import Protocol
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool


class LeaseOverError(Exception):
    """The lease ended while a request waited for its connection: nothing is sent."""


class Lease(Protocol):
    """One site, taken for one crawl.

    ``site``: its name in the table of sites; ``epoch``: the number under which it was taken, by which everything that
    the crawl writes is fenced.
    """

    @property
    def site(self) -> str:
        """The site's name."""

    @property
    def epoch(self) -> int:
        """The number under which the site was taken."""

    def holds(self) -> bool:
        """Whether a request may start now. Once this is false, it stays false."""


def now() -> float:
    """Seconds on the clock of leases: it runs while the machine sleeps, and cannot be set."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def hold(crawler: Crawler, lease: Lease) -> None:
    """Let a crawl that has not started make requests only while ``lease`` holds."""
    _leases[crawler] = lease


def let_go(crawler: Crawler) -> None:
    """Forget a crawl that is over, and its lease."""
    _leases.pop(crawler, None)


def lease_of(crawler: Crawler) -> Lease | None:
    """The lease of a crawl; ``None`` if it needs none because nobody else works on its site."""
    return _leases.get(crawler)


_leases: WeakKeyDictionary[Crawler, Lease] = WeakKeyDictionary()


class GuardedPool(HTTPConnectionPool):
    """Twisted's connections, but nothing is sent over them once a lease is over.

    Connecting takes time, and the machine may sleep meanwhile. So the lease is checked when the connection is there,
    because the request is written at that moment.
    """

    def __init__(self, lease: Lease, unguarded: HTTPConnectionPool) -> None:
        super().__init__(unguarded._reactor, persistent=unguarded.persistent)  # type: ignore[no-untyped-call]  # noqa: SLF001
        self.maxPersistentPerHost = unguarded.maxPersistentPerHost
        self._factory = unguarded._factory  # noqa: SLF001 - there is no public way
        self._lease = lease

    def getConnection(self, key: Hashable, endpoint: IStreamClientEndpoint) -> Deferred[HTTP11ClientProtocol]:  # noqa: N802
        """An existing connection, or a new one. Raises :class:`LeaseOverError`."""
        if not self._lease.holds():
            raise LeaseOverError(self._lease.site)
        return super().getConnection(key, endpoint)

    def _newConnection(self, key: Hashable, endpoint: IStreamClientEndpoint) -> Deferred[HTTP11ClientProtocol]:  # noqa: N802
        """A new connection; Twisted also calls this if an existing one turns out to be closed."""
        return super()._newConnection(key, endpoint).addCallback(self._checked)

    def _checked(self, connection: HTTP11ClientProtocol) -> HTTP11ClientProtocol:
        if self._lease.holds():
            return connection
        connection.abort()  # type: ignore[no-untyped-call]
        raise LeaseOverError(self._lease.site)
