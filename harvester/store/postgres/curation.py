"""What people do to articles in a database: removed ones are hidden at once, corrections are laid over them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from harvester.store.postgres import compared
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
    """Remove an article: its rows are deleted, and its lines in files are hidden; returns the number of rows.

    A crawl at work on the site finds the thread removed at its next commit, and writes no line of it.
    """
    with db.transaction():
        db.execute(_BURY, [site, tid, as_jsonb(stone)])
        db.execute(_REMOVED, [site, tid])
        for table in ("wanted", "turn", "plain", "correction"):
            db.execute(f"DELETE FROM harvester.{table} WHERE site = %s AND tid = %s".encode(), [site, tid])
        compared.forget(db, site, tid)
        db.execute("DELETE FROM harvester.medium WHERE site = %s AND file = ANY(%s)", [site, list(media)])
        noticed = db.execute(_NOTICED, [site, str(tid)]).rowcount
        return noticed + db.execute("DELETE FROM harvester.line WHERE site = %s AND tid = %s", [site, tid]).rowcount


def tombstones(db: Session, site: int) -> Iterator[dict[str, Any]]:
    """The records of a site's removed articles, in order."""
    select = "SELECT stone FROM harvester.tombstone WHERE site = %s ORDER BY stone ->> 'at', tid"
    for (stone,) in db.execute(select, [site]).fetchall():
        yield stone


def buried(db: Session, site: int, *, unpurged: bool = False) -> set[int]:
    """The threads whose articles were removed; ``unpurged``: only those with lines that may still be in files."""
    select = "SELECT tid FROM harvester.tombstone WHERE site = %s AND (purged IS NULL OR NOT %s)"
    return {tid for (tid,) in db.execute(select, [site, unpurged]).fetchall()}


def unpurged(db: Session, before: datetime | None = None) -> list[int]:
    """The sites with removed articles whose lines may still be in files."""
    return [site for (site,) in db.execute(_UNPURGED, [before, before]).fetchall()]


def purged(db: Session, site: int, tids: Collection[int]) -> None:
    """Note that only the tombstones are left of removed articles."""
    db.execute("UPDATE harvester.tombstone SET purged = now() WHERE site = %s AND tid = ANY(%s)", [site, list(tids)])


def corrections(db: Session, site: int) -> Iterator[bytes]:
    """The corrections of a site, a line of JSON each."""
    for (made,) in db.execute("SELECT made FROM harvester.correction WHERE site = %s ORDER BY tid, number", [site]):
        yield made


def correct(db: Session, site: int, made: Mapping[tuple[int, int], bytes]) -> None:
    """Keep corrections, by thread and number, as lines of JSON; one that was undone replaces its earlier form."""
    keep = (
        "INSERT INTO harvester.correction (site, tid, number, made) VALUES (%s, %s, %s, %s) "
        "ON CONFLICT (site, tid, number) DO UPDATE SET made = excluded.made"
    )
    with db.transaction(), db.cursor() as cursor:
        cursor.executemany(keep, [(site, tid, number, raw) for (tid, number), raw in made.items()])
