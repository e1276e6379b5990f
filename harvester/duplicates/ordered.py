"""Sorting the articles of any number of sites by the time of harvest before they are compared.

A temporary SQLite file, in memory while it is small. Only one file of articles is open at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from harvester.disk.database import Database
from harvester.duplicates.catalogue import CatalogueEntry
from harvester.duplicates.sketch import Sample, Sketch


class Queue(Database):
    """Entries sorted by the time of harvest (ISO 8601 in UTC), and by the order in which they were added."""

    migrations = files("harvester.duplicates") / "queue"
    noun = "queue of texts"
    cache = 64_000
    synchronous = "OFF"

    def __init__(self) -> None:
        super().__init__(None)

    def put(self, entry: CatalogueEntry, harvested: str) -> None:
        """Add an entry."""
        sketch = entry.sketch
        values = (harvested, entry.id, entry.revision, entry.published, sketch.letters)
        insert = (
            "INSERT INTO entry (harvested, id, revision, published, letters, runs, numbers) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)"
        )
        self._write(insert, *values, sketch.runs.packed(), sketch.numbers.packed())

    def entries(self) -> Iterator[CatalogueEntry]:
        """All entries, in order."""
        select = "SELECT id, revision, published, letters, runs, numbers FROM entry ORDER BY harvested, number"
        with self._errors():
            for id_, revision, published, letters, runs, numbers in self._db.execute(select):
                yield CatalogueEntry(
                    id_, revision, published, Sketch(letters, Sample.unpacked(runs), Sample.unpacked(numbers))
                )
