"""Taking a site: one run at a time has it, under an epoch of its own."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

from harvester.disk.lock import LockedError
from harvester.store.interface import FencedError
from harvester.store.postgres.connections import Connection, Connections
from harvester.store.postgres.notes import Place

_MAKE = "INSERT INTO harvester.site (name, server) VALUES (%s, %s) ON CONFLICT (name) DO NOTHING"
_FIND = "SELECT id FROM harvester.site WHERE name = %s"
_TAKE = (
    "UPDATE harvester.site SET epoch = epoch + 1, owner = %s "
    "WHERE id = %s AND NOT EXISTS (SELECT FROM harvester.worker WHERE worker.id = site.owner) RETURNING epoch, serial"
)
_HOLDER = "SELECT owner FROM harvester.site WHERE id = %s"
_STANDS = "SELECT id, epoch, serial FROM harvester.site WHERE name = %s"
_LEAVE = "UPDATE harvester.site SET owner = NULL, last_run = now() WHERE id = %s AND epoch = %s"


@dataclass(frozen=True, slots=True)
class SiteName:
    """A site's name in the database; ``server``: its domain or host, needed if its row has to be made."""

    name: str
    server: str = ""


async def taken_by_hand(connections: Connections, site: SiteName) -> Place:
    """Take a site for a run without a worker.

    Raises :class:`~harvester.disk.lock.LockedError` if a worker or another run has it, and StoreError.
    """

    async def made(connection: Connection) -> int:
        await connection.execute(_MAKE, [site.name, site.server])
        found = await (await connection.execute(_FIND, [site.name])).fetchone()
        return int(found[0]) if found else 0

    number = await connections.run(made)
    if not await connections.hold(number):
        raise LockedError(f"another run is at work on {site.name} in {connections.address.shown}")

    async def taken(connection: Connection) -> Place:
        row = await (await connection.execute(_TAKE, [_owner(), number])).fetchone()
        if row is None:
            holder = await (await connection.execute(_HOLDER, [number])).fetchone() or ("",)
            raise LockedError(f"the worker {holder[0]} is at work on {site.name}")
        return Place(number, *row)

    try:
        return await connections.run(taken)
    except BaseException:
        await connections.let_go(number)
        raise


async def given(connections: Connections, site: SiteName, epoch: int) -> Place:
    """The place of a run whose worker has taken the site under ``epoch``.

    Raises :class:`~harvester.store.interface.FencedError` if another has taken it since.
    """

    async def found(connection: Connection) -> Place:
        row = await (await connection.execute(_STANDS, [site.name])).fetchone()
        if row is None or row[1] != epoch:
            raise FencedError(f"{connections.address.shown}: another worker has taken {site.name}")
        return Place(*row)

    return await connections.run(found)


async def left(connections: Connections, place: Place) -> None:
    """Release a site that was taken without a worker."""

    async def let_go(connection: Connection) -> None:
        await connection.execute(_LEAVE, [place.site, place.epoch])

    try:
        await connections.run(let_go)
    finally:
        await connections.let_go(place.site)


def _owner() -> str:
    return f"shell on {socket.gethostname()}, process {os.getpid()}"
