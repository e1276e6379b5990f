"""An article's line as a row: nested fields in columns of their own for CSV, with their types for Parquet."""

from __future__ import annotations

import json
import types
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, get_args, get_origin, get_type_hints

from harvester.config import saying
from harvester.items import Article
from harvester.site_folder.articles import Line


def columns(kind: type = Article, prefix: str = "") -> Iterator[str]:
    """The names of CSV's columns: ``author.name`` for the name in ``author``."""
    for name, hint in hints(kind):
        if isinstance(hint, type) and is_dataclass(hint):
            yield from columns(hint, f"{prefix}{name}.")
        else:
            yield prefix + name


def cell(line: Line, column: str, *, safe: bool = False) -> str:
    """The content of a column: text without what steers a terminal, lists as JSON, nothing for null.

    ``safe``: an apostrophe comes before what a spreadsheet would take for a formula.
    """
    value: Any = line
    for name in column.split("."):
        value = value.get(name) if isinstance(value, dict) else None
    text = value if isinstance(value, str) else "" if value is None else _json(value)
    return saying.cell(text) if safe else saying.in_file(text)


def _json(value: object) -> str:
    return saying.json_escaped(json.dumps(value, ensure_ascii=False))


def hints(kind: type) -> Iterator[tuple[str, Any]]:
    """The fields of a dataclass with their types, without ``None``."""
    annotations = get_type_hints(kind)
    for each in fields(kind):
        yield each.name, _without_none(annotations[each.name])


def times(kind: type) -> frozenset[str]:
    """The fields of a dataclass that are times according to their schema.

    >>> sorted(times(Article))
    ['harvested', 'last_reply', 'published']
    """
    formats = {each.name: each.metadata.get("json_schema_extra", {}).get("format") for each in fields(kind)}
    return frozenset(name for name, form in formats.items() if form == "date-time")


def _without_none(hint: Any) -> Any:  # noqa: ANN401 - any annotation
    if isinstance(hint, types.UnionType):
        (hint,) = (arg for arg in get_args(hint) if arg is not types.NoneType)
    return hint


def element(hint: Any) -> Any:  # noqa: ANN401 - any annotation
    """The type of a list's elements; ``None`` where it is not a list."""
    return get_args(hint)[0] if get_origin(hint) is list else None


def instant(text: object) -> datetime | None:
    """The instant in UTC that a time in ISO 8601 with an offset names; ``None`` for anything else.

    >>> instant("2026-01-30T10:00:00+08:00").isoformat()
    '2026-01-30T02:00:00+00:00'
    >>> [instant(text) for text in ("2026-01-30", "2026-01-30T10:00:00", "0001-01-01T00:00:00+08:00", "yesterday")]
    [None, None, None, None]
    """
    try:
        time = datetime.fromisoformat(str(text))
        return time.astimezone(UTC) if time.tzinfo else None
    except (ValueError, OverflowError):
        return None


def fitting(value: Any, where: str, huge: Counter[str]) -> Any:  # noqa: ANN401 - any JSON value
    """``value`` with ``None`` for each number of more than 64 bits, counted by field in ``huge``.

    >>> fitting({"views": 1 << 63, "pid": 7}, "", huge := Counter()), huge
    ({'views': None, 'pid': 7}, Counter({'views': 1}))
    """
    match value:
        case int() if not -(1 << 63) <= value < 1 << 63:
            huge[where] += 1
            return None
        case dict():
            return {name: fitting(each, f"{where}.{name}".lstrip("."), huge) for name, each in value.items()}
        case list():
            return [fitting(each, where, huge) for each in value]
        case _:
            return value
