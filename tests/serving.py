"""A server on loopback that has a few given pages, and nothing else."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: A page, a file, or a status without either.
Answer = str | bytes | int


class QuietServer(ThreadingHTTPServer):
    def handle_error(self, request: object, client_address: object) -> None:
        """Report what went wrong, but not that a client hung up, as one does that is ended."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it came


@contextmanager
def served(answers: Mapping[str, Answer]) -> Iterator[tuple[str, list[str]]]:
    """The address of a server on loopback that answers these paths, and what it was asked for.

    A page may be one of a host (``//www.forum.test/``); what begins with ``->`` is a redirect. ``:0/`` in a page or a
    redirect stands for the server's port.
    """
    with served_by(lambda path: answers.get(path, answers.get(_path(path), 404))) as server:
        yield server


def _path(asked: str) -> str:
    """What is asked for, without the host."""
    return f"/{asked[2:].partition('/')[2]}" if asked.startswith("//") else asked


@contextmanager
def served_by(answers: Callable[[str], Answer]) -> Iterator[tuple[str, list[str]]]:
    """The same for a server whose answers are made when they are asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host, _, port = self.headers["Host"].partition(":")
            asked.append(f"//{host}{self.path}" if host != "127.0.0.1" else self.path)
            answer = answers(asked[-1])
            status, said = (answer, b"") if isinstance(answer, int) else (200, answer)
            if isinstance(said, str):
                said = said.replace(":0/", f":{port}/")
            moved = isinstance(said, str) and said.startswith("->")
            body = b"" if moved else said.encode() if isinstance(said, str) else said
            self.send_response(302 if moved else status)
            if moved:
                self.send_header("Location", str(said)[2:])
            kind = "text/html; charset=utf-8" if isinstance(said, str) else "application/octet-stream"
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with QuietServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", asked
        server.shutdown()
