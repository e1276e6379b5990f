"""Sealed files as Parquet: what people ask for in columns, and beside them each line as it is.

The columns are for queries (DuckDB, Spark, pandas); ``line`` has all, byte for byte, so that this project reads such a
file as it reads JSON Lines. Row groups are the frames.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from harvester.depot import places
from harvester.depot.contents import Contents, FileLine

if TYPE_CHECKING:
    import pyarrow as pa

#: Bytes of lines in a row group: column stores want larger ones than text, and one is held in memory.
_GROUP = 1 << 23
#: As of the other format.
_LEVEL = 6
_LINE = "line"


def _nested(name: str, inner: str) -> Callable[[dict[str, Any]], object]:
    def value(line: dict[str, Any]) -> object:
        outer = line.get(name)
        return outer.get(inner) if isinstance(outer, dict) else None

    return value


def _field(name: str) -> Callable[[dict[str, Any]], object]:
    return lambda line: line.get(name)


#: The columns beside the line, what they are, and where they are found in it; what is of another kind is null.
_STRINGS: dict[str, Callable[[dict[str, Any]], object]] = {
    "id": _field("id"),
    "kind": _field("kind"),
    "site": _field("site"),
    "url": _field("url"),
    "board": _nested("board", "name"),
    "title": _field("title"),
    "author": _nested("author", "name"),
    "text": _field("text"),
}
_NUMBERS: dict[str, Callable[[dict[str, Any]], object]] = {"tid": _field("tid"), "revision": _field("revision")}
_INSTANTS: dict[str, Callable[[dict[str, Any]], object]] = {"published": _field("published")}


def packed(lines: Iterable[FileLine], contents: Contents) -> Iterator[bytes]:
    """The lines as the bytes of a file, row group by row group; ``contents`` is told what is in them."""
    from pyarrow import parquet  # noqa: PLC0415 - an extra

    sink = _Sink()
    schema = _schema()
    large = [_LINE, "text"]  # no two are the same
    columns = [each.name for each in schema if each.name not in large]
    with parquet.ParquetWriter(
        sink, schema, compression="zstd", compression_level=_LEVEL, use_dictionary=columns, write_page_checksum=True
    ) as writer:
        for group in _groups(lines, contents):
            writer.write_table(_table(group, schema), row_group_size=len(group))
            frame = sink.taken()
            contents.took(frame, len(group))
            yield frame
    end = sink.taken()
    contents.took(end, 0)
    yield end


def unpacked(data: bytes) -> Iterator[bytes]:
    """The lines of a file. Raises :class:`OSError` where it is damaged."""
    yield from _lines(io.BytesIO(data))


def lines_of_frame(url: str, _frames: list[int], frame: int) -> Iterator[bytes]:
    """The lines of one row group of a file, fetched without the others. Raises :class:`OSError`."""
    with places.opened(url) as file:
        yield from _lines(file, [frame])


def _lines(file: Any, groups: list[int] | None = None) -> Iterator[bytes]:  # noqa: ANN401 - fsspec has no types
    with _damage():
        from pyarrow import parquet  # noqa: PLC0415 - an extra

        whole = parquet.ParquetFile(file, page_checksum_verification=True)
        wanted = range(whole.num_row_groups) if groups is None else groups
        for group in wanted:
            for value in whole.read_row_group(group, columns=[_LINE]).column(_LINE):
                yield value.as_py().encode() + b"\n"


@contextmanager
def _damage() -> Iterator[None]:
    """Have what pyarrow raises be an OSError."""
    try:
        yield
    except ImportError as error:
        raise OSError("a Parquet file needs pyarrow: pip install pyarrow") from error
    except OSError:
        raise
    except Exception as error:  # pyarrow's have no common class but this
        raise OSError(f"damaged: {error}") from error


def _groups(lines: Iterable[FileLine], contents: Contents) -> Iterator[list[bytes]]:
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line.raw)
        contents.holds(line)
        size += len(line.raw)
        if size >= _GROUP:
            yield held
            held, size = [], 0
    if held:
        yield held


def _schema() -> pa.Schema:
    import pyarrow as pa  # noqa: PLC0415 - as above

    return pa.schema(
        [
            *((name, pa.string()) for name in _STRINGS),
            *((name, pa.int64()) for name in _NUMBERS),
            *((name, pa.timestamp("us", tz="UTC")) for name in _INSTANTS),
            (_LINE, pa.string()),
        ]
    )


def _table(raws: list[bytes], schema: pa.Schema) -> pa.Table:
    import pyarrow as pa  # noqa: PLC0415 - as above

    lines = [json.loads(raw) for raw in raws]
    columns: dict[str, list[Any]] = {name: [_text(of(line)) for line in lines] for name, of in _STRINGS.items()}
    columns |= {name: [_number(of(line)) for line in lines] for name, of in _NUMBERS.items()}
    columns |= {name: [_instant(of(line)) for line in lines] for name, of in _INSTANTS.items()}
    return pa.table(columns | {_LINE: raws}, schema=schema)


def _text(value: object) -> str | None:
    return value.encode(errors="replace").decode() if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if type(value) is int and -(1 << 63) <= value < 1 << 63 else None


def _instant(value: object) -> datetime | None:
    """A time in ISO 8601 that gives its zone, as an instant; ``None`` for anything else."""
    try:
        time = datetime.fromisoformat(str(value))
        return None if time.tzinfo is None else time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


class _Sink(io.RawIOBase):
    """Where pyarrow writes: what it wrote is taken from here piece by piece."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._place = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever has bytes
        self._held.append(bytes(data))
        self._place += len(self._held[-1])
        return len(self._held[-1])

    def taken(self) -> bytes:
        """What was written since the last call."""
        data = b"".join(self._held)
        self._held.clear()
        return data
