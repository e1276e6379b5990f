"""``removed.ndjson``: articles that were removed for good, one a line: when, by whom, and why.

A run does not ask for their threads, and a line of theirs that comes back from a backup is removed again; no reader
takes it for an article meanwhile. To have a thread harvested again, delete its line from the file.

A backup holds them under another name, so that restoring it loses none that were added since: the next run joins the
two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from harvester.disk.lines import LineFile, one_line
from harvester.store.sqlite import Store

NAME = "removed.ndjson"
#: What they are called in a backup.
FROM_BACKUP = "removed.backup.ndjson"


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An article that was removed: ``id`` is SITE:TID, ``at`` ISO 8601 in UTC."""

    id: str
    tid: int
    at: str
    by: str
    why: str


def tombstones(folder: Path) -> Iterator[Tombstone]:
    """The tombstones of a site, in order, also those that a backup brought; other lines are skipped.

    Raises :class:`OSError`.
    """
    known: set[int] = set()
    for path in (folder / NAME, folder / FROM_BACKUP):
        for each in _of(path):
            if each.tid not in known:
                known.add(each.tid)
                yield each


def buried(folder: Path) -> frozenset[int]:
    """The threads of a site whose articles were removed for good. Raises :class:`OSError`.

    >>> buried(Path("no-such-folder"))
    frozenset()
    """
    return frozenset(each.tid for each in tombstones(folder))


def as_lines(folder: Path) -> bytes:
    """All tombstones of a site as a file of them. Raises :class:`OSError`."""
    return b"".join(one_line(asdict(each), compact=True).encode() + b"\n" for each in tombstones(folder))


def _of(path: Path) -> Iterator[Tombstone]:
    for raw in path.read_bytes().splitlines() if path.exists() else ():
        with suppress(ValueError, TypeError, RecursionError):
            yield Tombstone(**json.loads(raw))


def bury(folder: Path, tombstone: Tombstone) -> None:
    """Add one; it is on the disk when this returns. Raises :class:`OSError`."""
    path = folder / NAME
    if any(known.tid == tombstone.tid for known in _of(path)):
        return
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
    """Note in the store which threads have tombstones; those of a backup join the others.

    Raises :class:`OSError` or StoreError.
    """
    for each in _of(folder / FROM_BACKUP):
        bury(folder, each)
    (folder / FROM_BACKUP).unlink(missing_ok=True)
    wanted, known = {tombstone.tid for tombstone in tombstones(folder)}, store.buried()
    for tid in wanted - known:
        store.bury(tid)
    for tid in known - wanted:
        store.exhume(tid)
