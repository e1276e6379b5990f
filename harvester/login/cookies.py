"""Cookies from a browser: a file exported by its tools (Netscape's format, ``cookies.txt``), or a header's value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from http.cookiejar import Cookie
from pathlib import Path

#: Prefix that curl and browsers' tools write before a cookie that scripts cannot read.
_HTTP_ONLY = "#HttpOnly_"
#: Fields of a line: domain, whether subdomains get it, path, whether https only, expiry, name, value.
_FIELDS = 7
_EXPIRY = re.compile(r"-?[0-9]{1,20}(?:\.[0-9]*)?")
#: The last second of the year 9999; larger times are milliseconds or microseconds, as some tools write.
_LAST = 253_402_300_799
#: Bytes of a file that are read at most: a browser keeps some thousand cookies.
_MOST = 16 << 20


def read_cookies(path: Path) -> list[Cookie]:
    """The cookies of a file, including expired ones.

    An expiry of 0 means that the cookie lasts until the browser is closed. A byte order mark or a missing head does
    not matter. Raises :class:`ValueError` if it cannot be read; the message does not show any cookie.
    """
    try:
        with path.open("rb") as file:
            text = file.read(_MOST).decode("utf-8-sig")
    except OSError as error:
        raise ValueError(error.strerror or "it can't be read") from None
    except UnicodeDecodeError:
        raise ValueError("not in UTF-8") from None
    cookies = [_cookie(line, number) for number, line in enumerate(text.split("\n"), 1) if _is_cookie(line)]
    if not cookies and not text.lstrip().startswith("#"):
        raise ValueError("not in Netscape's format, which begins with '# Netscape HTTP Cookie File'")
    return cookies


def read_header(value: str, host: str, *, secure: bool = False) -> list[Cookie]:
    """The cookies in the value of a header ``Cookie`` that a browser sends to ``host``; ``secure``: for https only.

    Raises :class:`ValueError` if it is not such a value; the message does not show any cookie.

    >>> [(cookie.name, cookie.value) for cookie in read_header("a=1; b=x=y", "bbs.example.com")]
    [('a', '1'), ('b', 'x=y')]
    """
    pairs = [pair.strip().partition("=") for pair in value.removeprefix("Cookie:").split(";") if pair.strip()]
    if not pairs or not all(name.strip() and sign for name, sign, _ in pairs) or not value.isprintable():
        raise ValueError("not the value of a header Cookie, such as name=value; other=value")
    return [_made(host, name.strip(), given.strip(), secure=secure) for name, _, given in pairs]


def of_host(cookies: list[Cookie], host: str) -> Iterator[Cookie]:
    """The cookies that would be sent to ``host``."""
    for cookie in cookies:
        domain = cookie.domain.lstrip(".")
        if host == domain or (cookie.domain_specified and host.endswith(f".{domain}")):
            yield cookie


def holds_login(cookies: list[Cookie], is_login: Callable[[str], bool]) -> bool:
    """Whether a member was logged in when they were exported; ``is_login`` recognises the engine's cookie by name."""
    return any(is_login(cookie.name) for cookie in cookies)


def _is_cookie(line: str) -> bool:
    return bool(line.strip()) and (line.startswith(_HTTP_ONLY) or not line.lstrip().startswith("#"))


def _cookie(line: str, number: int) -> Cookie:
    fields = line.rstrip("\r").removeprefix(_HTTP_ONLY).split("\t")
    if len(fields) == _FIELDS - 1:  # an empty value, whose tab an editor has cut off
        fields.append("")
    if len(fields) != _FIELDS or not fields[0].strip() or not _EXPIRY.fullmatch(fields[4].strip() or "0"):
        raise ValueError(f"line {number} is not in Netscape's format: seven fields separated by tabs")
    domain, below, path, secure, expiry, name, value = (field.strip() for field in fields)
    seconds = float(expiry or "0")
    while seconds > _LAST:
        seconds /= 1000
    return _made(
        domain.lower().strip("."),
        name,
        value,
        path=path or "/",
        below=below.upper() == "TRUE",
        secure=secure.upper() == "TRUE",
        expires=int(seconds) if seconds > 0 else None,
    )


def _made(
    host: str, name: str, value: str, *, path: str = "/", below: bool = False, secure: bool = False,
    expires: int | None = None,
) -> Cookie:  # fmt: skip
    return Cookie(
        version=0,
        name=name,
        value=value,
        port=None,
        port_specified=False,
        domain=f".{host}" if below else host,
        domain_specified=below,
        domain_initial_dot=below,
        path=path,
        path_specified=True,
        secure=secure,
        expires=expires,
        discard=expires is None,
        comment=None,
        comment_url=None,
        rest={},
    )
