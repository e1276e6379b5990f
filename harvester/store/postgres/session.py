"""A synchronous connection to the database, for commands and jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from harvester.store.postgres.address import DatabaseAddress
from harvester.store.postgres.connections import Connections
from harvester.store.postgres.errors import explained

Session = psycopg.Connection[Any]
#: Seconds for which a command waits for a database that does not answer.
_PATIENCE = 5.0


@contextmanager
def session(given: str, *, snapshot: bool = False) -> Iterator[Session]:
    """A connection to the database ``given``, whose tables are brought up to date.

    Each statement is committed by itself unless ``transaction()`` is used; with ``snapshot``, everything is read as of
    one moment. Raises :class:`~harvester.store.interface.StoreError`, also for psycopg's errors inside the block.
    """
    asyncio.run(_bring_up_to_date(given))
    address = DatabaseAddress.of(given)
    try:
        with psycopg.connect(address.conninfo, autocommit=True) as connection:
            if snapshot:
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection
    except psycopg.Error as error:
        raise explained(error, address) from None


async def _bring_up_to_date(given: str) -> None:
    await (await Connections.open(given, 1, _PATIENCE)).leave()
