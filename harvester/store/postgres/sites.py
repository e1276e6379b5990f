"""The table of sites, which people edit: what is crawled, how often, and what is paused."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from harvester.store.postgres import compared
from harvester.store.postgres.connections import LOCKS
from harvester.store.postgres.runs import as_json
from harvester.store.postgres.session import Session

_COLUMNS = ("known_as", "entry", "server", "every", "hours", "budget", "priority")
#: The sites of a file, as one JSON array: ten thousand of them are parsed by the server in a few milliseconds.
_GIVEN = (
    "json_to_recordset(%s::json) AS given (name text, known_as text, entry jsonb, server text, every interval, "
    "hours text, budget int, priority int)"
)
#: A site that was never crawled is due from now on, and late if no worker takes it. Rows that stay as they are are not
#: written.
_KEEP = (
    f"INSERT INTO harvester.site (name, {', '.join(_COLUMNS)}, next_run) "
    f"SELECT name, {', '.join(_COLUMNS)}, now() FROM {_GIVEN} "
    f"ON CONFLICT (name) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS)}, "
    "next_run = coalesce(site.next_run, excluded.next_run) "
    f"WHERE site.next_run IS NULL OR ({', '.join(f'site.{name}' for name in _COLUMNS)}) "
    f"IS DISTINCT FROM ({', '.join(f'excluded.{name}' for name in _COLUMNS)}) RETURNING (xmax = 0)"
)
#: The names of the file that other rows have until now: also where two sites of the file change names.
_FREE_NAMES = (
    "UPDATE harvester.site SET known_as = NULL FROM jsonb_each_text(%s::jsonb) AS given (known_as, name) "
    "WHERE site.known_as = given.known_as AND site.name <> given.name"
)
_PLANNED = "SELECT name, coalesce(known_as, name) FROM harvester.site WHERE entry IS NOT NULL ORDER BY name"
_LISTED = (
    "SELECT name, known_as, entry ->> 'address', paused, owner, next_run, last_run, every, priority "
    "FROM harvester.site ORDER BY name"
)


@dataclass(frozen=True, slots=True)
class PlannedSite:
    """A site that a fleet is to crawl. ``name``: of its folder; ``entry``: its table, as plain values."""

    name: str
    known_as: str
    entry: dict[str, Any]
    server: str
    every: float | None = None
    hours: str | None = None
    budget: int | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class ListedSite:
    """A site in the table. ``owner``: the worker or run at work on it."""

    name: str
    known_as: str | None
    address: str | None
    paused: bool
    owner: str | None
    next_run: datetime | None
    last_run: datetime | None
    every: Any
    priority: int


def keep(db: Session, sites: Sequence[PlannedSite]) -> int:
    """Put sites into the table, replacing their rows; returns how many are new."""
    with db.transaction():
        db.execute(_FREE_NAMES, [as_json({each.known_as: each.name for each in sites})])
        kept = db.execute(_KEEP, [as_json([_row(each) for each in sites])])
        return sum(is_new for (is_new,) in kept.fetchall())


def _row(site: PlannedSite) -> dict[str, Any]:
    every = None if site.every is None else f"{site.every} seconds"
    return {name: getattr(site, name) for name in ("name", *_COLUMNS)} | {"every": every}


def planned(db: Session) -> list[tuple[str, str]]:
    """The sites that workers crawl: the name of each, and what people call it."""
    return db.execute(_PLANNED).fetchall()


def listed(db: Session) -> Iterator[ListedSite]:
    """All sites, by name."""
    for row in db.execute(_LISTED):
        yield ListedSite(*row)


def pause(db: Session, names: Sequence[str], *, paused: bool) -> None:
    """Keep workers from taking sites, or let them again."""
    db.execute("UPDATE harvester.site SET paused = %s WHERE name = ANY(%s)", [paused, list(names)])


def run(db: Session, names: Sequence[str]) -> None:
    """Make sites due now."""
    db.execute("UPDATE harvester.site SET next_run = now() WHERE name = ANY(%s)", [list(names)])


def take_out(db: Session, name: str) -> None:
    """Have no worker crawl a site any longer; one that is at work on it ends its slice. Its harvest stays."""
    db.execute("UPDATE harvester.site SET entry = NULL WHERE name = %s", [name])


def articles(db: Session, name: str) -> int:
    """The number of articles of a site."""
    select = (
        "SELECT count(*) FROM harvester.thread JOIN harvester.site ON site.id = thread.site "
        "WHERE name = %s AND revision > 0 AND state <> 'removed'"
    )
    found = db.execute(select, [name]).fetchone()
    return int(found[0]) if found else 0


def give_up(db: Session, site: int) -> str | None:
    """Take a site from whoever has it if they are gone; returns who is at work on it, or ``None``.

    What a run that is gone without knowing it still commits is refused from then on.
    """
    update = (
        "UPDATE harvester.site SET owner = NULL, epoch = epoch + 1, entry = NULL WHERE id = %s "
        "AND NOT EXISTS (SELECT FROM harvester.worker WHERE worker.id = site.owner) "
        "AND pg_try_advisory_xact_lock(%s, id)"
    )
    if db.execute(update, [site, LOCKS]).rowcount:
        return None
    found = db.execute("SELECT coalesce(owner, '') FROM harvester.site WHERE id = %s", [site]).fetchone()
    return str(found[0]) if found else ""


def forget(db: Session, site: int) -> None:
    """Remove all that is known of a site. Its files have to be gone."""
    with db.transaction():
        compared.forget(db, site)
        db.execute("DELETE FROM harvester.site WHERE id = %s", [site])


def site_id(db: Session, name: str) -> int | None:
    """The id of a site in the other tables; ``None`` if there is no such site."""
    found = db.execute("SELECT id FROM harvester.site WHERE name = %s", [name]).fetchone()
    return int(found[0]) if found else None


def name_of(db: Session, site: int) -> str:
    """The name of a site; empty if there is no such site."""
    found = db.execute("SELECT name FROM harvester.site WHERE id = %s", [site]).fetchone()
    return str(found[0]) if found else ""


def make(db: Session, name: str, server: str) -> int | None:
    """Make a site, if nothing is known of it yet; returns its id, or ``None`` if something is known."""
    db.execute("INSERT INTO harvester.site (name, server) VALUES (%s, %s) ON CONFLICT DO NOTHING", [name, server])
    select = (
        "SELECT id FROM harvester.site WHERE name = %s "
        "AND NOT EXISTS (SELECT FROM harvester.thread WHERE thread.site = site.id) FOR UPDATE"
    )
    found = db.execute(select, [name]).fetchone()
    return int(found[0]) if found else None


def names_given(db: Session) -> dict[str, str]:
    """The names of sites by their names in the sites file."""
    select = "SELECT known_as, name FROM harvester.site WHERE known_as IS NOT NULL"
    return dict(db.execute(select).fetchall())


def harvested(db: Session, tid: int | None = None) -> list[str]:
    """The sites with known threads, by name; ``tid``: only those that know that thread."""
    select = (
        "SELECT name FROM harvester.site WHERE EXISTS (SELECT FROM harvester.thread WHERE thread.site = site.id "
        "AND (%s::bigint IS NULL OR tid = %s)) ORDER BY name"
    )
    return [name for (name,) in db.execute(select, [tid, tid]).fetchall()]


def at_work(db: Session, site: int) -> bool:
    """Whether a run is at work on a site."""
    found = db.execute("SELECT owner IS NOT NULL FROM harvester.site WHERE id = %s", [site]).fetchone()
    return bool(found and found[0])
