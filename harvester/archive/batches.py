"""Reading tables of records in batches: plain functions for Spark's ``mapInPandas`` and Ray Data's ``map_batches``.

    pages.repartition(expr("parse_url(url, 'HOST')")).mapInPandas(lines_in_pandas, schema=SCHEMA)
    pages.map_batches(lines_in_frame, batch_format="pandas")

A table has the columns :data:`COLUMNS`, others do not matter: ``url``, ``date`` (ISO 8601 or a timestamp), ``status``,
``content_type`` and ``body`` (bytes, unpacked). The pages of a thread are joined within a batch. Needs pandas.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from harvester.archive.alone import options_for, record_lines
from harvester.archive.lines import Line
from harvester.archive.options import ReadOptions
from harvester.archive.records import Record, Skipped

if TYPE_CHECKING:
    import pandas as pd

#: The columns of a table of records.
COLUMNS: Final = ("url", "date", "status", "content_type", "body")
#: The columns that come out, as Spark takes them; ``line`` is the whole line, as JSON.
SCHEMA: Final = "id string, site string, tid bigint, published string, text string, line string"
_OUT: Final = [column.split()[0] for column in SCHEMA.split(", ")]


def lines_of(rows: Iterable[Mapping[str, Any]], options: ReadOptions | None = None) -> list[Line]:
    """The lines of records, given as mappings of :data:`COLUMNS`; invalid rows are left out.

    >>> lines_of([{"url": "https://example.com/", "date": "2026-11-30T10:00:00Z", "status": 200, "body": b"<p>"}])
    []
    """
    return list(record_lines(map(_record, rows), options or options_for(), Counter()))


def lines_in_frame(frame: pd.DataFrame, options: ReadOptions | None = None) -> pd.DataFrame:
    """The lines of a table of records, as a table of :data:`SCHEMA`."""
    import pandas as pd  # noqa: PLC0415 - installed, because the argument is a table of it

    lines = lines_of(frame.to_dict("records"), options)
    rows = [[*(line[name] for name in _OUT[:-1]), json.dumps(line, ensure_ascii=False)] for line in lines]
    return pd.DataFrame(rows, columns=_OUT)


def lines_in_pandas(frames: Iterable[pd.DataFrame], options: ReadOptions | None = None) -> Iterator[pd.DataFrame]:
    """The lines of each batch of records."""
    return map(partial(lines_in_frame, options=options), frames)


def _record(row: Mapping[str, Any]) -> Record | Skipped:
    try:
        headers = {"content-type": str(row.get("content_type") or "")}
        return Record(str(row["url"]), _date(row["date"]), int(row.get("status") or 200), headers, bytes(row["body"]))
    except (ValueError, LookupError, TypeError):
        return Skipped("damaged")


def _date(given: Any) -> datetime | None:  # noqa: ANN401 - a text, or what has the methods of a datetime
    at = datetime.fromisoformat(given) if isinstance(given, str) else given
    if not isinstance(at, datetime) or at != at:  # noqa: PLR0124 - pandas' NaT is not itself
        return None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
