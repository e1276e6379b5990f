"""The last look at a lease: right before bytes leave the process, and right after.

Between the look and the system call lie microseconds, but a process may be stopped in any of them. What was sent then
is sent; the look after it finds that out, and says so. What the system could not deliver it keeps sending by itself,
also while the process is stopped, so it is told to give up when the lease ends (``TCP_USER_TIMEOUT``, tcp(7)).
"""

from __future__ import annotations

import logging
import socket
from typing import Any

from twisted.internet.tcp import Connection

from harvester.crawl.lease import Lease, LeaseOverError

logger = logging.getLogger(__name__)


def look_before_each_write(transport: Any, lease: Lease) -> None:  # noqa: ANN401 - whatever Twisted wraps it in
    """Have a connection end instead of sending once ``lease`` is over.

    ``transport`` is that of a protocol of Twisted; whatever wraps it, such as TLS, has it as ``transport``, too.
    """
    while not isinstance(transport, Connection):
        transport = transport.transport
    if getattr(transport.writeSomeData, "lease", None) is lease:
        return
    send, connection = transport.writeSomeData, transport.socket

    def send_if_it_holds(data: bytes) -> int | Exception:
        if not lease.holds():
            return LeaseOverError(lease.site)
        give_up_with(lease, connection)
        sent = send(data)
        if not lease.holds():
            _say_late(lease, sent)
        return sent

    send_if_it_holds.lease = lease  # type: ignore[attr-defined]  # functions may have attributes
    transport.writeSomeData = send_if_it_holds  # type: ignore[method-assign,assignment]  # looked up at each write


def give_up_with(lease: Lease, connection: socket.socket) -> None:
    """Have the system drop a connection whose data nobody has confirmed when the lease ends."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, max(int(lease.left * 1000), 1))


def _say_late(lease: Lease, sent: int | Exception) -> None:
    """Say that the lease ended while bytes were sent: nobody can tell which of the two was first."""
    if isinstance(sent, int) and sent > 0:
        logger.error(
            "The lease on %s ended while %d bytes were being sent: the site may have got them after it",
            lease.site,
            sent,
        )
