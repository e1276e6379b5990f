"""A way to a server that can be cut: what goes through it vanishes, as where a cable was pulled, or is refused."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Self

_CHUNK = 1 << 16


class Cable:
    """Leads from a port of its own to a server's. ``whole``: whether it lets anything through."""

    def __init__(self, port: int) -> None:
        self.whole = True
        self._to = port
        self._ends: list[socket.socket] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])

    def __enter__(self) -> Self:
        _started(self._accept)
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()
        self.drop()

    def cut(self) -> None:
        """Let nothing through from now on: neither side is told."""
        self.whole = False

    def mend(self) -> None:
        """Let everything through again; what was sent meanwhile is lost, so connections of before are closed."""
        self.drop()
        self.whole = True

    def drop(self) -> None:
        """Close all connections."""
        ends, self._ends = self._ends, []
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                here, _ = self._listening.accept()
                there = socket.create_connection(("127.0.0.1", self._to))
                self._ends += [here, there]
                _started(lambda here=here, there=there: self._carry(here, there))  # type: ignore[misc]
                _started(lambda here=here, there=there: self._carry(there, here))  # type: ignore[misc]

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(_CHUNK):
                if self.whole:
                    target.sendall(data)
        if self.whole:
            for end in (source, target):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)


def _started(work: Callable[[], object]) -> None:
    threading.Thread(target=work, daemon=True).start()
