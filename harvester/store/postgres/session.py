"""A synchronous connection to the database, for commands and jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from psycopg.types.datetime import TimestamptzLoader

from harvester.store.postgres.address import DatabaseAddress
from harvester.store.postgres.connections import Connections
from harvester.store.postgres.errors import explained

Session = psycopg.Connection[Any]
#: Seconds for which a command waits for a database that does not answer.
_PATIENCE = 5.0
#: Seconds for which it waits for a lock that another session holds, unless the address says for how long.
_LOCKED = 10
_LOCK_TIMEOUT = (
    "SELECT set_config('lock_timeout', %s, false) FROM pg_settings WHERE name = 'lock_timeout' AND setting = '0'"
)


class _Bounded(TimestamptzLoader):
    """Times that Python has no value for, such as PostgreSQL's ``infinity``, as the last or first that it has.

    People write them into the table of sites, and one of them must not keep all sites from being read.
    """

    def load(self, data: Any) -> datetime:  # noqa: ANN401 - psycopg's buffer
        try:
            return super().load(data)
        except psycopg.DataError:
            last = not bytes(data).startswith(b"-") and not bytes(data).endswith(b"BC")
            return datetime.max.replace(tzinfo=UTC) if last else datetime.min.replace(tzinfo=UTC)


def connected(address: DatabaseAddress) -> Session:
    """A connection that waits for no lock for ever, and reads any time. Raises ``psycopg.Error``."""
    connection = psycopg.connect(address.conninfo, autocommit=True)
    connection.adapters.register_loader("timestamptz", _Bounded)
    connection.execute(_LOCK_TIMEOUT, [f"{_LOCKED}s"])
    return connection


@contextmanager
def session(given: str, *, snapshot: bool = False) -> Iterator[Session]:
    """A connection to the database ``given``, whose tables are brought up to date.

    Each statement is committed by itself unless ``transaction()`` is used; with ``snapshot``, everything is read as of
    one moment. Raises :class:`~harvester.store.interface.StoreError`, also for psycopg's errors inside the block.
    """
    asyncio.run(_bring_up_to_date(given))
    address = DatabaseAddress.of(given)
    try:
        with connected(address) as connection:
            if snapshot:
                connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield connection
    except psycopg.Error as error:
        raise explained(error, address) from None


async def _bring_up_to_date(given: str) -> None:
    await (await Connections.open(given, 1, _PATIENCE)).leave()
