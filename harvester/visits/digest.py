"""What is compared between two revisions of a line, as short hashes.

A thread page is never the same bytes twice (noise, random element ids, signed picture
addresses), so only what the line says is compared. Of pictures and attachments only what
stays the same between two visits counts.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from harvester.disk.lines import bare
from harvester.forum.flags import OF_STAFF

#: Bytes kept of a field's hash: one change in four billion goes unseen.
_SIZE = 4
#: Bytes kept of a whole line's hash: no two lines of a harvest share one by chance.
_LINE_SIZE = 8

Line = Mapping[str, Any]


def _same(name: str) -> Callable[[Line], Any]:
    return lambda line: line[name]


def _newer(name: str) -> Callable[[Line], Any]:
    return lambda line: line.get(name)  # older lines have none


def _pictures(line: Line) -> Any:  # noqa: ANN401 - any JSON value
    return [[picture["aid"] or picture["url"], picture["caption"]] for picture in line["pictures"]]


def _attachments(line: Line) -> Any:  # noqa: ANN401 - any JSON value
    return [[attached["aid"], attached["name"], attached["size"]] for attached in line["attachments"]]


def _files(line: Line) -> Any:  # noqa: ANN401 - any JSON value
    """The files that were downloaded; ``None`` where there are none, as in runs that do not ask for files."""
    kept = [medium.get("sha256") for medium in (*line["pictures"], *line["attachments"])]
    return kept if any(kept) else None


def _replies(line: Line) -> Any:  # noqa: ANN401 - any JSON value
    replies = line["replies"]
    return None if replies is None else [[reply["pid"], reply["text"]] for reply in replies]


def _ratings(line: Line) -> Any:  # noqa: ANN401 - any JSON value
    ratings = line.get("ratings")
    return None if ratings is None else [[rating["author"], rating["text"], rating["scores"]] for rating in ratings]


def _struck(line: Line) -> Any:  # noqa: ANN401 - any JSON value
    struck = line.get("struck")
    return None if struck is None else [each["text"] for each in struck]


#: The fields whose change makes a new revision, and what of each is compared. Stores hold the
#: hashes in this order: append only.
FIELDS: dict[str, Callable[[Line], Any]] = {
    "title": _same("title"),
    "text": _same("text"),
    "author": _same("author"),
    "published": _same("published"),
    "edited": _same("edited"),
    "board": lambda line: line["board"]["fid"],
    "pictures": _pictures,
    "attachments": _attachments,
    "replies": _replies,
    "files": _files,
    "continues": _newer("continues"),
    "continued_by": _newer("continued_by"),
    "flags": lambda line: [flag for flag in line.get("flags", ()) if flag in OF_STAFF],
    "links": _newer("links"),
    "ratings": _ratings,
    "struck": _struck,
}

#: Fields whose absence is not a change: a run may be told to leave them out, and the reason for a link may be gone.
_OPTIONAL = ("replies", "files", "continues", "continued_by", "links", "ratings", "struck")


def text_hash(text: str) -> bytes:
    """SHA-256 of a text in UTF-8, as ``previous_hash`` shows it in hex."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()


def line_hash(raw: bytes) -> bytes:
    """A short hash of a line as it stands in a file, whatever an editor did to its line break."""
    return hashlib.blake2b(bare(raw), digest_size=_LINE_SIZE).digest()


def field_hashes(line: Line) -> bytes:
    """The hashes of a line's :data:`FIELDS`; ``line`` is an article as a dictionary or as parsed JSON."""
    return b"".join(_hash(read(line)) for read in FIELDS.values())


def with_field(hashes: bytes, line: Line, name: str) -> bytes:
    """``hashes`` with the hash of one field taken from ``line``, whose other fields may differ from them."""
    at = list(FIELDS).index(name) * _SIZE
    if len(hashes) <= at:  # of an older Harvester, which did not know the field
        return field_hashes(line)
    return hashes[:at] + _hash(FIELDS[name](line)) + hashes[at + _SIZE :]


def has_field(hashes: bytes, line: Line, name: str) -> bool:
    """Whether a field of a line still has the value that ``hashes`` were made of."""
    at = list(FIELDS).index(name) * _SIZE
    return hashes[at : at + _SIZE] == _hash(FIELDS[name](line))


def changed(before: bytes, after: bytes) -> list[str]:
    """The names of the fields that differ between two results of :func:`field_hashes`.

    A field that only one of them has is not compared. Nor are replies and files that the run of ``after`` left out, or
    links that its text no longer supports: the other thread may have been edited, not this one.
    """
    pairs = zip(FIELDS, _split(before), _split(after), strict=False)
    return [name for name, old, new in pairs if old != new and not (name in _OPTIONAL and new == _NONE)]


def lacking(name: str) -> tuple[int, bytes]:
    """The byte of :func:`field_hashes` at which a field's hash starts, and that hash where the line lacks the field.

    >>> lacking("title")[0], lacking("text")[0]
    (0, 4)
    """
    return list(FIELDS).index(name) * _SIZE, _NONE


def _hash(value: object) -> bytes:
    if value is None or value == []:  # most fields of most lines
        return _NONE if value is None else _EMPTY
    return _hashed(value)


def _hashed(value: object) -> bytes:
    text = _encoded(value)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()


def _split(hashes: bytes) -> list[bytes]:
    return [hashes[at : at + _SIZE] for at in range(0, len(hashes), _SIZE)]


_encoded = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_NONE, _EMPTY = _hashed(None), _hashed([])
