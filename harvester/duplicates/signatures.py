"""Signatures of texts in separate files, by which copies are found without reading the texts again."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import zstandard

from harvester.duplicates.catalogue import Catalogue, CatalogueEntry
from harvester.duplicates.follow import take
from harvester.duplicates.ordered import Queue
from harvester.duplicates.sketch import Sample, Sketch, sketch

#: The suffix of files of signatures.
ENDING = ".jsonl.zst"


def signature(line: Mapping[str, Any]) -> dict[str, Any] | None:
    """The signature of a line's text; ``None`` if the text is too short.

    ``runs`` and ``numbers`` are :meth:`harvester.duplicates.sketch.Sample.packed`, in base64.

    >>> text = "今天老桥通车了，市民都来看。" * 3
    >>> line = {"id": "a:7", "revision": 1, "published": None, "harvested": "2026-11-30T10:00:00+00:00", "text": text}
    >>> signature(line)["letters"]
    36
    """
    sketched = sketch(line["text"])
    if sketched is None:
        return None
    return {
        **{name: line[name] for name in ("id", "revision", "published", "harvested")},
        "letters": sketched.letters,
        "runs": base64.b64encode(sketched.runs.packed()).decode(),
        "numbers": base64.b64encode(sketched.numbers.packed()).decode(),
    }


def read_signatures(index: Catalogue, folder: Path) -> int:
    """Add to ``index`` the latest revision of each signature below ``folder``; returns their number.

    Raises :class:`OSError`, or :class:`ValueError` for a file that is not one of signatures.
    """
    count = 0
    with closing(Queue()) as queue:
        for path in sorted(folder.rglob(f"*{ENDING}")):
            for record in _latest(path):
                samples = (Sample.unpacked(base64.b64decode(record[name])) for name in ("runs", "numbers"))
                sketched = Sketch(int(record["letters"]), *samples)
                entry = CatalogueEntry(record["id"], record["revision"], record["published"], sketched)
                queue.put(entry, record["harvested"])
                count += 1
        take(index, queue, newer=False)
    return count


def _latest(path: Path) -> Iterator[dict[str, Any]]:
    """Of consecutive records of one article, the last."""
    before: dict[str, Any] | None = None
    with path.open("rb") as file, zstandard.ZstdDecompressor().stream_reader(file) as stream:
        for line in io.TextIOWrapper(stream, encoding="utf-8"):
            try:
                record = json.loads(line)
                new = before is not None and record["id"] != before["id"]
            except (ValueError, LookupError, TypeError) as error:
                raise ValueError(f"{path}: not a file of signatures ({error})") from error
            if before is not None and new:
                yield before
            before = record
    if before is not None:
        yield before
