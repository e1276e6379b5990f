"""The backends of the store, as the tests of its contract see them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, Protocol

import psycopg
from postgres import shared_database

from harvester.site_folder import articles
from harvester.site_folder.folder import FolderStore, Layout
from harvester.store.interface import Store
from harvester.store.postgres.connections import Connections
from harvester.store.postgres.store import PostgresStore
from harvester.store.postgres.taking import SiteName


class Backend(Protocol):
    """One site in a backend, empty at first."""

    def __init__(self, folder: Path) -> None:
        """``folder``: an empty one, for whatever the backend needs."""

    async def open(self) -> Store:
        """The site's store, as the next run opens it."""

    async def kill(self, store: Store) -> None:
        """Have the next run find what ``kill -9`` leaves of the run that has ``store``."""

    async def lines(self) -> list[dict[str, Any]]:
        """The lines that last."""

    async def notices(self) -> list[dict[str, Any]]:
        """The notices that last."""


class FolderBackend:
    """A folder with a SQLite file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "0"

    async def open(self) -> Store:
        return FolderStore.take(self.folder, Layout())

    async def kill(self, store: Store) -> None:
        copy = self.folder.with_name(f"{int(self.folder.name) + 1}")
        shutil.copytree(self.folder, copy)  # what is on the disk at this instant
        await store.leave()
        self.folder = copy

    async def lines(self) -> list[dict[str, Any]]:
        return [line for path in articles.files(self.folder) for line in articles.lines_of(path)]

    async def notices(self) -> list[dict[str, Any]]:
        paths = sorted(self.folder.glob("notices-*.ndjson"))
        return [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines()]


class PostgresBackend:
    """A site of the database that all tests share."""

    def __init__(self, folder: Path) -> None:
        self.address = shared_database()
        self.site = SiteName(str(folder), "forum.example")

    async def open(self) -> Store:
        return await PostgresStore.take(await Connections.open(self.address), self.site)

    async def kill(self, store: Store) -> None:
        await store.leave()  # its transactions are whole: nothing is left of one that did not come to its end

    async def lines(self) -> list[dict[str, Any]]:
        return self._all("line")

    async def notices(self) -> list[dict[str, Any]]:
        return self._all("notice")

    def _all(self, table: str) -> list[dict[str, Any]]:
        select = (
            f"SELECT {table} FROM harvester.{table} JOIN harvester.site ON site.id = {table}.site "  # noqa: S608 - our own
            "WHERE name = %s ORDER BY number"
        )
        with psycopg.connect(self.address) as connection:
            return [json.loads(row) for (row,) in connection.execute(select.encode(), [self.site.name])]


#: By name; all of them keep the contract.
BACKENDS: dict[str, type[Backend]] = {"folder": FolderBackend, "postgres": PostgresBackend}
