"""From the body of an answer to its page: chunks joined, unpacked, and checked for its end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Final

import brotli  # type: ignore[import-untyped]  # Scrapy brings it, without types

from harvester.warc import inflating
from harvester.warc.records import dechunked

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Most bytes of an unpacked page; no forum's page has more. A crawl has the same limit.
MOST: Final = 16 << 20
_GZIP: Final = b"\x1f\x8b"


class BodyError(ValueError):
    """The page cannot be unpacked; the message is the kind of error, under which it is counted."""


def page_in(body: bytes, headers: Mapping[str, str]) -> bytes:
    r"""The page in the body of an answer; ``headers`` by lower-case names.

    Archives keep pages as received or unpacked, with the original headers: a body that is not packed as they say is
    taken as it is. Raises :class:`BodyError` if it is cut off, damaged or too large.

    >>> page_in(b"3\r\nabc\r\n0\r\n\r\n", {"transfer-encoding": "chunked"})
    b'abc'
    >>> page_in(b"<p>", {"content-encoding": "gzip"})
    b'<p>'
    """
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = dechunked(body)
    for coding in reversed(headers.get("content-encoding", "").lower().split(",")):
        unpack = _UNPACKERS.get(coding.strip())
        if unpack is not None:
            body = _unpacked(body, unpack)
    if len(body) > MOST:
        raise BodyError("too large")
    return body


def _unpacked(body: bytes, unpack: Callable[[bytes], tuple[bytes, bool] | None]) -> bytes:
    try:
        found = unpack(body)
    except (*inflating.ERRORS, brotli.error, zstd.ZstdError) as error:
        if body.lstrip()[:1] == b"<":  # unpacked when it was kept
            return body
        raise BodyError("damaged") from error
    if found is None:
        return body
    page, whole = found
    if len(page) > MOST:
        raise BodyError("too large")
    if not whole:
        raise BodyError("cut off")
    return page


def _gunzipped(body: bytes) -> tuple[bytes, bool] | None:
    if body[:2] != _GZIP:
        return None
    return _inflated(body, 31)


def _inflated(body: bytes, window: int) -> tuple[bytes, bool]:
    """The content of all streams, which may follow one another."""
    parts: list[bytes] = []
    size = 0
    while True:
        stream = inflating.unpacker(window)
        parts.append(stream.decompress(body, MOST + 1 - size))
        size += len(parts[-1])
        if size > MOST or not stream.eof:
            return b"".join(parts), False
        body = stream.unused_data
        if body[:2] != _GZIP:
            return b"".join(parts), True


def _deflated(body: bytes) -> tuple[bytes, bool]:
    """Deflate with the header that the standard asks for, or without, as some servers send it."""
    try:
        return _inflated(body, 15)
    except inflating.ERRORS:
        return _inflated(body, -15)


def _unbrotlied(body: bytes) -> tuple[bytes, bool]:
    stream = brotli.Decompressor()
    page = stream.process(body, output_buffer_limit=MOST + 1)
    return page, stream.is_finished()


def _unzstded(body: bytes) -> tuple[bytes, bool]:
    stream = zstd.ZstdDecompressor()
    page = stream.decompress(body, MOST + 1)
    return page, stream.eof


#: How to unpack each coding; a function returns ``None`` for a body that is evidently not packed that way.
_UNPACKERS: Final[Mapping[str, Callable[[bytes], tuple[bytes, bool] | None]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}
