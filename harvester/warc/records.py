"""One record of a WARC file (ISO 28500) of any crawler, read leniently and only as far as needed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from harvester.warc.streams import PackedError, Place, Stream

#: Most bytes of a line of a head, and of the whole head; more is not a head.
_LINE, _HEAD = 1 << 16, 1 << 20
_VERSION = re.compile(rb"WARC/[01]\.\d+\s*$")
_STATUS = re.compile(rb"HTTP/\S+[ \t]+(\d{3})(?!\d)")
_LENGTH = re.compile(r"[0-9]{1,15}")

#: The end of a head; the few with other line ends are read line by line.
_END = b"\r\n\r\n"

Headers = list[tuple[str, str]]


class RecordError(ValueError):
    """This is not a record; the message says why."""


@dataclass(slots=True)
class RecordHead:
    """A record's head: its place, its fields by lower-case names, and the length of its content."""

    place: Place
    fields: dict[str, str] = field(default_factory=dict)
    length: int = 0

    @property
    def kind(self) -> str:
        """``response``, ``revisit``, ``request`` and so on."""
        return self.fields.get("warc-type", "").lower()

    @property
    def url(self) -> str:
        """The address, without the brackets that some crawlers put around it."""
        return self.fields.get("warc-target-uri", "").strip("<> ")

    @property
    def date(self) -> datetime | None:
        """When it was fetched; ``None`` if there is no valid date."""
        try:
            at = datetime.fromisoformat(self.fields.get("warc-date", ""))
            return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
        except (ValueError, OverflowError):
            return None


def heads(stream: Stream) -> Iterator[RecordHead | str]:
    """The heads of a stream's records; the caller reads the contents. Errors come in between, as strings.

    After something that is not a record, it continues with the next one; in a compressed file, in the next member.
    """
    while True:
        try:
            head = _next(stream)
            if head is None:
                return
        except (RecordError, PackedError) as error:
            yield str(error)
            if not _gone_on(stream):
                return
        else:
            yield head


def read_head(stream: Stream) -> RecordHead:
    """The head of the next record. Raises :class:`RecordError` or :class:`PackedError` if there is none."""
    head = _next(stream)
    if head is None:
        raise RecordError("the file ends")
    return head


def _next(stream: Stream) -> RecordHead | None:
    line = b"\n"
    place = None
    stream.pass_breaks()
    while line and not line.strip():
        place = stream.place()
        line = stream.line(_LINE)
    if place is None or not line:
        return None
    if not _VERSION.match(line):
        raise RecordError(f"no record at byte {place.member}")
    fields = _plain_fields(stream)
    if fields is None:
        fields = {name.lower(): value for name, value in reversed([*header_lines(stream, _HEAD)])}
    length = _LENGTH.fullmatch(fields.get("content-length", ""))
    if length is None:
        raise RecordError(f"a record without its length at byte {place.member}")
    return RecordHead(place, fields, int(length[0]))


def _gone_on(stream: Stream) -> bool:
    """Move to what looks like the next record; returns whether there may be one."""
    if stream.packed:
        return stream.next_member()
    while line := stream.line(_LINE):
        if line.endswith(b"\n") and stream.ahead(5) == b"WARC/":
            return True
    return False


def _plain_fields(stream: Stream) -> dict[str, str] | None:
    """The fields of a usual head: in memory, in UTF-8, without folded lines; ``None`` if it needs the slow way."""
    head = stream.until(_END)
    odd = b"\n " in head or b"\n\t" in head or head.count(b"\n") != head.count(b"\r\n")
    if not head or odd or len(head) > _LINE:
        return None
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError:
        return None
    stream.skip(len(head))
    parted = (line.partition(":") for line in reversed(lines))
    return {name.strip().lower(): value.strip() for name, sign, value in parted if sign}


def header_lines(stream: Stream, most: int) -> Iterator[tuple[str, str]]:
    """The fields of a head, up to the blank line after it. Raises :class:`RecordError` if it has no end."""
    name, value = "", ""
    while most > 0:
        raw = stream.line(min(_LINE, most))
        most -= len(raw)
        if not raw.endswith(b"\n"):
            raise RecordError("a head without an end")
        line = raw.rstrip(b"\r\n")
        if not line:
            break
        text = _decoded(line)
        if text[0] in " \t" and name:  # a folded line
            value = f"{value} {text.strip()}"
            continue
        if name:
            yield name, value
        name, sign, value = text.partition(":")
        name, value = (name.strip(), value.strip()) if sign else ("", "")
    else:
        raise RecordError("a head without an end")
    if name:
        yield name, value


def _decoded(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def status_of(line: bytes) -> int | None:
    """The status in the first line of an answer; ``None`` if it is not HTTP."""
    found = _STATUS.match(line)
    return int(found[1]) if found else None


def answer_in(content: bytes) -> tuple[int, Headers, bytes]:
    """The status, headers and body in the content of a ``response``; header values as Latin-1, byte for byte.

    Raises :class:`RecordError` if it is not an HTTP answer.
    """
    end, after = _end_of_head(content)
    head = content[:end]
    status = status_of(head)
    if status is None:
        raise RecordError("not an HTTP answer")
    headers: Headers = []
    for line in head.decode("latin-1").split("\n")[1:]:
        name, sign, value = line.partition(":")
        if line[:1] in (" ", "\t") and headers:
            headers[-1] = (headers[-1][0], f"{headers[-1][1]} {line.strip()}")
        elif sign and (name := name.strip()):
            headers.append((name, value.strip()))
    return status, headers, content[after:]


def _end_of_head(content: bytes) -> tuple[int, int]:
    """Where the head of an answer ends, and where its body begins."""
    usual = content.find(b"\r\n\r\n")
    end = usual if usual >= 0 else len(content)
    odd = content.find(b"\n\n", 0, end)
    return (odd, odd + 2) if odd >= 0 else (end, min(end + 4, len(content)))


def dechunked(body: bytes) -> bytes:
    """A body without chunked encoding; one that is not chunked, whatever its header says, as it is."""
    parts: list[bytes] = []
    at = 0
    while (end := body.find(b"\n", at, at + 200)) >= 0:
        word = body[at:end].split(b";")[0].strip()
        if not re.fullmatch(rb"[0-9A-Fa-f]{1,8}", word):
            break
        size = int(word, 16)
        if not size:
            return b"".join(parts)
        parts.append(body[end + 1 : end + 1 + size])
        at = end + 1 + size
        at += 2 if body[at : at + 2] == b"\r\n" else 1
    return b"".join([*parts, body[at:]]) if parts else body
