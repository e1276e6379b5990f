"""The tables of the workers' queue, which are procrastinate's: kept next to ours, and migrated together with them.

A comment in the database says which of procrastinate's own migrations it has.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from psycopg import AsyncConnection, sql

_STANDS = (
    "SELECT to_regclass('harvester.procrastinate_jobs') IS NOT NULL, "
    "obj_description(to_regclass('harvester.procrastinate_jobs'), 'pg_class')"
)


async def are_current(connection: AsyncConnection[Any]) -> bool:
    """Whether the tables are as the installed procrastinate needs them; true if it is not installed."""
    there, last = await _stands(connection)
    return not _names() or (there and last >= _names()[-1])


async def bring_up_to_date(connection: AsyncConnection[Any]) -> None:
    """Make the tables, or change them by procrastinate's migrations, in the open transaction."""
    names = _names()
    if not names:
        return
    there, last = await _stands(connection)
    missing = [f"migrations/{name}" for name in names if name > last] if there else ["schema.sql"]
    await connection.execute("SET LOCAL search_path = harvester")
    for name in missing:
        await connection.execute((_folder() / name).read_bytes())
    comment = sql.SQL("COMMENT ON TABLE harvester.procrastinate_jobs IS {}").format(names[-1])
    await connection.execute(comment)
    await connection.execute("RESET search_path")


async def _stands(connection: AsyncConnection[Any]) -> tuple[bool, str]:
    row = await (await connection.execute(_STANDS)).fetchone()
    return (bool(row[0]), row[1] or "") if row else (False, "")


def _folder() -> Path:
    """The folder of procrastinate's SQL, found without importing it, since most users of a database are not workers."""
    spec = find_spec("procrastinate")
    places = list(spec.submodule_search_locations or ()) if spec else []
    return Path(places[0] if places else "/nowhere") / "sql"


def _names() -> list[str]:
    """The names of its migrations, in their order; none where it is not installed."""
    return sorted(path.name for path in (_folder() / "migrations").glob("*.sql"))
