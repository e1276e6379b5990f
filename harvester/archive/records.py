"""The answers in a shard, read one by one; records that are not pages are skipped unread."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO, Final

from harvester.archive.addresses import is_web
from harvester.archive.har import entries_of
from harvester.archive.saved import saved_page
from harvester.archive.shards import Shard, opened
from harvester.warc.files import members_in, opened_in
from harvester.warc.records import RecordError, RecordHead, answer_in, heads
from harvester.warc.streams import PackedError, Stream

#: Most bytes of an answer in memory: four times the limit of a page.
_MOST: Final = 64 << 20
#: Beginnings of content types that are never pages.
_NO_PAGE: Final = (
    "image/", "video/", "audio/", "font/", "text/css", "text/javascript", "application/javascript",
    "application/x-javascript", "application/json", "application/pdf", "application/zip", "application/font",
)  # fmt: skip
#: Beginnings of the content types of pages.
_PAGE: Final = ("text/html", "application/xhtml")
#: Reasons for skipping a record that could not be read at all.
NOTHING: Final = frozenset({"damaged", "torn off", "no archive"})


@dataclass(frozen=True, slots=True)
class Record:
    """An answer; ``body`` as it was kept; ``offset``: its place in the shard, or in the ``member`` of a WACZ."""

    url: str
    date: datetime | None
    status: int
    headers: Mapping[str, str]
    body: bytes
    offset: int = 0
    member: str = ""
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A record that is not a page, or not a record; the reason in a word or two, under which it is counted."""

    why: str


@dataclass(slots=True)
class Position:
    """How far a shard has been read, in bytes."""

    bytes: int = field(default=0)


def records_of(shard: Shard, position: Position) -> Iterator[Record | Skipped]:
    """The records of a shard, in order. Raises :class:`OSError` if it cannot be read any further.

    What is damaged, torn off or not a record is skipped, and reading continues after it.
    """
    with opened(shard) as file:
        if shard.is_har:
            yield from _of_har(file)
        elif shard.is_saved:
            yield _of_saved(file, shard)
        else:
            yield from _of_warcs(file, shard, position)


def _of_warcs(file: BinaryIO, shard: Shard, position: Position) -> Iterator[Record | Skipped]:
    try:
        members = members_in(file) if shard.is_wacz else [""]
    except PackedError:
        yield Skipped("no archive")
        return
    if not members:
        yield Skipped("no archive")
    for member in members:
        try:
            with opened_in(file, member) as inner:
                yield from _of_stream(Stream(inner), member, position)
        except PackedError:
            yield Skipped("damaged")


def _of_stream(stream: Stream, member: str, position: Position) -> Iterator[Record | Skipped]:
    for head in heads(stream):
        if isinstance(head, str):
            yield Skipped("damaged")
            continue
        position.bytes = head.place.member
        try:
            yield _record(stream, head, member)
        except (PackedError, RecordError):
            yield Skipped("damaged")


def _record(stream: Stream, head: RecordHead, member: str) -> Record | Skipped:
    """The answer in the current record."""
    kept_bare = _is_bare_page(head)
    if not (head.kind == "response" or kept_bare) or not is_web(head.url) or head.length > _MOST:
        torn = stream.skip(head.length)
        return Skipped("torn off" if torn else _why(head))
    content = stream.read(head.length)
    if len(content) < head.length:
        return Skipped("torn off")
    if kept_bare:
        headers = {"content-type": head.fields["content-type"]}
        return Record(head.url, head.date, 200, headers, content, head.place.member, member)
    status, lines, body = answer_in(content)
    headers = {name.lower(): value for name, value in reversed(lines)}
    if headers.get("content-type", "").lower().startswith(_NO_PAGE):
        return Skipped("no page")
    truncated = "warc-truncated" in head.fields
    return Record(head.url, head.date, status, headers, body, head.place.member, member, truncated)


def _is_bare_page(head: RecordHead) -> bool:
    """Whether a record is a page without its HTTP answer (``resource``), as in WARC files made from other files."""
    return head.kind == "resource" and head.fields.get("content-type", "").lower().startswith(_PAGE)


def _why(head: RecordHead) -> str:
    if head.kind == "revisit":
        return "revisits"
    if head.kind != "response" and not _is_bare_page(head):
        return "no answer"
    return "too large" if head.length > _MOST else "no web address"


def _of_har(file: BinaryIO) -> Iterator[Record | Skipped]:
    for number, entry in enumerate(entries_of(file)):
        if entry is None:
            yield Skipped("damaged")
        elif not is_web(entry.url):
            yield Skipped("no web address")
        elif entry.headers.get("content-type", "").lower().startswith(_NO_PAGE) or not entry.body:
            yield Skipped("no page")
        else:
            yield Record(entry.url, entry.date, entry.status, entry.headers, entry.body, number)


def _of_saved(file: BinaryIO, shard: Shard) -> Record | Skipped:
    page = saved_page(file, shard.name)
    if page is None:
        return Skipped("no web address")
    return Record(page.url, page.date, 200, page.headers, page.body)
