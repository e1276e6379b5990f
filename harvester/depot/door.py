"""The harvests in a database as of one moment, for whoever reads harvests: each site laid out where it is asked for."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Self, overload

from harvester.depot.laying_out import Layout, lay_out, link_kept
from harvester.depot.moving import corrections_of
from harvester.runs.status import Begun, Status, status_of
from harvester.site_folder.tombstones import Tombstone
from harvester.store.interface import StoreError
from harvester.store.postgres import curation, runs, sites
from harvester.store.postgres.address import DatabaseAddress
from harvester.store.postgres.reading import SiteReading
from harvester.store.postgres.session import session


class Door:
    """All sites as of when it was opened. ``base`` is a folder of its own, in which sites are laid out.

    ``own``: the folder (``HARVESTER_DIR``) below which sites have their downloaded files and raw pages.
    """

    def __init__(self, database: str, own: Path) -> None:
        self._ends = ExitStack()
        self.base = Path(tempfile.mkdtemp(prefix="harvester-"))
        self._ends.callback(shutil.rmtree, self.base, ignore_errors=True)
        self._own = own
        self._database = database
        self.where = ""
        try:
            self.where = DatabaseAddress.of(database).shown
            self._db = self._ends.enter_context(session(database, snapshot=True))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the moment, and of what was laid out."""
        self._ends.close()

    def names(self, tid: int | None = None) -> list[str]:
        """The sites of which something was harvested; ``tid``: those that know that thread."""
        return sites.harvested(self._db, tid)

    def names_given(self) -> dict[str, str]:
        """The names of sites by their names in the sites file that was imported."""
        return sites.names_given(self._db)

    def folder(self, name: str, only: Collection[int] | None = None, *, linked: bool = True) -> Path:
        """A site, laid out; ``only``: with the lines of these threads alone. Raises OSError and StoreError.

        Not ``linked``, what is done to its files of articles is done to copies.
        """
        folder = self.base / name
        if not folder.exists():
            lay_out(self._db, self._id(name), folder, Layout(only, linked))
            link_kept(self._own / name, folder)
        return folder

    def folders(self, names: Sequence[str]) -> Sequence[Path]:
        """Sites, each laid out where it is asked for first."""
        return LaidOut(self, names)

    def status(self, name: str, now: datetime) -> Status:
        """Where a site stands. Raises StoreError."""
        site = self._id(name)
        begun = next(iter(runs.records_of(self._db, site, ended=False)), None)
        at_work = Begun(begun["began"], running=sites.at_work(self._db, site)) if begun else None
        return status_of(name, runs.records_of(self._db, site), at_work, SiteReading(self._db, site), now)

    def keep_corrections(self, folder: Path) -> None:
        """Keep the corrections that were made in a folder that was laid out. Raises OSError and StoreError."""
        with session(self._database) as db:
            curation.correct(db, self._id(folder.name), dict(corrections_of(folder)))

    def bury(self, name: str, stone: Tombstone, media: Collection[str]) -> None:
        """Remove an article whose files were removed: it is hidden at once. Raises StoreError."""
        with session(self._database) as db:
            curation.bury(db, self._id(name), stone.tid, asdict(stone), media)

    def at_work(self, name: str) -> bool:
        """Whether a run was at work on a site."""
        return sites.at_work(self._db, self._id(name))

    def _id(self, name: str) -> int:
        site = sites.site_id(self._db, name)
        if site is None:
            raise StoreError(f"the database has no site {name}")
        return site


class LaidOut(Sequence[Path]):
    """Sites of a database as folders, each laid out where it is asked for first."""

    def __init__(self, door: Door, names: Sequence[str]) -> None:
        self._door = door
        self.names = names

    def __len__(self) -> int:
        return len(self.names)

    @overload
    def __getitem__(self, at: int) -> Path: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Path]: ...

    def __getitem__(self, at: int | slice) -> Path | Sequence[Path]:
        if isinstance(at, slice):
            return LaidOut(self._door, self.names[at])
        return self._door.folder(self.names[at])
