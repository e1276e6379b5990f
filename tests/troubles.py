"""A front before a forum that has troubles of a chosen kind, with real sockets on loopback."""

from __future__ import annotations

import http.client
import socket
import socketserver
import struct
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from harvester.demo.forum import DemoForum


def stall(connection: socket.socket, _path: str) -> None:
    """Say nothing until the client has had enough."""
    connection.settimeout(20)
    connection.recv(1)


def reset(connection: socket.socket, _path: str) -> None:
    """Break the connection off with a RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def half(connection: socket.socket, _path: str) -> None:
    """Promise more than is sent."""
    connection.sendall(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9999\r\n\r\n<html><body>" + b"x" * 500
    )


def garbage(connection: socket.socket, _path: str) -> None:
    """Answer with what is not HTTP."""
    connection.sendall(bytes(range(256)) * 8)


def no_text(connection: socket.socket, _path: str) -> None:
    """Answer with a page of random bytes, said to be packed."""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: 2048\r\n\r\n"
    connection.sendall(head + bytes(range(256)) * 8)


def circle(connection: socket.socket, path: str) -> None:
    """Send on to another address of the same page, and from there again."""
    step = int(path.rpartition("step=")[2] or 0) + 1 if "step=" in path else 1
    location = f"{path.partition('?')[0]}?step={step}"
    connection.sendall(f"HTTP/1.1 302 Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode())


def elsewhere(connection: socket.socket, path: str) -> None:
    """Send on to another site."""
    head = f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2{path}\r\nContent-Length: 0\r\n\r\n"
    connection.sendall(head.encode())


def huge(connection: socket.socket, _path: str) -> None:
    """Begin a page of 17 MiB."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {17 << 20}\r\n\r\n<html>"
    connection.sendall(head.encode())
    connection.recv(1)


Trouble = Callable[[socket.socket, str], None]
#: Every kind of trouble, by name.
TROUBLES: dict[str, Trouble] = {
    trouble.__name__: trouble for trouble in (stall, reset, half, garbage, no_text, circle, elsewhere, huge)
}


class _Connection(socketserver.BaseRequestHandler):
    server: _Server

    def handle(self) -> None:
        request = b""
        while b"\r\n\r\n" not in request and (data := self.request.recv(65536)):
            request += data
        if not request:
            return
        path = request.split(b" ", 2)[1].decode()
        front = self.server.front
        trouble = next((each for part, each in front.troubles.items() if part in path), None)
        if trouble is not None:
            trouble(self.request, path)
        else:
            self.request.sendall(front.forward(path))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    front: Front

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: a client that hangs up is part of the test."""


class Front:
    """Hands on what ``forum`` answers, but has ``troubles`` with the addresses that hold one of these parts."""

    def __init__(self, forum: DemoForum, troubles: dict[str, Trouble]) -> None:
        self.forum = forum
        self.troubles = troubles
        self.asked: list[str] = []

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Connection)
        self._server.front = self
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        """The front's address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def forward(self, path: str) -> bytes:
        """The forum's answer, closing the connection."""
        connection = http.client.HTTPConnection(urlsplit(self.forum.url).netloc, timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        kept = [
            (name, value) for name, value in answer.getheaders() if name in ("Content-Type", "Location", "Retry-After")
        ]
        head = "".join(f"{name}: {value}\r\n" for name, value in [*kept, ("Content-Length", str(len(body)))])
        return f"HTTP/1.1 {answer.status} {answer.reason}\r\n{head}Connection: close\r\n\r\n".encode() + body
