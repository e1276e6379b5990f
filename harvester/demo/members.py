"""Members who log in, and how long that lasts."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import parse_qs

#: The name of the cookie that holds a session, behind the forum's prefix.
COOKIE = "auth"
_HASH = re.compile(r"[0-9a-f]{8}")


@dataclass(slots=True)
class _Session:
    name: str
    pages: int = 0


class Sessions:
    """Who is logged in. A session ends after ``pages`` pages (0: never)."""

    def __init__(self, passwords: Mapping[str, str], pages: int = 0) -> None:
        self._passwords = passwords
        self._pages = pages
        self._open: dict[str, _Session] = {}
        self._opened = 0
        self._lock = threading.Lock()

    def open(self, fields: Mapping[str, str]) -> str | None:
        """The cookie of a new session, for the fields of a login form; ``None`` where they are of no member."""
        name, password = fields.get("username", ""), fields.get("password", "")
        if not password or self._passwords.get(name) != password or not _HASH.fullmatch(fields.get("formhash", "")):
            return None
        return self.admit(name)

    def admit(self, name: str) -> str:
        """The cookie of a new session of a member."""
        with self._lock:
            self._opened += 1
            token = f"{self._opened:04x}%2Fsession"
            self._open[token] = _Session(name)
            return token

    def name_in(self, cookies: SimpleCookie, prefix: str) -> str | None:
        """The member who comes with these cookies for a page more; ``None``: a guest."""
        morsel = cookies.get(prefix + COOKIE)
        with self._lock:
            session = self._open.get(morsel.value) if morsel else None
            if session is None:
                return None
            session.pages += 1
            return session.name if not self._pages or session.pages <= self._pages else None


def fields_of(body: bytes, charset: str) -> dict[str, str]:
    """The fields of a form that a browser sent."""
    return {name: values[-1] for name, values in parse_qs(body.decode("ascii"), encoding=charset).items()}
