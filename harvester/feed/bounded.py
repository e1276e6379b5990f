"""Commands and HTTP requests that end in time, whatever the other side does."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from typing import IO, Any
from urllib.request import BaseHandler, HTTPHandler, HTTPSHandler, Request

#: Bytes of what a command says on standard error that are kept: its last line is in the log.
_KEPT = 4096
#: Seconds between two looks whether a command has ended that no longer says anything.
_LOOK = 0.05


def ran(words: Sequence[str], given: bytes, variables: Mapping[str, str], patience: float) -> tuple[int, str]:
    """The exit status of a command, and the last line that it says on standard error.

    It is a process group of its own, so that a signal for us is none for it, and is killed as a whole after
    ``patience`` seconds: that raises :class:`TimeoutError`. A process that it leaves behind holds nothing up.
    Raises :class:`OSError` where it can't be started.
    """
    with tempfile.TemporaryFile() as stdin:
        stdin.write(given)
        stdin.seek(0)
        process = subprocess.Popen(  # noqa: S603 - the user's own command
            words,
            stdin=stdin,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env={**os.environ, **variables},
            start_new_session=True,
        )
    assert process.stderr is not None  # noqa: S101 - a pipe
    with process.stderr as stderr:
        said = _said(process, stderr, time.monotonic() + patience)
    if said is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise TimeoutError(f"no answer after {patience:g} seconds")
    return process.returncode, said.decode(errors="replace").strip().rpartition("\n")[2]


def _said(process: subprocess.Popen[bytes], stderr: IO[bytes], until: float) -> bytes | None:
    """The end of what a process says until it ends; ``None``: it does not end in time."""
    os.set_blocking(stderr.fileno(), False)
    said = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stderr, selectors.EVENT_READ)
        while (left := until - time.monotonic()) > 0:
            ended = process.poll() is not None
            heard = os.read(stderr.fileno(), 1 << 16) if selector.select(0 if ended else min(left, _LOOK)) else None
            if heard:
                said = (said + heard)[-_KEPT:]
            elif ended:
                return said
            elif heard == b"":  # it closed its standard error, mostly since it is about to end
                with suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.0, until - time.monotonic()))
    return None


@contextmanager
def deadline(patience: float) -> Iterator[tuple[BaseHandler, BaseHandler]]:
    """Handlers for requests that are cut off after ``patience`` seconds, even if the server goes on talking.

    Raises :class:`TimeoutError` where what is inside took longer.
    """
    cut = _Cut(patience)
    try:
        yield _Http(cut), _Https(cut)
    finally:
        cut.cancel()
    if cut.over:  # what came until then may be half a status
        raise TimeoutError(f"no answer after {patience:g} seconds")


class _Cut:
    """Shuts connections down when the time is over: timeouts of sockets only count silence."""

    def __init__(self, patience: float) -> None:
        self._timer = threading.Timer(patience, self._shut)
        self._timer.daemon = True
        self._sockets: list[socket.socket] = []
        self.over = False
        self._timer.start()

    def watch(self, connected: socket.socket) -> None:
        """Add a connection, by a descriptor of its own: TLS takes over that of the other."""
        self._sockets.append(connected.dup())
        if self.over:
            self._shut()

    def connecting(self, kind: type[_Plain]) -> Callable[..., HTTPConnection]:
        """Makes connections of a kind that it watches."""

        def connection(host: str, /, **options: Any) -> HTTPConnection:  # noqa: ANN401 - what do_open gives
            made = kind(host, **options)
            made.cut = self
            return made

        return connection

    def cancel(self) -> None:
        """It ended in time."""
        self._timer.cancel()
        for each in self._sockets:
            each.close()

    def _shut(self) -> None:
        self.over = True
        for each in self._sockets:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)


class _Plain(HTTPConnection):
    cut: _Cut

    def connect(self) -> None:
        super().connect()
        self.cut.watch(self.sock)


class _Tls(HTTPSConnection, _Plain):
    """Connects as its parents do, one after the other: watched first, then TLS."""


class _Http(HTTPHandler):
    def __init__(self, cut: _Cut) -> None:
        super().__init__()
        self._connection = cut.connecting(_Plain)

    def http_open(self, req: Request) -> HTTPResponse:
        return self.do_open(self._connection, req)


class _Https(HTTPSHandler):
    def __init__(self, cut: _Cut) -> None:
        super().__init__()
        self._connection = cut.connecting(_Tls)

    def https_open(self, req: Request) -> HTTPResponse:
        return self.do_open(self._connection, req)
