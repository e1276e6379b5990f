"""A site of a database laid out as a folder: for everything that reads harvests, and for a crawl with SQLite.

What is laid out is the site as of one moment. Sealed files stand in the folder under the names that a crawl with a
folder would have given them (``articles-DAY.jsonl.zst``; those in another format unpacked), lines that are in no file
yet as plain ones after those.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from harvester.depot import places
from harvester.depot.formats import FORMATS, format_of
from harvester.runs.records import NAME as RUNS
from harvester.site_folder import corrections, notices, tombstones
from harvester.store.postgres import curation, lines, manifest, runs, state
from harvester.store.postgres.manifest import SealedFile
from harvester.store.postgres.session import Session
from harvester.store.records import GONE
from harvester.store.sqlite import FILE, Store

#: What stands in a site's folder whatever keeps its articles.
_KEPT = ("media", "warc")


@dataclass(frozen=True, slots=True)
class Layout:
    """``only``: lines of these threads, and no others; ``linked``: sealed files are linked to where they may be."""

    only: Collection[int] | None = None
    linked: bool = True


def lay_out(db: Session, site: int, folder: Path, layout: Layout = Layout()) -> None:
    """Lay a site out in ``folder``, which is made: lines, corrections, tombstones, runs and notices.

    Its store says which threads are gone, and how addresses are written. Raises OSError and StoreError.
    """
    folder.mkdir(parents=True)
    lay_out_lines(db, site, folder, layout)
    lay_out_beside(db, site, folder)
    store = Store(folder / FILE)
    try:
        for each in state.threads_of(db, site, GONE):
            store.put(each.known)
        for kind, template in state.forms_of(db, site).items():
            store.keep_form(kind, template)
        store.save(0)
    finally:
        store.close()


def link_kept(own: Path, folder: Path) -> None:
    """Have a laid-out ``folder`` show the downloaded files and raw pages that stand in the site's ``own``."""
    for name in _KEPT:
        if (own / name).is_dir():
            (folder / name).symlink_to((own / name).absolute())


def lay_out_lines(db: Session, site: int, folder: Path, layout: Layout) -> None:
    """The lines, in files of the days on which they were written."""
    removed = curation.buried(db, site)
    parts: Counter[date] = Counter()
    for file in manifest.files(db, site):
        parts[file.day] += 1
        _lay_out_file(file, folder / f"{_stem(file.day, parts[file.day])}.zst", layout, removed)
    _lay_out_rows(db, site, folder, layout, parts)


def _lay_out_file(file: SealedFile, target: Path, layout: Layout, removed: set[int]) -> None:
    tids = set(map(abs, file.tids))
    if layout.only is not None and tids.isdisjoint(layout.only):
        return
    form = format_of(file.url)
    whole = layout.only is None and tids.isdisjoint(removed) and form is FORMATS["jsonl"]
    if whole and layout.linked and places.is_folder(file.url):
        target.symlink_to(file.url)
        return
    data = places.read(file.url)
    if whole:
        target.write_bytes(data)
        return
    with target.with_suffix("").open("wb") as plain:
        for raw, tid in zip(form.unpacked(data), map(abs, file.tids), strict=True):
            if tid not in removed and (layout.only is None or tid in layout.only):
                plain.write(raw)


def _lay_out_rows(db: Session, site: int, folder: Path, layout: Layout, parts: Counter[date]) -> None:
    with ExitStack() as files:
        opened: dict[date, BinaryIO] = {}
        for row in lines.lines(db, site, tids=layout.only):
            if row.day not in opened:
                path = folder / _stem(row.day, parts[row.day] + 1)
                opened[row.day] = files.enter_context(path.open("wb"))
            opened[row.day].write(row.raw + b"\n")


def lay_out_beside(db: Session, site: int, folder: Path) -> None:
    """Corrections, tombstones, runs and notices, as files of a site's folder."""
    _write(folder / corrections.NAME, curation.corrections(db, site))
    _write(folder / tombstones.NAME, (_json(stone) for stone in curation.tombstones(db, site)))
    _write(folder / RUNS, (_json(record) for record in runs.records_of(db, site)))
    for began, group in groupby(lines.notices(db, site), lambda notice: notice.began):
        with (folder / f"{notices.stem(began)}.ndjson").open("ab") as file:
            file.writelines(notice.raw + b"\n" for notice in group)


def _write(path: Path, raws: Iterator[bytes]) -> None:
    content = b"".join(raw + b"\n" for raw in raws)
    if content:
        path.write_bytes(content)


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def _stem(day: date, part: int) -> str:
    """What a file of a day is called (:mod:`harvester.site_folder.articles`)."""
    return f"articles-{day}.jsonl" if part == 1 else f"articles-{day}-{part}.jsonl"
