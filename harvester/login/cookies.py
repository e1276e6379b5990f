"""Cookies that a browser's tool exported, in Netscape's format (``cookies.txt``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from http.cookiejar import Cookie, MozillaCookieJar
from pathlib import Path


def read_cookies(path: Path) -> list[Cookie]:
    """The cookies of a file, those that are out of date too; lines that begin with ``#HttpOnly_`` are cookies.

    Raises :class:`ValueError` where it can't be read; the message names no cookie.
    """
    jar = MozillaCookieJar()
    try:
        jar.load(str(path), ignore_discard=True, ignore_expires=True)
    except OSError as error:  # LoadError, which repeats a line of the file, is one
        reason = error.strerror or "not in Netscape's format, which begins with '# Netscape HTTP Cookie File'"
        raise ValueError(reason) from None
    except ValueError:
        raise ValueError("not in UTF-8") from None
    return list(jar)


def of_host(cookies: list[Cookie], host: str) -> Iterator[Cookie]:
    """The cookies that are for a host."""
    for cookie in cookies:
        domain = cookie.domain.lstrip(".")
        if host == domain or host.endswith(f".{domain}"):
            yield cookie


def holds_login(cookies: list[Cookie], is_login: Callable[[str], bool]) -> bool:
    """Whether a member was logged in when they were exported; ``is_login`` knows the engine's cookie by its name."""
    return any(is_login(cookie.name) for cookie in cookies)
