"""What WARC files hold, of whatever crawler: an index of their answers, and each of them again. No Scrapy."""

from __future__ import annotations

import logging
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # Scrapy brings it, without types

from harvester.warc.files import members_of, opened
from harvester.warc.records import RecordError, RecordHead, answer_in, dechunked, heads, read_head, status_of
from harvester.warc.streams import PackedError, Place, Stream

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

logger = logging.getLogger(__name__)

SUFFIXES = (".warc", ".warc.gz", ".warc.gz.open", ".warc.zst", ".wacz")

#: Headers that a body which was joined from chunks does not have any longer.
_HOP = frozenset({"transfer-encoding", "content-length"})
#: Bytes of an answer that are taken into memory: sixteen times what a crawl takes.
MOST = 1 << 28


class ArchiveError(ValueError):
    """WARC files that can't be read; the message says in one line which, and what to do."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Where an answer stands, and when it was fetched; ``member``: which file of a WACZ it is in."""

    url: str
    status: int
    date: datetime
    path: Path
    place: Place
    digest: str | None = None
    member: str = ""


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
    """Every answer in the files, in their order. What is torn, damaged or no sense is left out, and said.

    Raises :class:`ArchiveError` where a file is not a WARC, :class:`OSError` where it can't be read.
    """
    found: list[Capture] = []
    revisits: list[Capture] = []
    for path in paths:
        for kind, capture in records_in(path):
            (found if kind == "response" else revisits).append(capture)
    originals = {capture.digest: capture for capture in found if capture.digest}
    for revisit in revisits:
        original = originals.get(revisit.digest or "")
        if original is not None:
            found.append(replace(original, url=revisit.url, date=revisit.date))
    return found


def records_in(path: Path) -> Iterator[tuple[str, Capture]]:
    """The answers of a file, each with the kind of its record: ``response``, or ``revisit`` of one that is elsewhere.

    Raises as :func:`captures_in` does.
    """
    count = Counter[str]()
    try:
        for member in members_of(path):
            with opened(path, member) as file:
                yield from _captures(Stream(file), path, member, count)
    except PackedError as error:
        raise _no_archive(path, str(error)) from error
    for why, number in count.items():
        if why:
            logger.warning("%s: %s, and %d records of that kind are left out", path, why, number)


def _captures(stream: Stream, path: Path, member: str, count: Counter[str]) -> Iterator[tuple[str, Capture]]:
    good = 0
    found: Capture | str | None = None
    wrong: list[str] = []
    for head in heads(stream):
        if isinstance(head, str):
            wrong.append(head)
            continue
        try:
            found = _capture(stream, head, path, member, count)
        except PackedError as error:
            wrong.append(str(error))
            continue
        if found == TORN:
            logger.warning("%s ends in the middle of a record, which is left out", path)
            break
        good += 1
        if isinstance(found, Capture):
            yield head.kind, found
    if not good and (wrong or (found != TORN and path.stat().st_size)):
        raise _no_archive(path, wrong[0] if wrong else "no record in it")
    if wrong:
        logger.warning("%s is damaged in %d places, and read around them: %s", path, len(wrong), wrong[0])


def _no_archive(path: Path, why: str) -> ArchiveError:
    return ArchiveError(f"warc={path}: not a WARC file, or damaged: {' '.join(why.split())[:120]}")


#: In the place of a capture: the file ends within the record.
TORN = "torn"


def _capture(stream: Stream, head: RecordHead, path: Path, member: str, count: Counter[str]) -> Capture | str | None:
    """The answer in the record at hand; ``None``: it is of another kind, or left out, which is counted."""
    status, read = None, 0
    if head.kind in ("response", "revisit"):
        line = stream.line(min(head.length, 1000))
        read, status = len(line), status_of(line)
    if stream.skip(head.length - read):
        return TORN
    if status is None or not head.url.startswith(("http://", "https://")):
        return None
    if head.date is None:
        count["no date that makes sense"] += 1
        return None
    digest = head.fields.get("warc-payload-digest")
    return Capture(head.url, status, head.date, path, head.place, digest, member)


def load(capture: Capture) -> Answer:
    """The answer itself.

    Raises :class:`ArchiveError` or :class:`OSError` where its file can't be read any longer.
    """
    try:
        with opened(capture.path, capture.member) as file:
            stream = Stream(file, capture.place)
            content = stream.read(min(read_head(stream).length, MOST))
        status, headers, body = answer_in(content)
    except (RecordError, PackedError) as error:
        raise ArchiveError(f"{capture.path}: {error}") from error
    if any(name.lower() == "transfer-encoding" and "chunked" in value.lower() for name, value in headers):
        body = dechunked(body)
    return Answer(status, [(name, value) for name, value in headers if _stays(name, value, body)], body)


def beginning(capture: Capture, most: int) -> tuple[bytes, str]:
    """At most ``most`` bytes of a page as they are without chunks and packing, and its ``Content-Type``.

    Raises as :func:`load` does; :class:`ArchiveError`, too, where the page can't be unpacked.
    """
    answer = load(capture)
    values = {name.lower(): value for name, value in answer.headers}
    coding = values.get("content-encoding", "").strip().lower()
    try:
        body = _BEGINNING[coding](answer.body, most) if coding in _BEGINNING else answer.body
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise ArchiveError(f"{capture.path}: {capture.url} can't be unpacked: {error}") from error
    return body[:most], values.get("content-type", "")


#: How the beginning of what is packed so is unpacked.
_BEGINNING: dict[str, Callable[[bytes, int], bytes]] = {
    **dict.fromkeys(("gzip", "x-gzip"), lambda body, most: zlib.decompressobj(31).decompress(body, most)),
    "deflate": lambda body, most: zlib.decompressobj(15 if body[:1] == b"\x78" else -15).decompress(body, most),
    "br": lambda body, most: brotli.Decompressor().process(body, output_buffer_limit=most),
    "zstd": lambda body, most: zstd.ZstdDecompressor().decompress(body, most),
}


def _stays(name: str, value: str, body: bytes) -> bool:
    """Whether a header is true of the body: some crawlers store pages unpacked under the header of the packed one."""
    unpacked = name.lower() == "content-encoding" and "gzip" in value.lower() and not body.startswith(b"\x1f\x8b")
    return name.lower() not in _HOP and not unpacked


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
