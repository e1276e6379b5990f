"""Whether a compressed answer came whole. Scrapy makes a page of whatever could be unpacked."""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable, Iterator
from typing import Self

import brotli  # type: ignore[import-untyped]  # Scrapy brings it, without types
from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import NotConfigured
from scrapy.http import Response
from scrapy.http.request import NO_CALLBACK

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Bytes that are unpacked at a time.
_STEP = 1 << 16
#: What a stream of gzip begins with.
_GZIP = b"\x1f\x8b"


class CutOffError(Exception):
    """A compressed answer lacks its end."""


class TooLargeError(Exception):
    """A compressed answer unpacks to more than ``DOWNLOAD_MAXSIZE``."""


class WholeMiddleware:
    """Requests a compressed answer again if it lacks its end, up to ``RETRY_TIMES`` times.

    An answer that stays cut off, or is too large, is a failed download. Order 592: before decompression (590), which
    would accept the first and silently drop the second.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.most = crawler.settings.getint("DOWNLOAD_MAXSIZE")
        self.tries = crawler.settings.getint("RETRY_TIMES")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl. Raises ``NotConfigured`` where nothing is unpacked."""
        if not crawler.settings.getbool("COMPRESSION_ENABLED"):
            raise NotConfigured("nothing is unpacked")
        return cls(crawler)

    def process_response(self, request: Request, response: Response) -> Response | Request:
        """``response``, or the request once more. Raises :class:`CutOffError` or :class:`TooLargeError`."""
        coding = codings(response)
        if request.callback is NO_CALLBACK or not response.body or len(coding) != 1:
            return response
        try:
            whole = is_whole(response.body, coding[0], self.most)
        except TooLargeError as error:
            raise TooLargeError(f"{error}: {response.url}") from None
        if whole:
            return response
        why = f"{coding[0]} without its end, {len(response.body)} bytes"
        assert self.crawler.spider is not None  # noqa: S101 - it made the request
        again = get_retry_request(request, spider=self.crawler.spider, reason=why, max_retry_times=self.tries)
        if again is None:
            raise CutOffError(why)
        return again


def codings(response: Response) -> list[str]:
    """The content codings that an answer names, in the order in which they were applied."""
    said = b",".join(response.headers.getlist("Content-Encoding")).decode("latin-1").lower()
    return [word.strip() for word in said.split(",") if word.strip() not in ("", "identity")]


def is_whole(body: bytes, coding: str, most: int = 0) -> bool:
    """Whether ``body``, compressed as ``coding``, has its end; what is not compressed that way counts as whole.

    Raises :class:`TooLargeError` if it unpacks to more than ``most`` bytes (0: any size).
    """
    size, ended = 0, True
    try:
        for step, ended in _UNPACK[coding](body) if coding in _UNPACK else ():  # noqa: B007 - the last one counts
            size += step
            if 0 < most < size:
                raise TooLargeError(f"more than {most} bytes when unpacked")
    except (zlib.error, brotli.error, zstd.ZstdError):
        return not size  # if nothing can be unpacked, Scrapy reports it
    return ended


def _inflated(body: bytes, window: int) -> Iterator[tuple[int, bool]]:
    """The size of each step of unpacking, and whether the stream ends with it."""
    unpacker = zlib.decompressobj(window)
    while True:
        size = len(unpacker.decompress(body, _STEP))
        body = unpacker.unconsumed_tail
        yield size, unpacker.eof
        if unpacker.eof and unpacker.unused_data[:2] == _GZIP:  # several streams, one after the other
            body, unpacker = unpacker.unused_data, zlib.decompressobj(window)
        elif unpacker.eof or (not size and not body):
            return


def _gunzipped(body: bytes) -> Iterator[tuple[int, bool]]:
    return _inflated(body, 16 + zlib.MAX_WBITS)


def _deflated(body: bytes) -> Iterator[tuple[int, bool]]:
    """Deflate with the header that the standard asks for, or without, as some servers send it."""
    try:
        zlib.decompressobj().decompress(body, 1)
    except zlib.error:
        return _inflated(body, -zlib.MAX_WBITS)
    return _inflated(body, zlib.MAX_WBITS)


def _unbrotlied(body: bytes) -> Iterator[tuple[int, bool]]:
    unpacker = brotli.Decompressor()
    while True:
        size = len(unpacker.process(body, output_buffer_limit=_STEP))
        body = b""
        yield size, unpacker.is_finished()
        if unpacker.is_finished() or not size:
            return


def _unzstded(body: bytes) -> Iterator[tuple[int, bool]]:
    unpacker = zstd.ZstdDecompressor()
    while True:
        size = len(unpacker.decompress(body, _STEP))
        body = b""
        yield size, unpacker.eof
        if unpacker.eof or (not size and unpacker.needs_input):
            return


#: What unpacks each coding, as steps: how many bytes came out, and whether the end is reached.
_UNPACK: dict[str, Callable[[bytes], Iterator[tuple[int, bool]]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _deflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}
