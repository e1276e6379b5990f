"""A keeper whose store waits wherever one may, and speaks of nothing that is not in reach, as a database's would."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from harvester.extensions.keeper import Keeper
from harvester.runs.kept import FolderRuns
from harvester.site_folder.folder import FolderStore
from harvester.store.interface import Line, Store
from harvester.store.records import Known, Wanted


class WaitingStore(FolderStore):
    """Strict once it is opened: what sets a folder right works on its own tables."""

    reach: set[int] | None = None

    async def load(self, tids: Iterable[int]) -> None:
        await asyncio.sleep(0.001)
        self.reach = (self.reach or set()) | set(tids)

    async def load_turns(self, about: int, within: int) -> None:
        await self.load(turn.tid for turn in self.turns(about, within))

    async def wanted(self, fid: int | None = None, after: int = 0) -> list[Wanted]:
        found = await super().wanted(fid, after)
        await self.load(each.tid for each in found)
        return found

    async def commit(self, now: int) -> None:
        await asyncio.sleep(0.001)
        await super().commit(now)

    def thread(self, tid: int) -> Known | None:
        self._check(tid)
        return super().thread(tid)

    def mark(self, tid: int) -> bytes | None:
        self._check(tid)
        return super().mark(tid)

    def row(self, tid: int) -> str | None:
        self._check(tid)
        return super().row(tid)

    def settle(self, known: Known, line: Line) -> None:
        self._check(known.tid)
        super().settle(known, line)

    def _check(self, tid: int) -> None:
        if self.reach is not None and tid not in self.reach:
            raise LookupError(f"{tid} is not in reach")


class WaitingKeeper(Keeper):
    """Opens a store that waits."""

    async def opened(self) -> Store:
        await asyncio.sleep(0.001)
        store = WaitingStore.take(self.folder, self.layout)
        store.reach = set()
        self.home.runs = FolderRuns(self.folder)
        return store
