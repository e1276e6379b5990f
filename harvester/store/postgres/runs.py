"""The runs of sites in PostgreSQL: the configuration of each, and its result."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from psycopg.types.json import Jsonb

from harvester.store.postgres.connections import Connection, Connections
from harvester.store.postgres.notes import Place
from harvester.store.postgres.session import Session

_KILLED = (
    'UPDATE harvester.run SET ended = now(), record = record || \'{"reason": "killed"}\' '
    "WHERE site = %s AND ended IS NULL RETURNING record"
)
_BEGIN = "INSERT INTO harvester.run (site, epoch, record) VALUES (%s, %s, %s)"
_END = (
    "UPDATE harvester.run SET ended = now(), record = record || %s "
    "WHERE site = %s AND epoch = %s AND ended IS NULL RETURNING record"
)
_LAST = (
    "SELECT record FROM (SELECT number, record FROM harvester.run WHERE site = %s AND ended IS NOT NULL "
    "ORDER BY number DESC LIMIT %s) AS last ORDER BY number"
)
#: Runs are kept for 90 days; ``status`` shows two weeks.
_FORGET = (
    "DELETE FROM harvester.run WHERE ended < now() - interval '90 days' "
    "AND EXISTS (SELECT FROM harvester.run AS later WHERE later.site = run.site AND later.number > run.number)"
)


class SiteRuns:
    """The journal of one site, written to by the run that has it."""

    def __init__(self, connections: Connections, place: Place) -> None:
        self._connections = connections
        self._place = place

    async def begin(self, record: Mapping[str, Any]) -> dict[str, Any] | None:
        """Note that a run begins; returns the record of the one before if that was killed. Raises StoreError."""

        async def begun(connection: Connection) -> dict[str, Any] | None:
            killed = await (await connection.execute(_KILLED, [self._place.site])).fetchall()
            await connection.execute(_BEGIN, [self._place.site, self._place.epoch, as_jsonb(record)])
            return killed[-1][0] if killed else None

        return await self._connections.run(begun)

    async def end(self, done: Mapping[str, Any]) -> dict[str, Any]:
        """Note the run's result; returns its whole record. Raises StoreError."""

        async def ended(connection: Connection) -> dict[str, Any]:
            values = [as_jsonb(done), self._place.site, self._place.epoch]
            found = await (await connection.execute(_END, values)).fetchone()
            return found[0] if found else dict(done)

        return await self._connections.run(ended)

    async def last(self, most: int) -> list[dict[str, Any]]:
        """The records of the last runs that ended, oldest first. Raises StoreError."""

        async def read(connection: Connection) -> list[dict[str, Any]]:
            found = await (await connection.execute(_LAST, [self._place.site, most])).fetchall()
            return [record for (record,) in found]

        return await self._connections.run(read)


def as_jsonb(value: object) -> Jsonb:
    """``value`` as PostgreSQL's JSON, which is stricter: without NUL and lone surrogates."""
    return Jsonb(value, dumps=as_json)


def as_json(value: object) -> str:
    """The same as text."""
    text = json.dumps(value, ensure_ascii=False, default=str).replace("\\u0000", "\\ufffd")
    return text.encode("utf-8", "replace").decode()


def records_of(db: Session, site: int, *, ended: bool = True) -> list[dict[str, Any]]:
    """The records of a site's runs, oldest first: those that ended, or the one that did not yet."""
    select = "SELECT record FROM harvester.run WHERE site = %s AND (ended IS NOT NULL) = %s ORDER BY number"
    return [record for (record,) in db.execute(select, [site, ended]).fetchall()]


def forget(db: Session) -> None:
    """Forget runs that ended long ago, except each site's last one: with workers, a site has up to fifty a day."""
    db.execute(_FORGET)


def put_records(db: Session, site: int, records: Iterable[Mapping[str, Any]]) -> None:
    """Keep the records of runs that ended elsewhere."""
    keep = (
        "INSERT INTO harvester.run (site, epoch, began, ended, record) "
        "VALUES (%s, 0, %s::timestamptz, coalesce(%s, %s)::timestamptz, %s)"
    )
    rows = [(site, each["began"], each.get("ended"), each["began"], as_jsonb(each)) for each in records]
    with db.cursor() as cursor:
        cursor.executemany(keep, rows)
