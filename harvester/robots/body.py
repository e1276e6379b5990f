"""What counts of a robots.txt, however large it is: its first 500 KiB."""

from __future__ import annotations

import zlib

#: Bytes of robots.txt that are read (RFC 9309, 2.5: at least 500 KiB).
MOST = 500 * 1024

_GZIP = frozenset({"gzip", "x-gzip"})


class EncodingError(ValueError):
    """The bytes can't be unpacked; the message says why.

    >>> issubclass(EncodingError, ValueError)
    True
    """


def plain(body: bytes, encoding: str) -> bytes:
    """The first :data:`MOST` bytes of what ``body`` holds, by its ``Content-Encoding``; a line that is cut goes.

    Raises :class:`EncodingError` where that is an encoding that was not asked for, or another than it says.

    >>> import gzip
    >>> plain(gzip.compress(b"User-agent: *"), "gzip")
    b'User-agent: *'
    >>> plain(b"x", "br")
    Traceback (most recent call last):
    harvester.robots.body.EncodingError: it comes as br, which was not asked for
    """
    names = {name for word in encoding.split(",") if (name := word.strip().lower()) not in ("", "identity")}
    if names - _GZIP or len(names) > 1:
        raise EncodingError(f"it comes as {', '.join(sorted(names))}, which was not asked for")
    text = _unpacked(body) if names else body
    return text if len(text) <= MOST else text[: text.rfind(b"\n", 0, MOST) + 1] or text[:MOST]


def _unpacked(body: bytes) -> bytes:
    """What gzip packed, one byte more than counts at most; the end may be missing."""
    text = b""
    try:
        while body and len(text) <= MOST:
            unpacker = zlib.decompressobj(wbits=31)
            text += unpacker.decompress(body, MOST + 1 - len(text))
            body = unpacker.unused_data
    except zlib.error as error:
        if not text:
            raise EncodingError(f"it is not the gzip that it says it is: {error}") from error
    return text
