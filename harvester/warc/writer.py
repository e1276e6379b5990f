"""Writing WARC 1.1: whole records or nothing, in files of limited size. No Scrapy."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from harvester.warc import OPEN

VERSION = "WARC/1.1"

#: Headers that identify the visitor: with them, anybody could act as that visitor.
SECRET = frozenset({"authorization", "cookie", "proxy-authorization", "set-cookie", "set-cookie2"})

_BLOCK = 1 << 16

Headers = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request for a page (GET) and its answer; ``body`` as received, but without chunked encoding."""

    url: str
    asked: Headers
    protocol: str
    status: str
    headers: Headers
    body: bytes
    at: datetime
    address: str | None = None
    truncated: str = ""  # why the body is not whole, in the words of WARC


class WarcFolder:
    """A run's WARC files in a folder: ``NAME-00001.warc.gz`` and so on.

    A file is called ``....warc.gz.open`` while it is written to. Each record is a gzip member of its own, and is on
    disk before :meth:`write` returns.
    """

    def __init__(self, folder: Path, name: str, most: int, about: Mapping[str, str]) -> None:
        """``most``: the size in bytes from which a file is full; ``about``: fields of each file's warcinfo.

        Cuts off torn ends that an earlier run left in the folder. Raises :class:`OSError` if that fails.
        """
        self.folder = folder
        self.name = name
        self.most = most
        self.about = about
        self.path: Path | None = None
        self._number = 0
        self._descriptor = -1
        self._length = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.mended = list(mend(folder))

    def write(self, exchange: Exchange) -> None:
        """Append an answer and its request. Raises :class:`OSError` if they cannot be written."""
        if self.path is not None and self._length >= self.most:
            self.close()
        if self.path is None:
            self._open()
        self._append(_records(exchange))

    def close(self) -> None:
        """Give the file its final name."""
        if self.path is not None:
            os.close(self._descriptor)
            self.path.rename(_final(self.path))
            self.path = None

    def _open(self) -> None:
        self._number += 1
        name = f"{self.name}-{self._number:05}.warc.gz"
        self.path = self.folder / (name + OPEN)
        self._descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o644)
        self._length = 0
        buffer = io.BytesIO()
        writer = WARCWriter(buffer, gzip=True, warc_version=VERSION)
        writer.write_record(writer.create_warcinfo_record(name, dict(self.about)))
        self._append(buffer.getvalue())

    def _append(self, records: bytes) -> None:
        left = memoryview(records)
        try:
            while left:
                left = left[os.write(self._descriptor, left) :]
            os.fsync(self._descriptor)
        except OSError:
            os.ftruncate(self._descriptor, self._length)
            raise
        self._length += len(records)


def _records(exchange: Exchange) -> bytes:
    """The response and the request, each a gzip member."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=True, warc_version=VERSION)
    fields = {"WARC-Date": exchange.at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
    if exchange.address:
        fields["WARC-IP-Address"] = exchange.address
    truncated = {"WARC-Truncated": exchange.truncated} if exchange.truncated else {}
    response = writer.create_warc_record(
        exchange.url,
        "response",
        payload=io.BytesIO(exchange.body),
        http_headers=_AsTheyCame(exchange.status, _shown(exchange.headers), protocol=exchange.protocol),
        warc_headers_dict=fields | truncated,
    )
    parts = urlsplit(exchange.url)
    line = f"GET {parts.path or '/'}{f'?{parts.query}' if parts.query else ''} HTTP/1.1"
    asked = [("Host", parts.netloc.rpartition("@")[2]), *_shown(exchange.asked)]
    request = writer.create_warc_record(
        exchange.url,
        "request",
        http_headers=_AsTheyCame(line, asked, is_http_request=True),
        warc_headers_dict=dict(fields),
    )
    writer.write_request_response_pair(request, response)
    return buffer.getvalue()


class _AsTheyCame(StatusAndHeaders):  # type: ignore[misc]  # warcio has no types
    """Headers with their original bytes; warcio would escape those above 7F, and fails on some."""

    def to_ascii_bytes(self, filter_func: Callable[[tuple[str, str]], tuple[str, str] | None] | None = None) -> bytes:
        """The block of headers."""
        block: bytes = self.to_bytes(filter_func, encoding="latin-1")
        return block


def _shown(headers: Headers) -> Headers:
    return [(name, value) for name, value in headers if name.lower() not in SECRET]


def mend(folder: Path) -> Iterator[tuple[Path, int]]:
    """Close the files that a killed run left open in ``folder``; yields each with the number of bytes cut off its end.

    Raises :class:`OSError` if that fails.
    """
    for path in sorted(folder.glob(f"*.warc.gz{OPEN}")):
        whole, size = whole_length(path), path.stat().st_size
        os.truncate(path, whole)
        path.rename(_final(path))
        yield _final(path), size - whole


def whole_length(path: Path) -> int:
    """The number of bytes at the beginning of a gzip file that are whole members."""
    end = 0
    member = zlib.decompressobj(wbits=31)
    with path.open("rb") as file:
        for block in iter(lambda: file.read(_BLOCK), b""):
            rest = block
            while rest:
                try:
                    member.decompress(rest)
                except zlib.error:
                    return end
                if not member.eof:
                    break
                rest = member.unused_data
                end = file.tell() - len(rest)
                member = zlib.decompressobj(wbits=31)
    return end


def _final(path: Path) -> Path:
    return path.with_name(path.name.removesuffix(OPEN))
