"""Connections that give up an answer whose head does not end."""

from __future__ import annotations

from typing import Any

from twisted.internet.interfaces import IAddress
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, HTTP11ClientProtocol
from twisted.web.client import HTTPConnectionPool, _HTTP11ClientFactory

#: Bytes of an answer before its body: browsers take as many (Chromium), servers send a few KB at most.
MOST = 256 * 1024


class LongHeadError(Exception):
    """The head of an answer, interim answers (1xx) included, is longer than anybody needs."""


class _Connection(HTTP11ClientProtocol):
    """Twisted keeps all headers of an answer, as many as come until the request times out."""

    _head = 0

    def request(self, request: Any) -> Any:  # noqa: ANN401 - Twisted's, without types
        """Send a request; the head of its answer is counted anew."""
        self._head = 0
        return super().request(request)

    def dataReceived(self, bytes: Any) -> None:  # noqa: A002, ANN401, N802 - Twisted's name, of bytes
        """Take in a part of an answer, if its head is short enough."""
        if self._parser is not None and self._parser.state in (STATUS, HEADER):
            self._head += len(bytes)
            if self._head > MOST:
                self._giveUp(Failure(LongHeadError(f"more than {MOST} bytes of headers")))  # type: ignore[no-untyped-call]
                return
        super().dataReceived(bytes)  # type: ignore[no-untyped-call]


class _Factory(_HTTP11ClientFactory):
    def buildProtocol(self, addr: IAddress | None) -> HTTP11ClientProtocol:  # noqa: ARG002, N802 - Twisted's
        return _Connection(self._quiescentCallback)  # type: ignore[no-untyped-call]


def shorten(pool: HTTPConnectionPool) -> None:
    """Have all connections that a pool makes from now on give up such answers."""
    pool._factory = _Factory  # noqa: SLF001 - there is no public way
