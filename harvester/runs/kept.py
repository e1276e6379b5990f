"""Where a site's runs are noted: in its folder, or in a database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from harvester.runs.records import Journal, Record, record, records

#: Runs that are read to find drift: more than it compares with, since some may have seen nothing.
_LAST = 50


class Runs(Protocol):
    """The runs of one site. Every method may raise :class:`OSError` or StoreError."""

    async def begin(self, version: str, told: Mapping[str, Any]) -> Record | None:
        """Note that a run begins; returns the record of the one before if that was killed, otherwise ``None``."""

    async def end(self, done: Record) -> Record:
        """Note the run's result; returns the whole record."""

    async def last(self) -> list[Record]:
        """The last runs that ended, oldest first."""


class FolderRuns:
    """The runs of a site in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def begin(self, version: str, told: Mapping[str, Any]) -> Record | None:
        """Note it in ``run.json``."""
        return Journal(self.folder).begin(version, told)

    async def end(self, done: Record) -> Record:
        """Note it in ``runs.ndjson``."""
        return Journal(self.folder).end(done)

    async def last(self) -> list[Record]:
        """All of them."""
        return list(records(self.folder))


class _Kept(Protocol):
    """The runs of a site in a database (``harvester.store.postgres.runs``)."""

    async def begin(self, record: Mapping[str, Any]) -> Record | None: ...

    async def end(self, done: Mapping[str, Any]) -> Record: ...

    async def last(self, most: int) -> list[Record]: ...


class DatabaseRuns:
    """The runs of a site in a database."""

    def __init__(self, kept: _Kept) -> None:
        self._kept = kept

    async def begin(self, version: str, told: Mapping[str, Any]) -> Record | None:
        """Note it in a row."""
        return await self._kept.begin(record(version) | {"configuration": dict(told)})

    async def end(self, done: Record) -> Record:
        """Note it in the same row."""
        return record(done["version"]) | await self._kept.end(done)

    async def last(self) -> list[Record]:
        """The last of them."""
        return await self._kept.last(_LAST)
