"""Connections over which nothing is sent once a lease is over: each request is checked just before it is sent."""

from __future__ import annotations

from collections.abc import Hashable

from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool

from harvester.crawl.lease import Lease, LeaseOverError


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
