"""``removed.ndjson``: articles that were removed for good, one a line: when, by whom, and why.

A run does not ask for their threads, and a line of theirs that comes back from a backup is removed again. To have a
thread harvested again, delete its line from the file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from harvester.disk.lines import LineFile
from harvester.store.sqlite import Store

NAME = "removed.ndjson"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article that was removed: ``id`` is SITE:TID, ``at`` ISO 8601 in UTC."""

    id: str
    tid: int
    at: str
    by: str
    why: str


def tombstones(folder: Path) -> Iterator[Tombstone]:
    """The tombstones of a site, in order; other lines are skipped. Raises :class:`OSError`."""
    path = folder / NAME
    for raw in path.read_bytes().splitlines() if path.exists() else ():
        with suppress(ValueError, TypeError, RecursionError):
            yield Tombstone(**json.loads(raw))


def bury(folder: Path, tombstone: Tombstone) -> None:
    """Add one; it is on the disk when this returns. Raises :class:`OSError`."""
    if any(known.tid == tombstone.tid for known in tombstones(folder)):
        return
    path = folder / NAME
    if path.exists() and not path.read_bytes().endswith(b"\n"):
        with path.open("ab") as file:  # somebody edited it
            file.write(b"\n")
    lines = LineFile(path)
    try:
        lines.write(asdict(tombstone))
        lines.sync()
    finally:
        lines.close()


def agree(store: Store, folder: Path) -> None:
    """Note in the store which threads have tombstones. Raises :class:`OSError` or StoreError."""
    wanted, known = {tombstone.tid for tombstone in tombstones(folder)}, store.buried()
    for tid in wanted - known:
        store.bury(tid)
    for tid in known - wanted:
        store.exhume(tid)
