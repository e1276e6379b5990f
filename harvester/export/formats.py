"""The forms in which articles are exported."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, is_dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from harvester.disk.lines import one_line
from harvester.export import mnbvc
from harvester.export.columns import cell, columns, element, hints
from harvester.export.epub import Epub
from harvester.export.outputs import Output
from harvester.export.reading import Html, Markdown
from harvester.export.sqlite import Sqlite
from harvester.items import Article
from harvester.site_folder.articles import Line

if TYPE_CHECKING:
    import pyarrow as pa


class Writer(Protocol):
    """Writes articles in one format; both methods may raise :class:`OSError`."""

    def write(self, line: Line, folder: Path) -> None:
        """Take an article's line; ``folder`` is its site's, with the files that the line names."""

    def finish(self) -> None:
        """Write what comes after the last one."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """``without_numbers``: see :func:`mnbvc.thread`; ``spreadsheet``: CSV that spreadsheets open without harm.

    ``beside``: the folder that the output goes to.
    """

    without_numbers: bool = False
    spreadsheet: bool = False
    beside: Path = Path()


class JsonLines:
    """A JSON object a line."""

    def __init__(self, output: Output, form: Callable[[Line], Line] = dict) -> None:
        self.output = output
        self.form = form

    def write(self, line: Line, _folder: Path) -> None:
        """Write the line."""
        self.output.write(one_line(self.form(line)).encode("utf-8", "surrogatepass") + b"\n")

    def finish(self) -> None:
        """Nothing comes after the last line."""


class Csv:
    """Comma-separated values (RFC 4180) in UTF-8; for spreadsheets with a byte order mark, and no formulas."""

    def __init__(self, output: Output, *, spreadsheet: bool) -> None:
        self.output = output
        self.spreadsheet = spreadsheet
        self.columns = list(columns())
        self._row(self.columns, mark="\ufeff" if spreadsheet else "")

    def write(self, line: Line, _folder: Path) -> None:
        """Write a row."""
        self._row([cell(line, column, safe=self.spreadsheet) for column in self.columns])

    def finish(self) -> None:
        """Nothing comes after the last row."""

    def _row(self, cells: list[str], mark: str = "") -> None:
        text = io.StringIO(mark, newline="")
        text.seek(0, io.SEEK_END)
        csv.writer(text).writerow(cells)
        self.output.write(text.getvalue().encode("utf-8", "replace"))


class Parquet:
    """A Parquet file, packed with Zstandard inside; some megabytes of articles are held back for each row group."""

    #: Articles, and characters of their texts, in a row group.
    ROWS, CHARACTERS = 5_000, 8_000_000

    def __init__(self, output: Output) -> None:
        import pyarrow as pa  # noqa: PLC0415 - an extra
        from pyarrow import parquet  # noqa: PLC0415 - as above

        self.schema = pa.schema(_arrow_fields(Article))
        self.table = pa.Table
        self.writer = parquet.ParquetWriter(_Stream(output), self.schema, compression="zstd")
        self.lines: list[Line] = []
        self.characters = 0

    def write(self, line: Line, _folder: Path) -> None:
        """Take a row; fields that the schema does not know are left out."""
        self.lines.append(line)
        self.characters += len(line["text"]) + sum(len(reply["text"]) for reply in line.get("replies") or ())
        if len(self.lines) >= self.ROWS or self.characters >= self.CHARACTERS:
            self._group()

    def finish(self) -> None:
        """Write what is held back, and the file's end."""
        if self.lines:
            self._group()
        self.writer.close()

    def _group(self) -> None:
        self.writer.write_table(self.table.from_pylist(self.lines, schema=self.schema))
        self.lines.clear()
        self.characters = 0


class _Stream(io.RawIOBase):
    """An output as pyarrow wants it: with a place."""

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

    return [pa.field(name, _arrow(hint)) for name, hint in hints(kind)]


def _arrow(hint: Any) -> pa.DataType:  # noqa: ANN401 - any annotation
    """The Arrow type of a field's type."""
    import pyarrow as pa  # noqa: PLC0415 - as above

    if (inner := element(hint)) is not None:
        return pa.list_(_arrow(inner))
    if is_dataclass(hint) and isinstance(hint, type):
        return pa.struct(_arrow_fields(hint))
    return {int: pa.int64(), str: pa.string(), float: pa.float64(), bool: pa.bool_()}[hint]


#: Each format's writer.
FORMATS: dict[str, Callable[[Output, Wishes], Writer]] = {
    "jsonl": lambda output, _: JsonLines(output),
    "mnbvc": lambda output, wanted: JsonLines(
        output, lambda line: mnbvc.thread(line, without_numbers=wanted.without_numbers)
    ),
    "csv": lambda output, wanted: Csv(output, spreadsheet=wanted.spreadsheet),
    "parquet": lambda output, _: Parquet(output),
    "md": lambda output, wanted: Markdown(output, wanted.beside),
    "html": lambda output, _: Html(output),
    "epub": lambda output, _: Epub(output),
    "sqlite": lambda output, wanted: Sqlite(output, wanted.beside),
}
#: Formats that are a file, and neither a stream nor divided.
WHOLE = ("epub", "parquet", "sqlite")
#: Bytes after which the next file begins, where a format divides.
PARTS = {"mnbvc": mnbvc.PART}


def missing(name: str) -> str | None:
    """What has to be installed for a format, in a line; ``None``: nothing."""
    if name == "parquet" and find_spec("pyarrow") is None:
        return "Parquet needs pyarrow: pip install pyarrow"
    return None
