"""Reading a page saved with a browser, which gives its address in a comment or a link."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import BinaryIO, Final

#: Most bytes of a saved page, and bytes of its beginning, where its address is.
_MOST, _HEAD = 64 << 20, 1 << 16
#: Byte order marks of UTF-16, in which browsers on Windows saved; without its zeros, its tags are ASCII.
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")
#: Internet Explorer, Chrome and Edge: ``<!-- saved from url=(0042)https://bbs.example.com/thread-9-1-1.html -->``.
#: SingleFile: ``<!-- Page saved with SingleFile \n url: https://... \n saved date: Mon Nov 30 2026 10:00:00 GMT+0800``.
_SAVED: Final = re.compile(rb"<!--\s*saved from url=\(\d+\)(\S+?)\s*-->", re.IGNORECASE)
_SINGLE_FILE: Final = re.compile(rb"<!--\s*Page saved with SingleFile\s+url:\s*(\S+)(?:\s+saved date:\s*([^\r\n]+))?")
_TAG: Final = re.compile(rb"<(?:link|meta)\s[^>]{1,2000}>", re.IGNORECASE)
_IS_CANONICAL: Final = re.compile(rb"""rel\s*=\s*["']?canonical\b|property\s*=\s*["']?og:url\b""", re.IGNORECASE)
_ADDRESS: Final = re.compile(rb"""(?:href|content)\s*=\s*["']?(https?://[^"'\s>]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SavedPage:
    """A page, and the address that it gives; ``date``: when it was saved."""

    url: str
    date: datetime | None
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def saved_page(file: BinaryIO, name: str) -> SavedPage | None:
    """The page in a file; ``None`` if it does not give its address, or is too large. Raises :class:`OSError`.

    If it does not say when it was saved, the time of the file's last change is used.
    """
    body = file.read(_MOST + 1)
    if len(body) > _MOST:
        return None
    head = body[:_HEAD]
    if head.startswith(_UTF_16):
        head = head.replace(b"\0", b"")
    single = _SINGLE_FILE.search(head)
    said = single or _SAVED.search(head)
    address = said[1] if said else _canonical(head)
    if address is None:
        return None
    url = unescape(address.decode("utf-8", "replace"))
    return SavedPage(url, _date(single[2] if single else None, name), body)


def _canonical(head: bytes) -> bytes | None:
    for tag in _TAG.finditer(head):
        if _IS_CANONICAL.search(tag[0]) and (address := _ADDRESS.search(tag[0])):
            return address[1]
    return None


def _date(said: bytes | None, name: str) -> datetime | None:
    if said:
        with suppress(ValueError, TypeError, IndexError):
            # Browsers write the zone's name behind its offset, in brackets: Mon Nov 30 2026 10:00:00 GMT+0800 (...).
            words = said.decode("ascii", "replace").partition("(")[0].replace("GMT", "").split()
            at = parsedate_to_datetime(f"{words[0]}, {words[2]} {words[1]} {words[3]} {words[4]} {words[5]}")
            return at.astimezone(UTC)
    with suppress(OSError):
        return datetime.fromtimestamp(Path(name).stat().st_mtime, UTC)
    return None
