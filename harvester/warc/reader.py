"""What WARC files hold, of whatever crawler: an index of their answers, and each of them again. No Scrapy."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed

logger = logging.getLogger(__name__)

SUFFIXES = (".warc", ".warc.gz", ".warc.gz.open")

#: Headers that a body which was joined from chunks no longer has.
_HOP = frozenset({"transfer-encoding", "content-length"})


class ArchiveError(ValueError):
    """WARC files that can't be read; the message says in one line which, and what to do."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Where an answer stands, and when it was fetched."""

    url: str
    status: int
    date: datetime
    path: Path
    offset: int
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of an archive; ``body`` with its content encoding, without chunks."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def files(named: str) -> list[Path]:
    """The WARC files that ``PATH[,PATH...]`` names; a folder stands for those in it.

    Raises :class:`ArchiveError` where there are none.
    """
    found: list[Path] = []
    for path in (Path(name.strip()) for name in named.split(",") if name.strip()):
        inner = sorted(each for each in path.glob("*") if each.name.endswith(SUFFIXES)) if path.is_dir() else [path]
        if not inner or not all(each.is_file() for each in inner):
            raise ArchiveError(f"warc={path}: no WARC file there")
        found += inner
    if not found:
        raise ArchiveError("give the WARC files: warc=PATH[,PATH...], or a folder of them")
    return found


def captures_in(paths: Iterable[Path]) -> list[Capture]:
    """Every answer in the files, in their order. A torn last record is left out, and said.

    Raises :class:`ArchiveError` where a file is not a WARC, :class:`OSError` where it can't be read.
    """
    captures: list[Capture] = []
    revisits: list[Capture] = []
    for path in paths:
        for kind, capture in _captures(path):
            (captures if kind == "response" else revisits).append(capture)
    originals = {capture.digest: capture for capture in captures if capture.digest}
    for revisit in revisits:
        original = originals.get(revisit.digest or "")
        if original is not None:
            captures.append(replace(original, url=revisit.url, date=revisit.date))
    return captures


def _captures(path: Path) -> Iterator[tuple[str, Capture]]:
    number = 0
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        try:
            for number, record in enumerate(records, 1):  # noqa: B007 - told where it fails
                found = _capture(record, path, records.get_record_offset())
                _drain(record.raw_stream.read)
                if record.raw_stream.limit:
                    logger.warning("%s ends in the middle of a record, which is left out", path)
                    return
                if found is not None:
                    yield record.rec_type, found
        except (ArchiveLoadFailed, EOFError) as error:
            if not number:
                reason = " ".join(str(error).split())[:120]
                raise ArchiveError(f"warc={path}: no WARC file, or damaged: {reason}") from error
            logger.warning("%s can't be read beyond its record %d: the rest is left out", path, number)


def _capture(record: Any, path: Path, offset: int) -> Capture | None:  # noqa: ANN401 - warcio is not annotated
    if record.rec_type not in ("response", "revisit") or record.http_headers is None:
        return None
    fields = record.rec_headers
    status = record.http_headers.get_statuscode()
    url = (fields.get_header("WARC-Target-URI") or "").strip("<>")  # wget puts it in brackets
    if not url.startswith(("http://", "https://")) or not status.isdecimal():
        return None
    date = datetime.fromisoformat(fields.get_header("WARC-Date"))
    date = date if date.tzinfo else date.replace(tzinfo=UTC)
    return Capture(url, int(status), date, path, offset, fields.get_header("WARC-Payload-Digest"))


def load(capture: Capture) -> Answer:
    """The answer itself. Raises :class:`OSError` where its file can no longer be read."""
    with capture.path.open("rb") as file:
        file.seek(capture.offset)
        record = next(iter(ArchiveIterator(file)))
        headers: list[tuple[str, str]] = record.http_headers.headers
        stream = record.raw_stream
        if "chunked" in (record.http_headers.get_header("Transfer-Encoding") or "").lower():
            stream = ChunkedDataReader(stream)  # passes on what is not chunked, whatever the header says
        body = _drain(stream.read)
    return Answer(capture.status, [(name, value) for name, value in headers if _stays(name, value, body)], body)


def beginning(capture: Capture, most: int) -> tuple[bytes, str]:
    """At most ``most`` bytes of a page as they are without chunks and packing, and its ``Content-Type``.

    Raises :class:`OSError` where its file can no longer be read, :class:`ValueError` or :class:`zlib.error` where the
    page can't be unpacked.
    """
    with capture.path.open("rb") as file:
        file.seek(capture.offset)
        record = next(iter(ArchiveIterator(file)))
        kind: str = record.http_headers.get_header("Content-Type") or ""
        stream = record.content_stream()
        parts, size = [], 0
        while size < most and (part := stream.read(most - size)):
            parts.append(part)
            size += len(part)
    return b"".join(parts), kind


def _stays(name: str, value: str, body: bytes) -> bool:
    """Whether a header is true of the body: some crawlers store pages unpacked under the header of the packed one."""
    unpacked = name.lower() == "content-encoding" and "gzip" in value.lower() and not body.startswith(b"\x1f\x8b")
    return name.lower() not in _HOP and not unpacked


def _drain(read: Callable[[int], bytes]) -> bytes:
    return b"".join(iter(lambda: read(1 << 16), b""))


Key = Callable[[str], object]


class Pages:
    """The answers of an archive by address, or by whatever is the same for all addresses of a page."""

    def __init__(self, captures: Iterable[Capture], key: Key) -> None:
        """``key``: what is the same for all addresses of a page, ``None`` for an address that names no known page."""
        self.key = key
        self._by_url: dict[object, list[Capture]] = defaultdict(list)
        self._taken: dict[str, int] = defaultdict(int)
        # What was answered well comes first, the latest before the others.
        for capture in sorted(captures, key=lambda each: (each.status == 200, each.date), reverse=True):
            self._by_url[capture.url].append(capture)
            if (same := key(capture.url)) is not None:
                self._by_url[same].append(capture)

    @property
    def urls(self) -> list[str]:
        """The addresses of all answers."""
        return [name for name in self._by_url if isinstance(name, str)]

    def has(self, url: str) -> bool:
        """Whether there is an answer to ``url``."""
        return bool(self._found(url))

    def take(self, url: str) -> Capture | None:
        """The best answer to ``url``; asked again, the next best: the first may have been a flood-limit page."""
        found = self._found(url)
        if not found:
            return None
        number = self._taken[url]
        self._taken[url] += 1
        return found[min(number, len(found) - 1)]

    def _found(self, url: str) -> list[Capture]:
        return self._by_url.get(url) or self._by_url.get(self.key(url)) or []
