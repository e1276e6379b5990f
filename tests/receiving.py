"""A server on loopback that articles are handed to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from serving import QuietServer


class Receiver:
    """A server that keeps what it is given, and answers as it is told: a status each, the last one for ever."""

    def __init__(self, *answers: int) -> None:
        self.answers = list(answers) or [200]
        self.got: list[str] = []
        self.lines: list[Any] = []
        self.headers: dict[str, str] = {}
        self.address = ""

    def answer(self) -> int:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@contextmanager
def listening(receiver: Receiver) -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = receiver.answer()
            if status == 200:
                receiver.got.append(self.headers["Idempotency-Key"])
                receiver.lines.append(json.loads(body))
                receiver.headers = dict(self.headers)
            if status == 0:  # the server dies before it says anything
                self.connection.close()
                return
            self.send_response(status)
            self.send_header("Location", receiver.address)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with QuietServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        receiver.address = f"http://127.0.0.1:{server.server_port}/hook"
        yield receiver
        server.shutdown()
