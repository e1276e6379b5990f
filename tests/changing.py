"""A front before a forum that changes some of its answers, with real sockets on loopback."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import urlsplit

from serving import QuietServer

from harvester.demo.forum import DemoForum


@dataclass(slots=True)
class Answer:
    """What is sent for an address; ``cookie`` is what came with the request.

    ``endless``: it is sent in chunks, of which the last never comes.
    """

    path: str
    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    cookie: str = ""
    endless: bool = False


Change = Callable[[Answer], None]


@dataclass(slots=True)
class Changing:
    """A front at ``url``; ``change`` may be exchanged between runs, ``asked`` has the paths that were asked for."""

    url: str
    change: Change | None
    asked: list[str] = field(default_factory=list)

    def threads(self) -> list[str]:
        """The addresses of threads that were asked for since the last call."""
        found = [path for path in self.asked if "thread-" in path]
        self.asked.clear()
        return found


@contextmanager
def changed(forum: DemoForum, change: Change | None = None) -> Iterator[Changing]:
    """A front before ``forum`` that has ``change`` work on each answer before it is sent."""
    real = urlsplit(forum.url).netloc

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            front.asked.append(self.path)
            connection = http.client.HTTPConnection(real, timeout=20)
            connection.request("GET", self.path)
            got = connection.getresponse()
            here = self.headers["Host"]
            kept = {name: value for name, value in got.getheaders() if name in ("Content-Type", "Location")}
            body = got.read().replace(real.encode(), here.encode())
            answer = Answer(self.path, got.status, body, kept, self.headers.get("Cookie", ""))
            connection.close()
            if front.change is not None:
                front.change(answer)
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value.replace(real, here))
            if answer.endless:
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                self.wfile.write(b"%x\r\n%s\r\n" % (len(answer.body), answer.body))
                self.close_connection = True
                return
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with QuietServer(("127.0.0.1", 0), Handler) as server:
        front = Changing(f"http://127.0.0.1:{server.server_port}/", change)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield front
        server.shutdown()
