"""The data in the page of a harvest: figures, rows, and articles in packed chunks."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path
from typing import Any

from harvester.corpora.scripts import folding
from harvester.report.counts import Counts
from harvester.report.rows import Names, Tables, body, doubt, row
from harvester.show.fields import Line
from harvester.site_folder import articles, notices
from harvester.site_folder.corrections import latest

#: Bytes of articles' JSON packed together: enough for good compression, and few enough to unpack at once.
CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """An article of the harvest: how doubtful it is, and the numbers of its folder and its thread."""

    doubt: int
    folder: int
    tid: int


@dataclass(frozen=True, slots=True)
class Data:
    """``index``: figures, tables and rows, packed; ``chunks``: the articles, packed, in the order of the rows."""

    index: str
    chunks: list[str]
    articles: int


def collect(
    folders: Sequence[Path], *, most: int, made: dict[str, str], names: Mapping[str, str] | None = None
) -> Data:
    """The data of the sites' ``folders``. All articles are counted; the ``most`` doubtful ones are in the page.

    ``made`` says when and with what the page was made; ``names`` has the user's names of the sites. Raises
    :class:`OSError` and :class:`ValueError` as :func:`harvester.site_folder.articles.lines_of` does.
    """
    counts = Counts()
    kept = _count(folders, counts, most)
    tables = Tables()
    rows, chunks, starts = _pack(_lines(folders, kept), tables)
    figures = counts.plain()
    said = {"made": made, "figures": figures, "names": dict(names or {}), "folding": folded(), "starts": starts}
    index = {**said, **tables.plain(), "rows": rows}
    return Data(packed(index), chunks, counts.articles)


def folded() -> list[str]:
    """The characters that a search treats as equal: traditional ones, and in the same order their simplified forms."""
    return ["".join(each) for each in zip(*folding(), strict=True)]


def _count(folders: Sequence[Path], counts: Counts, most: int = 1) -> list[Place]:
    """Count what there is; returns the places of the ``most`` doubtful articles, the most doubtful first."""
    return nlargest(most, _places(folders, counts), key=lambda place: (place.doubt, -place.folder, place.tid))


def _places(folders: Sequence[Path], counts: Counts) -> Iterator[Place]:
    for at, folder in enumerate(folders):
        for line in latest(folder):
            counts.article(line)
            yield Place(doubt(line), at, line["tid"])
        for path in notices.files(folder):
            for record in articles.lines_of(path):
                counts.notice(record)


def _lines(folders: Sequence[Path], kept: Sequence[Place]) -> Iterator[Line]:
    """The kept articles, the most doubtful first. Until their turn they are held as JSON, which is smaller."""
    wanted: dict[int, dict[int, int]] = {}
    for rank, place in enumerate(kept):
        wanted.setdefault(place.folder, {})[place.tid] = rank
    found: dict[int, bytes] = {}
    for at, ranks in wanted.items():
        for line in latest(folders[at], ranks):
            found[ranks[line["tid"]]] = _json(line)
    for rank in sorted(found):
        yield json.loads(found.pop(rank))


def _pack(lines: Iterator[Line], tables: Tables) -> tuple[list[Any], list[str], list[int]]:
    """The rows, the chunks, and the number of the first row of each chunk."""
    rows: list[Any] = []
    chunks: list[str] = []
    starts = [0]
    held: list[Any] = []
    reasons = Names()
    size = 0
    for line in lines:
        rows.append(row(line, tables))
        held.append(body(line, tables, reasons))
        size += len(line["text"].encode("utf-8", "replace")) + 100 * len(line["repairs"])
        if size >= CHUNK:
            chunks.append(packed({"reasons": reasons.all(), "articles": held}))
            starts.append(len(rows))
            held, reasons, size = [], Names(), 0
    if held or not chunks:
        chunks.append(packed({"reasons": reasons.all(), "articles": held}))
        starts.append(len(rows))
    return rows, chunks, starts


def packed(value: object) -> str:
    """``value`` as JSON, gzipped, in base64: letters, digits, ``+``, ``/`` and ``=``, which cannot end a script."""
    return base64.b64encode(gzip.compress(_json(value), compresslevel=6, mtime=0)).decode("ascii")


def _json(value: object) -> bytes:
    """JSON in UTF-8. A lone surrogate, which UTF-8 cannot hold, stays escaped."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
