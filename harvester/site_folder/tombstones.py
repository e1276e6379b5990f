"""``removed.ndjson``: articles that were removed for good, a line each: when, by whom, and why.

A run asks for none of their threads, and a line of them that comes back, from a backup, goes again. Whoever takes a
line out of the file wants the thread to be harvested again.
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
    """Those of a site, in order; lines that are none are passed over. Raises :class:`OSError`."""
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
    """Have the store say of which threads there are tombstones. Raises :class:`OSError` or StoreError."""
    wanted, known = {tombstone.tid for tombstone in tombstones(folder)}, store.buried()
    for tid in wanted - known:
        store.bury(tid)
    for tid in known - wanted:
        store.exhume(tid)
