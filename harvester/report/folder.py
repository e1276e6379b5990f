"""A harvest as a folder, for a million articles: a page, and parts that it loads when they are needed."""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from heapq import nlargest
from pathlib import Path
from typing import Any

from harvester.disk.files import WholeFile
from harvester.disk.lock import SiteLock
from harvester.report.columns import Columns
from harvester.report.counts import Counts
from harvester.report.data import folded, packed
from harvester.report.page import page
from harvester.report.rows import Names, Tables, body, row
from harvester.report.words import Segment
from harvester.show.fields import Line
from harvester.site_folder import articles, notices
from harvester.site_folder.corrections import latest

#: Rows of a part: some screens of the list, so that scrolling loads few parts. Chosen, not measured.
ROWS = 256
#: About this many bytes of articles' JSON in a part: one part is loaded to show one article.
TEXTS = 1 << 20
#: Rows in the page itself, which are seen first.
TOP = 60

#: The name of the folder of a report's parts, and where the page names it.
_PARTS = re.compile(r"parts-[0-9a-f]{12}")
_NAMED = re.compile(r'data-parts="(parts-[0-9a-f]{12})"')
_LOCK = ".lock"


class OtherFilesError(Exception):
    """The folder is not a report's; the message says so."""


class Folder:
    """The folder of a report while it is made: the old report stays until the new one is complete."""

    def __init__(self, path: Path) -> None:
        """Lock the folder; it is made if it does not exist.

        Raises :class:`OtherFilesError`, :class:`OSError`, and :class:`~harvester.disk.lock.LockedError` if another
        program is making a report there.
        """
        if path.is_dir() and not (path / "index.html").exists() and any(_others(path)):
            raise OtherFilesError(f"{path} holds other files: name a folder of its own for the report")
        if (path / "index.html").exists() and not _named(path / "index.html"):
            raise OtherFilesError(f"{path}/index.html is not a report: name a folder of its own for the report")
        path.mkdir(parents=True, exist_ok=True)
        self._lock = SiteLock(path / _LOCK)
        self._path = path
        self.name = f"parts-{secrets.token_hex(6)}"
        self.files = self.bytes = 0

    def put(self, name: str, packed_data: str) -> None:
        """Write a part as a script, since a page opened from a file may load nothing else."""
        target = self._path / self.name / f"{name}.js"
        target.parent.mkdir(parents=True, exist_ok=True)
        self.bytes += target.write_bytes(f'harvestPart("{name}","{packed_data}")\n'.encode("ascii"))
        self.files += 1

    def commit(self, page: Iterator[str]) -> None:
        """Replace the old page, and remove its parts."""
        file = WholeFile(self._path / "index.html")
        try:
            for part in page:
                file.write(part.encode("utf-8"))
            file.commit()
        finally:
            file.discard()
        self.bytes += (self._path / "index.html").stat().st_size
        self.files += 1
        for old in self._path.iterdir():
            if _PARTS.fullmatch(old.name) and old.name != self.name:
                shutil.rmtree(old)

    def close(self) -> None:
        """Release the folder; what was not committed is removed."""
        if _named(self._path / "index.html") != self.name:
            shutil.rmtree(self._path / self.name, ignore_errors=True)
        # In this order, so that a program that opens the lock file before it is removed finds it locked.
        (self._path / _LOCK).unlink(missing_ok=True)
        self._lock.close()
        with suppress(OSError):  # the folder stays if there is anything in it
            self._path.rmdir()


def _others(path: Path) -> Iterator[Path]:
    """The files in a folder that are not from a report."""
    return (each for each in path.iterdir() if each.name != _LOCK and not _PARTS.fullmatch(each.name))


def _named(index: Path) -> str | None:
    """The folder of parts that a report's page names; ``None`` if it is not a report's page."""
    if not index.exists():
        return None
    with index.open("rb") as file:
        match = _NAMED.search(file.read(2000).decode("utf-8", "replace"))
    return match[1] if match else None


class Filling:
    """Writes a folder's parts article by article. In memory are one part of each kind and some numbers per article."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._rows: list[Any] = []
        self._texts: list[Any] = []
        self._reasons = Names()
        self._size = 0
        self._segment = Segment(0)
        self._top: list[tuple[int, int, list[Any]]] = []
        self.tables = Tables()
        self.columns = Columns()
        self.count = 0
        self.starts = [0]
        self.segments: list[list[int]] = []

    def add(self, line: Line) -> None:
        """Add an article."""
        made, text = row(line, self.tables), body(line, self.tables, self._reasons)
        self.columns.add(made)
        self._segment.add(self.count, map(_repaired, text["texts"].values()))
        self._rows.append(made)
        self._texts.append(text)
        self._size += len(line["text"].encode("utf-8", "replace")) + 100 * len(line["repairs"]) + 500
        doubt = self.columns.numbers["doubt"][-1]
        self._top.append((doubt, -self.count, made))
        self.count += 1
        self._flush()

    def _flush(self, *, end: bool = False) -> None:
        if len(self._top) > 100 * TOP or end:
            self._top = nlargest(TOP, self._top)
        if len(self._rows) == ROWS or (end and self._rows):
            self._folder.put(f"rows/{(self.count - 1) // ROWS}", packed(self._rows))
            self._rows = []
        if self._size >= TEXTS or (end and self._texts):
            texts = {"reasons": self._reasons.all(), "articles": self._texts}
            self._folder.put(f"texts/{len(self.starts) - 1}", packed(texts))
            self.starts.append(self.count)
            self._texts, self._reasons, self._size = [], Names(), 0
        if self._segment.full or (end and self._segment.entries):
            parts = 0
            for parts, part in enumerate(self._segment.parts(), 1):
                self._folder.put(f"words/{len(self.segments)}-{parts - 1}", packed(part))
            self.segments.append([self._segment.first, parts])
            self._segment = Segment(self.count)

    def end(self) -> dict[str, Any]:
        """Write what is left; returns what the page has to know about the parts."""
        self._flush(end=True)
        for name in Columns.NAMES:
            self._folder.put(f"columns/{name}", self.columns.packed(name))
        return {
            **self.tables.plain(),
            "count": self.count,
            "rows_of_a_part": ROWS,
            "starts": self.starts,
            "segments": self.segments,
            "combinations": self.columns.combinations.all(),
            "top": [[-number, made] for _, number, made in self._top],
        }


def _repaired(pieces: list[Any]) -> str:
    return "".join(piece if isinstance(piece, str) else piece[3] for piece in pieces)


def fill(
    sites: Sequence[Path],
    path: Path,
    *,
    made: dict[str, str],
    names: Mapping[str, str] | None = None,
    language: str = "auto",
) -> tuple[int, int, int]:
    """Write the report of the sites' folders to ``path``; returns the numbers of articles, files and bytes.

    If there are no articles, nothing is written. Raises what :class:`Folder` does, and :class:`ValueError` for a
    line that cannot be read.
    """
    folder = Folder(path)
    try:
        counts, filling = Counts(), Filling(folder)
        for site in sites:
            for line in latest(site):
                counts.article(line)
                filling.add(line)
            for file in notices.files(site):
                for record in articles.lines_of(file):
                    counts.notice(record)
        if filling.count:
            said = {"made": made, "figures": counts.plain(), "names": dict(names or {}), "folding": folded()}
            folder.commit(page(packed({**said, **filling.end()}), (), language, parts=folder.name))
        return filling.count, folder.files, folder.bytes
    finally:
        folder.close()
