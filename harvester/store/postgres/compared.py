"""The index of texts that all sites of a database share: what is looked up in it, and what is added.

A text is added in the transaction of a crawl that wrote its line, or of one that takes in what the index lacks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:  # what is noted needs no package
    from harvester.store.postgres.session import Session

#: The texts that share most keys with one: of those that were added before it, if it is in the index.
NEAR: Final = (
    "SELECT text.root, text.letters, text.runs, text.numbers FROM ("
    "SELECT number, count(*) AS shared FROM harvester.text_key WHERE hash = ANY(%s::bigint[]) "
    "AND number < coalesce((SELECT number FROM harvester.text WHERE id = %s), 9223372036854775807) "
    "GROUP BY number HAVING count(*) >= %s ORDER BY count(*) DESC, number LIMIT %s) AS near "
    "JOIN harvester.text USING (number) LEFT JOIN harvester.text AS first ON first.id = text.root "
    "ORDER BY coalesce(first.number, text.number), near.shared DESC"
)
#: Takes a text's keys out, before those of its next revision are put in.
DROP_KEYS: Final = (
    "DELETE FROM harvester.text_key USING harvester.text WHERE text.site = %s AND text.tid = %s "
    "AND text_key.hash = ANY(text.keys) AND text_key.number = text.number"
)
#: Adds a text, or a later revision of it: none of an article that somebody removed.
ADD: Final = (
    "WITH kept AS (INSERT INTO harvester.text AS old (site, tid, id, revision, root, letters, runs, numbers, keys) "
    "SELECT site, tid, %s, %s, %s, %s, %s, %s, %s FROM harvester.thread "
    "WHERE site = %s AND tid = %s AND state = 'harvested' ON CONFLICT (site, tid) DO UPDATE SET "
    "id = excluded.id, revision = excluded.revision, root = excluded.root, letters = excluded.letters, "
    "runs = excluded.runs, numbers = excluded.numbers, keys = excluded.keys WHERE old.revision <= excluded.revision "
    "RETURNING number, keys) "
    "INSERT INTO harvester.text_key (hash, number) SELECT key, number FROM kept, unnest(keys) AS key "
    "WHERE (SELECT count(*) FROM harvester.text_key WHERE hash = key) < %s ON CONFLICT DO NOTHING"
)
_LACKING = (
    "SELECT site.name, site.id, array_agg(thread.tid) FROM harvester.thread "
    "JOIN harvester.site ON site.id = thread.site "
    "LEFT JOIN harvester.text ON text.site = thread.site AND text.tid = thread.tid "
    "WHERE thread.state = 'harvested' AND thread.revision > coalesce(text.revision, 0) GROUP BY 1, 2 ORDER BY 1"
)
_OF_SITE = (
    "DELETE FROM harvester.text_key USING harvester.text WHERE text.site = %s "
    "AND text_key.hash = ANY(text.keys) AND text_key.number = text.number"
)
_NEW_ROOT = (
    "UPDATE harvester.text AS copy SET root = next.id FROM (SELECT DISTINCT ON (other.root) other.root, other.id "
    "FROM harvester.text AS other JOIN harvester.text AS gone ON other.root = gone.id AND other.number <> gone.number "
    "WHERE gone.site = %(site)s AND (%(tid)s::bigint IS NULL OR gone.tid = %(tid)s) "
    "AND (%(tid)s::bigint IS NOT NULL OR other.site <> %(site)s) ORDER BY other.root, other.number) AS next "
    "WHERE copy.root = next.root"
)


@dataclass(frozen=True, slots=True)
class Lacking:
    """A site with articles that the index lacks, and their threads."""

    name: str
    site: int
    tids: list[int]


def lacking(db: Session) -> list[Lacking]:
    """The sites with articles that the index lacks."""
    return [Lacking(*row) for row in db.execute(_LACKING)]


def forget(db: Session, site: int, tid: int | None = None) -> None:
    """Take an article out of the index, or all of a site: the oldest copy becomes the first of its group."""
    given: dict[str, Any] = {"site": site, "tid": tid}
    db.execute(_NEW_ROOT, given)
    if tid is None:
        db.execute(_OF_SITE, [site])
        db.execute("DELETE FROM harvester.text WHERE site = %s", [site])
    else:
        db.execute(DROP_KEYS, [site, tid])
        db.execute("DELETE FROM harvester.text WHERE site = %s AND tid = %s", [site, tid])
