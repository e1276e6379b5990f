"""What people do to articles of a database: removed ones are hidden at once, corrections are laid over."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from harvester.store.postgres.runs import as_jsonb
from harvester.store.postgres.session import Session

_BURY = (
    "INSERT INTO harvester.tombstone (site, tid, stone) VALUES (%s, %s, %s) "
    "ON CONFLICT (site, tid) DO UPDATE SET purged = NULL"
)
_REMOVED = (
    "INSERT INTO harvester.thread AS known (site, tid, state) VALUES (%s, %s, 'removed') ON CONFLICT (site, tid) "
    "DO UPDATE SET state = 'removed', reason = NULL, replies = NULL, last_reply = NULL, last_poster = NULL, "
    "next_visit = NULL, visited = NULL, revision = 0, text_hash = NULL, field_hashes = NULL, refused = 0, "
    "together = NULL, said = NULL, flags = NULL, also = NULL, standing = 'yes'"
)
_UNPURGED = (
    "SELECT DISTINCT site FROM harvester.tombstone WHERE purged IS NULL "
    "AND (%s::timestamptz IS NULL OR (stone ->> 'at')::timestamptz < %s) ORDER BY site"
)
_NOTICED = "DELETE FROM harvester.notice WHERE site = %s AND convert_from(notice, 'UTF8')::json ->> 'tid' = %s"


def bury(db: Session, site: int, tid: int, stone: Mapping[str, Any], media: Collection[str] = ()) -> int:
    """Remove an article: its rows go, and what stands of it in files is hidden; returns how many rows it had.

    A crawl that is at work on it finds the thread removed by its next commit, and writes no line of it.
    """
    with db.transaction():
        db.execute(_BURY, [site, tid, as_jsonb(stone)])
        db.execute(_REMOVED, [site, tid])
        for table in ("wanted", "turn", "plain", "correction"):
            db.execute(f"DELETE FROM harvester.{table} WHERE site = %s AND tid = %s".encode(), [site, tid])
        db.execute("DELETE FROM harvester.medium WHERE site = %s AND file = ANY(%s)", [site, list(media)])
        noticed = db.execute(_NOTICED, [site, str(tid)]).rowcount
        return noticed + db.execute("DELETE FROM harvester.line WHERE site = %s AND tid = %s", [site, tid]).rowcount


def tombstones(db: Session, site: int) -> Iterator[dict[str, Any]]:
    """What is known of the removed articles of a site, in order."""
    select = "SELECT stone FROM harvester.tombstone WHERE site = %s ORDER BY stone ->> 'at', tid"
    for (stone,) in db.execute(select, [site]).fetchall():
        yield stone


def buried(db: Session, site: int, *, unpurged: bool = False) -> set[int]:
    """The threads whose articles were removed; ``unpurged``: those of which something may still stand in a file."""
    select = "SELECT tid FROM harvester.tombstone WHERE site = %s AND (purged IS NULL OR NOT %s)"
    return {tid for (tid,) in db.execute(select, [site, unpurged]).fetchall()}


def unpurged(db: Session, before: datetime | None = None) -> list[int]:
    """The sites with removed articles of which something may still stand in a file."""
    return [site for (site,) in db.execute(_UNPURGED, [before, before]).fetchall()]


def purged(db: Session, site: int, tids: Collection[int]) -> None:
    """Note that nothing is left of removed articles but their tombstones."""
    db.execute("UPDATE harvester.tombstone SET purged = now() WHERE site = %s AND tid = ANY(%s)", [site, list(tids)])


def corrections(db: Session, site: int) -> Iterator[bytes]:
    """The corrections of a site, a line of JSON each."""
    for (made,) in db.execute("SELECT made FROM harvester.correction WHERE site = %s ORDER BY tid, number", [site]):
        yield made


def correct(db: Session, site: int, made: Mapping[tuple[int, int], bytes]) -> None:
    """Keep corrections, by thread and number, as lines of JSON; one that was undone takes the place of itself."""
    keep = (
        "INSERT INTO harvester.correction (site, tid, number, made) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (site, tid, number) DO UPDATE SET made = excluded.made"
    )
    with db.transaction(), db.cursor() as cursor:
        cursor.executemany(keep, [(site, tid, number, raw) for (tid, number), raw in made.items()])
