"""List rows on their way into the store and back, while the visit that they ask for is not made."""

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
    """What the row says of the thread's last reply."""
    return Mark(row.replies, seconds(row.last_reply), row.last_poster)


def seconds(time: datetime | None) -> int | None:
    """Seconds since 1970 in UTC."""
    return None if time is None else int(time.timestamp())


def said(row: Row) -> bytes:
    """A hash of what the row says that makes a visit worth while: title, level and price.

    >>> bought, free = Row(7, "题", "", price="5"), Row(7, "题", "")
    >>> said(bought) == said(free), len(said(free))
    (False, 8)
    """
    text = json.dumps([row.title, row.readperm, row.price], ensure_ascii=False)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()


def flags(row: Row) -> str:
    """Those of its flags that the staff sets, with commas.

    >>> flags(Row(7, "题", "", flags=("pictures", "digest", "closed")))
    'closed,digest'
    """
    return ",".join(sorted(OF_STAFF & set(row.flags)))


def height(row: Row) -> int | None:
    """Where its last reply puts a row in its list: after 1970, for 0 is the end of a list to a walk."""
    time = seconds(row.last_reply)
    return None if time is None else max(1, time)


def to_json(row: Row) -> str:
    """The row as JSON, without what it doesn't say."""
    said = {name: value for name, value in asdict(row).items() if value not in (None, (), False)}
    return json.dumps(said, ensure_ascii=False, default=datetime.isoformat)


def from_json(text: str) -> Row:
    """The row that :func:`to_json` wrote."""
    said = json.loads(text)
    said |= {name: datetime.fromisoformat(said[name]) for name in _TIMES if name in said}
    if "author" in said:
        said["author"] = Member(**said["author"])
    return Row(**said | {"flags": tuple(said.get("flags", ()))})
