"""Reading a browser's log of a visit (HAR 1.2, http://www.softwareishard.com/blog/har-12-spec/)."""

from __future__ import annotations

import binascii
import json
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final

#: Most bytes of a log, which has to be read as a whole.
_MOST: Final = 512 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer in the log; ``body`` is unpacked, and in UTF-8 if the log has it as text."""

    url: str
    date: datetime | None
    status: int
    headers: Mapping[str, str]
    body: bytes


def entries_of(file: BinaryIO) -> Iterator[Entry | None]:
    """The answers of a log in order; ``None`` for an invalid one, and for a file that is not a log."""
    try:
        entries = json.loads(file.read(_MOST))["log"]["entries"]
    except (ValueError, LookupError, TypeError, RecursionError):
        yield None
        return
    for each in entries if isinstance(entries, list) else [None]:
        try:
            yield _entry(each)
        except (ValueError, LookupError, TypeError, AttributeError, OverflowError):
            yield None


def _entry(entry: Any) -> Entry:  # noqa: ANN401 - any JSON value
    answer = entry["response"]
    content = answer.get("content") or {}
    headers = {str(each["name"]).lower(): str(each["value"]) for each in answer.get("headers") or ()}
    headers = {name: value for name, value in headers.items() if name not in ("content-encoding", "transfer-encoding")}
    kind = headers.setdefault("content-type", str(content.get("mimeType") or ""))
    text = str(content.get("text") or "")
    if content.get("encoding") == "base64":
        body = _from_base64(text)
    else:
        body = text.encode("utf-8", "replace")
        headers["content-type"] = f"{kind.partition(';')[0]}; charset=utf-8"
    return Entry(str(entry["request"]["url"]), _date(entry), int(answer["status"]), headers, body)


def _from_base64(text: str) -> bytes:
    try:
        return b64decode(text)
    except binascii.Error as error:
        raise ValueError(str(error)) from error


def _date(entry: Any) -> datetime | None:  # noqa: ANN401 - any JSON value
    try:
        at = datetime.fromisoformat(str(entry["startedDateTime"]))
    except (ValueError, KeyError):
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
