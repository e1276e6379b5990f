"""Connections over which a request is sent in its turn, and while the lease of its crawl holds."""

from __future__ import annotations

from collections.abc import Hashable
from contextvars import ContextVar
from weakref import WeakKeyDictionary

from scrapy.utils.defer import deferred_from_coro
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IStreamClientEndpoint
from twisted.python.failure import Failure
from twisted.web._newclient import HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool

from harvester.crawl.last_look import look_before_each_write
from harvester.crawl.lease import Lease, LeaseOverError
from harvester.crawl.queues import Queue, Turn
from harvester.crawl.short_heads import shorten
from harvester.disk.turns import BusyError

#: The turn of the request for which a connection is asked for. Twisted asks the pool in the task of the download.
TURN: ContextVar[Turn] = ContextVar("turn")

#: A connection, or one that is still to come.
_Connected = HTTP11ClientProtocol | Deferred[HTTP11ClientProtocol]


class PolitePool(HTTPConnectionPool):
    """Twisted's connections, but the server is asked no sooner than its delay allows, and never after the lease.

    Connecting takes time, the loop may be busy, and the machine may sleep meanwhile. So the turn counts from the moment
    when the connection is there, because the request is written then; and if another request was made since it was
    taken, this one waits again. So does a request that Twisted sends again because a kept connection was closed.
    What is written leaves the process in a later round of the loop: the lease is looked at once more right before that.
    """

    def __init__(self, queue: Queue, lease: Lease | None, plain: HTTPConnectionPool) -> None:
        super().__init__(plain._reactor, persistent=plain.persistent)  # type: ignore[no-untyped-call]  # noqa: SLF001
        self.maxPersistentPerHost = plain.maxPersistentPerHost
        self._queue = queue
        self._lease = lease
        self._turns: WeakKeyDictionary[IStreamClientEndpoint, Turn] = WeakKeyDictionary()
        shorten(self)

    def getConnection(self, key: Hashable, endpoint: IStreamClientEndpoint) -> Deferred[HTTP11ClientProtocol]:  # noqa: N802
        """An existing connection, or a new one, once a request may be sent. Raises :class:`LeaseOverError`."""
        self._check_lease()
        turn = self._turns[endpoint] = TURN.get()
        return super().getConnection(key, endpoint).addCallback(self._once_in_turn, turn)

    def _newConnection(self, key: Hashable, endpoint: IStreamClientEndpoint) -> Deferred[HTTP11ClientProtocol]:  # noqa: N802
        """A new connection; Twisted also calls this if an existing one turns out to be closed."""
        return super()._newConnection(key, endpoint).addCallback(self._in_turn, self._turns[endpoint])

    def _once_in_turn(self, connection: HTTP11ClientProtocol, turn: Turn) -> _Connected:
        """A connection that is new has waited already."""
        return connection if turn.used else self._in_turn(connection, turn)

    def _in_turn(self, connection: HTTP11ClientProtocol, turn: Turn) -> _Connected:
        """A connection, once it is the turn of the request, which is sent at once."""
        try:
            if self._queue.start(turn):
                return self._held(connection)
        except BusyError:
            pass  # for microseconds
        started = deferred_from_coro(self._queue.start_later(turn))
        return started.addCallbacks(lambda _: self._held(connection), lambda why: _given_up(connection, why))

    def _held(self, connection: HTTP11ClientProtocol) -> HTTP11ClientProtocol:
        try:
            self._check_lease()
        except LeaseOverError:
            _abort(connection)
            raise
        if self._lease is not None:
            look_before_each_write(_plain(connection).transport, self._lease)
        return connection

    def _check_lease(self) -> None:
        if self._lease is not None and not self._lease.holds():
            raise LeaseOverError(self._lease.site)


def _given_up(connection: HTTP11ClientProtocol, why: Failure) -> Failure:
    _abort(connection)
    return why


def _abort(connection: HTTP11ClientProtocol) -> None:
    """Close a connection over which nothing was sent."""
    _plain(connection).abort()  # type: ignore[no-untyped-call]


def _plain(connection: HTTP11ClientProtocol) -> HTTP11ClientProtocol:
    """A connection without what Twisted wraps those in that it kept."""
    plain: HTTP11ClientProtocol = getattr(connection, "_clientProtocol", connection)
    return plain
