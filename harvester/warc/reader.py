"""Reading WARC files of any crawler: an index of their answers, and each answer again. No Scrapy."""

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

#: Headers that no longer hold for a body joined from chunks.
_HOP = frozenset({"transfer-encoding", "content-length"})
#: Bytes of an answer that are read into memory at most: sixteen times the limit of a crawl.
MOST = 1 << 28


class ArchiveError(ValueError):
    """WARC files that cannot be read; the message says in one line which, and what to do."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Where an answer is, and when it was fetched; ``member``: the file of a WACZ that it is in."""

    url: str
    status: int
    date: datetime
    path: Path
    place: Place
    digest: str | None = None
    member: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer from an archive; ``body`` is still content-encoded, but not chunked."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def files(named: str) -> list[Path]:
    """The WARC files that ``PATH[,PATH...]`` names; a folder means the files in it.

    Raises :class:`ArchiveError` if there are none.
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
    """Every answer in the files, in order. Torn, damaged and meaningless records are left out, with a warning.

    Raises :class:`ArchiveError` if a file is not a WARC, and :class:`OSError` if it cannot be read.
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
    """The answers of a file, each with its kind of record: ``response``, or ``revisit`` of an answer elsewhere.

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


#: Returned instead of a capture if the file ends within the record.
TORN = "torn"


def _capture(stream: Stream, head: RecordHead, path: Path, member: str, count: Counter[str]) -> Capture | str | None:
    """The answer in the current record; ``None`` if it is of another kind, or is left out, which is counted."""
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
    """The answer of a capture.

    Raises :class:`ArchiveError` or :class:`OSError` if its file can no longer be read.
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
    """At most ``most`` bytes of a page, unpacked, and its ``Content-Type``.

    Raises as :func:`load` does, and :class:`ArchiveError` if the page cannot be unpacked.
    """
    answer = load(capture)
    values = {name.lower(): value for name, value in answer.headers}
    coding = values.get("content-encoding", "").strip().lower()
    try:
        body = _BEGINNING[coding](answer.body, most) if coding in _BEGINNING else answer.body
    except (zlib.error, brotli.error, zstd.ZstdError) as error:
        raise ArchiveError(f"{capture.path}: {capture.url} can't be unpacked: {error}") from error
    return body[:most], values.get("content-type", "")


#: By content encoding, how to unpack the beginning of a body.
_BEGINNING: dict[str, Callable[[bytes, int], bytes]] = {
    **dict.fromkeys(("gzip", "x-gzip"), lambda body, most: zlib.decompressobj(31).decompress(body, most)),
    "deflate": lambda body, most: zlib.decompressobj(15 if body[:1] == b"\x78" else -15).decompress(body, most),
    "br": lambda body, most: brotli.Decompressor().process(body, output_buffer_limit=most),
    "zstd": lambda body, most: zstd.ZstdDecompressor().decompress(body, most),
}


def _stays(name: str, value: str, body: bytes) -> bool:
    """Whether a header holds for the body: some crawlers store unpacked pages with the header of the packed ones."""
    unpacked = name.lower() == "content-encoding" and "gzip" in value.lower() and not body.startswith(b"\x1f\x8b")
    return name.lower() not in _HOP and not unpacked


Key = Callable[[str], object]


class Pages:
    """The answers of an archive by address, or by a key that all addresses of a page share."""

    def __init__(self, captures: Iterable[Capture], key: Key) -> None:
        """``key``: returns what all addresses of a page share, or ``None`` for an address of no known page."""
        self.key = key
        self._by_url: dict[object, list[Capture]] = defaultdict(list)
        self._taken: dict[str, int] = defaultdict(int)
        # Good answers come first, and the latest before earlier ones.
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
        """The best answer to ``url``; on each further call the next best: the first may be a flood-limit page."""
        found = self._found(url)
        if not found:
            return None
        number = self._taken[url]
        self._taken[url] += 1
        return found[min(number, len(found) - 1)]

    def _found(self, url: str) -> list[Capture]:
        return self._by_url.get(url) or self._by_url.get(self.key(url)) or []
