"""Adding to the index of texts in a database what it lacks: harvests that were adopted, or made without the setting."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from harvester.depot.door import Door
from harvester.duplicates.catalogue import CatalogueEntry
from harvester.duplicates.ordered import Queue
from harvester.duplicates.shared import SHORT, adding, first_copy, near
from harvester.duplicates.sketch import sketch
from harvester.site_folder.articles import Line, latest
from harvester.store.interface import StoreError
from harvester.store.postgres import compared
from harvester.store.postgres.session import Session, session

#: Articles that are added in one transaction.
_EVERY = 200


@dataclass(frozen=True, slots=True)
class Compared:
    """``articles``: so many were added to the index. ``failed``: why those of a site were not."""

    articles: int
    failed: list[str]


def compare(database: str) -> Compared:
    """Add to the index what it lacks, in the order of harvest over all sites. Raises OSError and StoreError.

    If it is ended in the middle, the next time goes on. Crawls may be at work meanwhile.
    """
    failed: list[str] = []
    sites: dict[str, int] = {}
    count = 0
    with session(database) as db, closing(Queue()) as queue:
        for each in compared.lacking(db):
            try:
                with Door(database, Path()) as door:
                    for line in latest(door.folder(each.name, each.tids)):
                        _enqueue(queue, line)
                        sites[line["site"]] = each.site
            except (OSError, ValueError, EOFError, StoreError) as error:
                failed.append(f"{each.name}: {error}")
        entries = queue.entries()
        while batch := list(islice(entries, _EVERY)):
            with db.transaction():
                for entry in batch:
                    _add(db, sites, entry)
            count += len(batch)
    return Compared(count, failed)


def _enqueue(queue: Queue, line: Line) -> None:
    entry = CatalogueEntry(line["id"], line["revision"], line["published"], sketch(line["text"]) or SHORT)
    queue.put(entry, str(line.get("harvested", "")))


def _add(db: Session, sites: dict[str, int], entry: CatalogueEntry) -> None:
    site, _, tid = entry.id.rpartition(":")
    match = None
    if entry.sketch.letters:
        match = first_copy(db.execute(compared.NEAR.encode(), near(entry.id, entry.sketch)), entry.sketch)
    for statement, values in adding(sites[site], int(tid), entry, match):
        db.execute(statement.encode(), values)
