"""Migrating the tables to the newest version; of several workers that start at once, one does it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from psycopg import AsyncConnection
from psycopg.errors import InsufficientPrivilege

from harvester.config.declaring import one_line
from harvester.config.program import program
from harvester.disk.database import NewerError
from harvester.store.interface import StoreError
from harvester.store.postgres import queue_tables

#: The advisory lock for changing the tables: any number that nothing else uses.
_LOCK = 0x4841525645535445
_THERE = "SELECT to_regclass('harvester.version') IS NOT NULL"
_VERSION = "SELECT number FROM harvester.version"
_BEGIN = (
    "CREATE SCHEMA IF NOT EXISTS harvester; "
    "CREATE TABLE IF NOT EXISTS harvester.version ("
    "one boolean PRIMARY KEY DEFAULT true CHECK (one), number int NOT NULL); "
    "INSERT INTO harvester.version (number) VALUES (0) ON CONFLICT DO NOTHING"
)


def scripts() -> list[str]:
    """The SQL that brings the tables from each version to the next, in order."""
    folder = files("harvester.store.postgres") / "versions"
    paths = sorted(folder.iterdir(), key=lambda path: path.name)
    return [path.read_text(encoding="utf-8") for path in paths if path.name.endswith(".sql")]


async def migrate(connection: AsyncConnection[Any]) -> None:
    """Migrate the tables to the newest version, all or nothing, in the open transaction.

    If they are up to date, no right to change them is needed. Raises
    :class:`~harvester.disk.database.NewerError` if a newer Harvester made them, and
    :class:`~harvester.store.interface.StoreError` if the user may not change them.
    """
    known = scripts()
    version = await _version(connection)
    if version < len(known) or not await queue_tables.are_current(connection):
        try:
            version = await _brought_up_to_date(connection, known)
        except InsufficientPrivilege as error:
            stand = f"are of version {version}, and {len(known)} is needed" if version else "do not exist"
            raise StoreError(
                f"the tables {stand}: have a user who may make them, or who made them, run: {program()} sites list "
                f"(docs/fleet.md; {one_line(str(error))})"
            ) from None
    if version > len(known):
        raise NewerError(
            f"the database was brought to version {version} by a newer Harvester, this one knows {len(known)}: "
            "install that one"
        )


async def _brought_up_to_date(connection: AsyncConnection[Any], known: Sequence[str]) -> int:
    """Change the tables, unless another was first; returns the version that they had."""
    await connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    await connection.execute(_BEGIN)
    version = await _version(connection)
    for script in known[version:]:
        await connection.execute(script.encode())
    if version < len(known):
        await connection.execute("UPDATE harvester.version SET number = %s", [len(known)])
    if version <= len(known):
        await queue_tables.bring_up_to_date(connection)
    return version


async def _version(connection: AsyncConnection[Any]) -> int:
    there = await (await connection.execute(_THERE)).fetchone()
    if there is None or not there[0]:
        return 0
    found = await (await connection.execute(_VERSION)).fetchone()
    return int(found[0]) if found else 0
