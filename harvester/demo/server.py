"""The HTTP side: sockets on loopback, cookies, the request log."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from datetime import datetime
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from string import ascii_letters, digits
from typing import ClassVar

from harvester.demo.gates import Gate, Misfortune, Pages, Turnstile
from harvester.demo.members import COOKIE, Sessions, fields_of
from harvester.demo.site import Answer, Site

COOKIES = "Jc7T_2132_"
_MONTH, _DAY = 2592000, 86400

#: (method, path with query) of each request.
Request = tuple[str, str]


class Server(ThreadingHTTPServer):
    """Serves a :class:`Site` on loopback; ``seen`` is told of each request with the status it got."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(  # noqa: PLR0913  # all are set once, by name, in one place
        self,
        host: str,
        port: int,
        *,
        site: Site,
        now: Callable[[], datetime],
        pages: Pages,
        turnstile: Turnstile,
        misfortune: Misfortune,
        gate: Gate | None,
        sessions: Sessions,
        seen: Callable[[str, str, int], None],
    ) -> None:
        super().__init__((host, port), _Handler)
        self.site = site
        self.now = now
        self.pages = pages
        self.turnstile = turnstile
        self.misfortune = misfortune
        self.gate = gate
        self.sessions = sessions
        self.seen = seen
        self.rng = random.Random()  # noqa: S311  # session numbers of a demo

    def answer(self, target: str, cookies: SimpleCookie) -> Answer:
        """The answer to a request target, gates first; robots.txt passes them all."""
        if target != "/robots.txt":
            if self.turnstile.too_fast():
                return self._gate_page("flood_limit", target)
            if self.gate is not None and not self._passes(self.gate, cookies):
                return self._gate_page(self.gate, target)
        return self.site.answer(target, self.now(), self.sessions.name_in(cookies, COOKIES))

    def log_in(self, body: bytes) -> tuple[Answer, str | None]:
        """The answer to a login form, and the cookie of the session that it opens."""
        token = None
        if not self.site.design.captcha:
            token = self.sessions.open(fields_of(body, self.site.design.charset))
        with self.site.lock:
            self.site.content.viewer = None
            return self.site.notice("login_done" if token else "login_failed", self.now(), 4), token

    def handle_error(self, request: object, client_address: object) -> None:
        """Report what went wrong, but not that a client hung up."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as it came

    @staticmethod
    def _passes(gate: Gate, cookies: SimpleCookie) -> bool:
        return gate == "reload" and f"{COOKIES}saltkey" in cookies

    def _gate_page(self, kind: str, target: str) -> Answer:
        if kind == "forum_closed":
            return self.site.notice(kind, self.now())
        status, page = self.pages.html(kind, target, self.site.meta, f"{self.server_address[0]!s}:{self.server_port}")
        return self.site.page(page, status)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "nginx"
    sys_version = ""
    timeout: ClassVar[float] = 30.0
    # Head and body in one packet, at once: otherwise each answer waits for the client's delayed acknowledgement.
    wbufsize = 1 << 16
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        misfortune = self.server.misfortune.draw()
        cookies = self._cookies()
        answer = Answer(503, b"busy", "text/html") if misfortune == "busy" else self.server.answer(self.path, cookies)
        cut = misfortune == "cut" and len(answer.body) > 1000
        self.server.seen(self.command, self.path, answer.status)
        self._head(answer, cookies)
        if self.command == "HEAD":
            return
        self.wfile.write(answer.body[: len(answer.body) // 2] if cut else answer.body)
        self.close_connection = self.close_connection or cut

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer, token = Answer(404, b"", "text/html"), None
        if self.path.startswith("/member.php?mod=logging&action=login&loginsubmit=yes"):
            answer, token = self.server.log_in(body)
        self.server.seen(self.command, self.path, answer.status)
        self._head(answer, self._cookies(), token)
        self.wfile.write(answer.body)

    do_HEAD = do_GET  # noqa: N815  # http.server's name

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
        """Say nothing: requests are counted by ``seen``."""

    def _cookies(self) -> SimpleCookie:
        try:
            return SimpleCookie(self.headers.get("Cookie", ""))
        except CookieError:
            return SimpleCookie()

    def _head(self, answer: Answer, cookies: SimpleCookie, session: str | None = None) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        opened = [(COOKIE, session, _MONTH)] if session else []
        for name, value, age in [*self._fresh_cookies(cookies), *opened]:
            http_only = "; HttpOnly" if name in ("saltkey", COOKIE) else ""
            self.send_header("Set-Cookie", f"{COOKIES}{name}={value}; Max-Age={age}; path=/{http_only}")
        if answer.location is not None:
            self.send_header("Location", answer.location)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()

    def _fresh_cookies(self, cookies: SimpleCookie) -> list[tuple[str, str, int]]:
        now = int(time.time())
        fresh = [("sid", self._word(6), _DAY), ("lastact", f"{now}%09forum.php%09", _DAY)]
        if f"{COOKIES}saltkey" not in cookies:
            fresh = [("saltkey", self._word(8), _MONTH), ("lastvisit", str(now - 3600), _MONTH), *fresh]
        return fresh

    def _word(self, length: int) -> str:
        return "".join(self.server.rng.choices(ascii_letters + digits, k=length))
