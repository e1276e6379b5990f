"""Where a site's runs are noted, whatever keeps them: its folder, or a database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from harvester.runs.records import Journal, Record, record, records

#: So many of the last runs are looked at for what is read worse than before.
_LAST = 50


class Runs(Protocol):
    """The runs of one site. Every method may raise :class:`OSError` or StoreError."""

    async def begin(self, version: str, told: Mapping[str, Any]) -> Record | None:
        """Note that a run begins; returns the record of the one before where that one was killed."""

    async def end(self, done: Record) -> Record:
        """Note what the run came to; returns the whole record."""

    async def last(self) -> list[Record]:
        """The last runs that ended, oldest first."""


class FolderRuns:
    """Those of a site's folder."""

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
    """Those of a site in a database."""

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
