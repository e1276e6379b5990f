"""List rows as they are kept in the store until their threads are visited."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import datetime

from harvester.forum.flags import OF_STAFF
from harvester.forum.model import Member, Row
from harvester.store.records import Mark

_TIMES = ("posted", "last_reply")


def mark(row: Row) -> Mark:
    """What the row says about the thread's last reply."""
    return Mark(row.replies, seconds(row.last_reply), row.last_poster)


def seconds(time: datetime | None) -> int | None:
    """``time`` as seconds since 1970 in UTC."""
    return None if time is None else int(time.timestamp())


def said(row: Row) -> bytes:
    """A hash of those values of a row whose change calls for a visit: title, level and price.

    >>> bought, free = Row(7, "题", "", price="5"), Row(7, "题", "")
    >>> said(bought) == said(free), len(said(free))
    (False, 8)
    """
    text = json.dumps([row.title, row.readperm, row.price], ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def flags(row: Row) -> str:
    """The flags of a row that the staff sets, joined by commas.

    >>> flags(Row(7, "题", "", flags=("pictures", "digest", "closed")))
    'closed,digest'
    """
    return ",".join(sorted(OF_STAFF & set(row.flags)))


def height(row: Row) -> int | None:
    """The row's place in its list, as the time of its last reply; at least 1, because 0 is a list's end to a walk."""
    time = seconds(row.last_reply)
    return None if time is None else max(1, time)


def to_json(row: Row) -> str:
    """The row as JSON, without empty fields."""
    said = {name: value for name, value in asdict(row).items() if value not in (None, (), False)}
    return json.dumps(said, ensure_ascii=False, default=datetime.isoformat)


def from_json(text: str) -> Row:
    """The row that :func:`to_json` wrote."""
    said = json.loads(text)
    said |= {name: datetime.fromisoformat(said[name]) for name in _TIMES if name in said}
    if "author" in said:
        said["author"] = Member(**said["author"])
    return Row(**said | {"flags": tuple(said.get("flags", ()))})
