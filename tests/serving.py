"""A server on loopback that has a few given pages, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: A page, a file, or a status without either.
Answer = str | bytes | int


@contextmanager
def served(answers: Mapping[str, Answer]) -> Iterator[tuple[str, list[str]]]:
    """The address of a server on loopback that answers these paths, and what it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            answer = answers.get(self.path, 404)
            status, said = (answer, b"") if isinstance(answer, int) else (200, answer)
            body = said.encode() if isinstance(said, str) else said
            self.send_response(status)
            kind = "text/html; charset=utf-8" if isinstance(said, str) else "application/octet-stream"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
