"""The formats in which articles are exported."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from harvester.disk.lines import one_line
from harvester.export import mnbvc
from harvester.export.columns import cell, columns
from harvester.export.epub import Epub
from harvester.export.outputs import Output
from harvester.export.parquet import Parquet
from harvester.export.reading import Html, Markdown
from harvester.export.sqlite import Sqlite
from harvester.site_folder.articles import Line


class Writer(Protocol):
    """Writes articles in one format; both methods may raise :class:`OSError`."""

    def write(self, line: Line, folder: Path) -> None:
        """Take an article's line; ``folder`` is its site's, with the files that the line names."""

    def finish(self) -> None:
        """Write what comes after the last one."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """``without_numbers``: see :func:`mnbvc.thread`; ``spreadsheet``: CSV that is safe to open in spreadsheets.

    ``place``: where the output goes to. ``untimely`` counts, by field, what is not a time where a format
    only has times, ``huge`` the numbers of more than 64 bits where a format has no others.
    """

    without_numbers: bool = False
    spreadsheet: bool = False
    place: Path = Path()
    untimely: Counter[str] = field(default_factory=Counter)
    huge: Counter[str] = field(default_factory=Counter)


class JsonLines:
    """One JSON object a line."""

    def __init__(self, output: Output, form: Callable[[Line], Line] = dict) -> None:
        self.output = output
        self.form = form

    def write(self, line: Line, _folder: Path) -> None:
        """Write the line."""
        self.output.write(one_line(self.form(line)).encode("utf-8", "replace") + b"\n")

    def finish(self) -> None:
        """Nothing comes after the last line."""


class Csv:
    """Comma-separated values (RFC 4180) in UTF-8; for spreadsheets with a byte order mark and without formulas."""

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


#: Each format's writer.
FORMATS: dict[str, Callable[[Output, Wishes], Writer]] = {
    "jsonl": lambda output, _: JsonLines(output),
    "mnbvc": lambda output, wanted: JsonLines(
        output, lambda line: mnbvc.thread(line, without_numbers=wanted.without_numbers)
    ),
    "csv": lambda output, wanted: Csv(output, spreadsheet=wanted.spreadsheet),
    "parquet": lambda output, wanted: Parquet(output, wanted.untimely, wanted.huge),
    "md": lambda output, wanted: Markdown(output, wanted.place.parent),
    "html": lambda output, _: Html(output),
    "epub": lambda output, _: Epub(output),
    "sqlite": lambda output, wanted: Sqlite(output, wanted.place, wanted.huge),
}
#: Formats that need a file of their own: neither streamed nor divided.
WHOLE = ("epub", "parquet", "sqlite")
#: Bytes after which the next file begins, for formats that are divided.
PARTS = {"mnbvc": mnbvc.PART}


def missing(name: str) -> str | None:
    """What has to be installed for a format, in one line; ``None``: nothing."""
    if name == "parquet" and find_spec("pyarrow") is None:
        return "Parquet needs pyarrow: pip install pyarrow"
    return None
