"""Parquet: one article a row, with typed fields and times as instants."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harvester.export.columns import element, fitting, hints, instant, times
from harvester.export.outputs import Output
from harvester.items import Article
from harvester.site_folder.articles import Line

if TYPE_CHECKING:
    import pyarrow as pa


class Parquet:
    """A Parquet file, compressed with Zstandard; some megabytes of articles are buffered for each row group.

    Times are instants in UTC. Text that is not a time, or does not give its zone, is null, and counted by
    field in ``untimely``; so is a number of more than 64 bits, in ``huge``.
    """

    #: Articles, and characters of their texts, in a row group.
    ROWS, CHARACTERS = 5_000, 8_000_000

    def __init__(self, output: Output, untimely: Counter[str], huge: Counter[str]) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - as above

        self.schema = pa.schema(_arrow_fields(Article))
        self.table = pa.Table
        self.writer = parquet.ParquetWriter(_Stream(output), self.schema, compression="zstd")
        self.untimely, self.huge = untimely, huge
        self.lines: list[Line] = []
        self.characters = 0

    def write(self, line: Line, _folder: Path) -> None:
        """Take a row; fields that the schema does not know are left out."""
        self.lines.append(_timed(Article, line, self.untimely))
        self.characters += len(line["text"]) + sum(len(reply["text"]) for reply in line.get("replies") or ())
        if len(self.lines) >= self.ROWS or self.characters >= self.CHARACTERS:
            self._group()

    def finish(self) -> None:
        """Write what is buffered, and the file's end."""
        if self.lines:
            self._group()
        self.writer.close()

    def _group(self) -> None:
        try:
            table = self.table.from_pylist(self.lines, schema=self.schema)
        except OverflowError:
            lines = [fitting(line, "", self.huge) for line in self.lines]
            table = self.table.from_pylist(lines, schema=self.schema)
        self.writer.write_table(table)
        self.lines.clear()
        self.characters = 0


def _timed(kind: type, line: Line, untimely: Counter[str], within: str = "") -> Line:
    """A line, or a part of one, with its times as instants."""
    made = dict(line)
    for name, inner in _with_times(kind):
        value = line.get(name)
        if inner is None and value is not None:
            made[name] = instant(value)
            untimely[within + name] += made[name] is None
        elif inner and isinstance(value, dict):
            made[name] = _timed(inner, value, untimely, f"{within}{name}.")
        elif inner and isinstance(value, list):
            made[name] = [_timed(inner, each, untimely, f"{within}{name}.") for each in value]
    return made


@cache
def _with_times(kind: type) -> tuple[tuple[str, type | None], ...]:
    """The fields of a dataclass that are times, and those that contain times with their own class."""
    own = times(kind)
    inner = {name: element(hint) or hint for name, hint in hints(kind) if is_dataclass(element(hint) or hint)}
    nested = tuple((name, each) for name, each in inner.items() if _with_times(each))
    return (*((name, None) for name in sorted(own)), *nested)


class _Stream(io.RawIOBase):
    """An output as pyarrow wants it: with a position."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.place = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self.place

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever has bytes
        raw = bytes(data)
        self.output.write(raw)
        self.place += len(raw)
        return len(raw)


def _arrow_fields(kind: type) -> list[pa.Field]:
    import pyarrow as pa  # noqa: PLC0415 - an extra

    instants = times(kind)
    return [
        pa.field(name, pa.timestamp("us", tz="UTC") if name in instants else _arrow(hint)) for name, hint in hints(kind)
    ]


def _arrow(hint: Any) -> pa.DataType:  # noqa: ANN401 - any annotation
    """The Arrow type of a field's type."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    if (inner := element(hint)) is not None:
        return pa.list_(_arrow(inner))
    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct(_arrow_fields(hint))
    return {int: pa.int64(), str: pa.string(), float: pa.float64(), bool: pa.bool_()}[hint]
