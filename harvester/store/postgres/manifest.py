"""The manifest: the files of articles, and the content of each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from psycopg import Rollback

from harvester.store.postgres.session import Session

#: The first half of the advisory locks of sites whose files are being made; the second is the site's id.
_SEALS = 0x5345414C
_COLUMNS = "id, site, day, part, url, lines, bytes, sha256, tids, frames"


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file of articles. ``tids`` and ``frames`` as in the table ``harvester.file``."""

    id: int
    site: int
    day: date
    part: int
    url: str
    lines: int = 0
    bytes: int = 0
    sha256: str | None = None
    tids: list[int] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)


def lock(db: Session, site: int) -> bool:
    """Take the lock for making a site's files, until it is released or the session ends; returns whether it did."""
    found = db.execute("SELECT pg_try_advisory_lock(%s, %s)", [_SEALS, site]).fetchone()
    return bool(found and found[0])


def unlock(db: Session, site: int) -> None:
    """Release the lock of a site's files."""
    db.execute("SELECT pg_advisory_unlock(%s, %s)", [_SEALS, site])


def files(db: Session, site: int, state: str = "sealed") -> list[SealedFile]:
    """The files of a site that are in a state, in order."""
    select = f"SELECT {_COLUMNS} FROM harvester.file WHERE site = %s AND state = %s ORDER BY day, part, id"
    return [SealedFile(*row) for row in db.execute(select.encode(), [site, state])]


def unsettled(db: Session) -> Iterator[int]:
    """The sites with files that were not finished, or are to be deleted."""
    select = "SELECT DISTINCT site FROM harvester.file WHERE state <> 'sealed' ORDER BY site"
    for (site,) in db.execute(select).fetchall():
        yield site


def next_part(db: Session, site: int, day: date) -> int:
    """The number of the next file of a day."""
    select = "SELECT coalesce(max(part), 0) + 1 FROM harvester.file WHERE site = %s AND day = %s AND state = 'sealed'"
    found = db.execute(select, [site, day]).fetchone()
    return int(found[0]) if found else 1


def begin(db: Session, site: int, day: date, part: int, url: str) -> int:
    """Note that a file is about to be written; returns its id. So even an unfinished file is known."""
    insert = "INSERT INTO harvester.file (site, day, part, url, state) VALUES (%s, %s, %s, %s, 'writing') RETURNING id"
    found = db.execute(insert, [site, day, part, url]).fetchone()
    return int(found[0]) if found else 0


def seal(db: Session, file: SealedFile, *, first: int, last: int) -> bool:
    """Replace the rows ``first`` to ``last`` of a day by a file that was checked.

    Returns whether that was done: an article among them may have been removed meanwhile.
    """
    remove = (
        "DELETE FROM harvester.line WHERE site = %s AND number BETWEEN %s AND %s "
        "AND (written AT TIME ZONE 'UTC')::date = %s"
    )
    with db.transaction():
        removed = db.execute(remove, [file.site, first, last, file.day]).rowcount
        if removed != file.lines:
            raise Rollback
        _settle(db, file)
    return removed == file.lines


def replace(db: Session, old: SealedFile, new: SealedFile | None) -> None:
    """Replace a file by another one that was checked; the old one is to be deleted. ``None``: nothing is left of it."""
    with db.transaction():
        db.execute("UPDATE harvester.file SET state = 'doomed' WHERE id = %s", [old.id])
        if new is not None:
            _settle(db, new)


def doom(db: Session, site: int) -> int:
    """Have all files of a site deleted with the next that are; returns their number."""
    update = "UPDATE harvester.file SET state = 'doomed' WHERE site = %s AND state <> 'doomed'"
    return db.execute(update, [site]).rowcount


def forget(db: Session, file: SealedFile) -> None:
    """Note that a file that was not finished, or was to be deleted, no longer exists."""
    db.execute("DELETE FROM harvester.file WHERE id = %s AND state <> 'sealed'", [file.id])


def _settle(db: Session, file: SealedFile) -> None:
    update = (
        "UPDATE harvester.file SET state = 'sealed', lines = %s, bytes = %s, sha256 = %s, tids = %s, frames = %s "
        "WHERE id = %s"
    )
    db.execute(update, [file.lines, file.bytes, file.sha256, file.tids, file.frames, file.id])
