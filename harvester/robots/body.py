"""The part of a robots.txt that counts: the first 500 KiB, however large it is."""

from __future__ import annotations

import zlib

#: Bytes of robots.txt that are read (RFC 9309, 2.5: at least 500 KiB).
MOST = 500 * 1024

_GZIP = frozenset({"gzip", "x-gzip"})


class EncodingError(ValueError):
    """The bytes cannot be unpacked; the message says why.

    >>> issubclass(EncodingError, ValueError)
    True
    """


def plain(body: bytes, encoding: str) -> bytes:
    """The first :data:`MOST` bytes of ``body``, unpacked by its ``Content-Encoding``, without a line that is cut.

    Raises :class:`EncodingError` if the encoding was not asked for, or the body is not in that encoding.

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
    """The unpacked gzip data, at most one byte more than counts; its end may be missing."""
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
