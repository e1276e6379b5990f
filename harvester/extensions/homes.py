"""Where a crawl's site is kept: in its folder, or in a database. The keeper treats both alike."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

from scrapy.crawler import Crawler

from harvester.crawl.configuration import configuration_of
from harvester.crawl.database import database_store
from harvester.crawl.run import Run
from harvester.disk.names import folder_name, site_folder
from harvester.runs.kept import DatabaseRuns, FolderRuns, Runs
from harvester.site_folder.corrections import conflicts
from harvester.site_folder.folder import FolderStore, Layout, remove_empty
from harvester.site_folder.parting import SITE, parted
from harvester.site_folder.tombstones import buried
from harvester.store.interface import Store, StoreError


@runtime_checkable
class Forgettable(Protocol):
    """A store that can forget a site."""

    async def forget(self) -> None:
        """Forget the site if nothing is known of it and nobody plans to crawl it."""


class Home(Protocol):
    """Where one site is kept. ``runs``: its journal; before :meth:`open`, ``None`` if there is none yet."""

    runs: Runs | None

    async def open(self) -> Store:
        """The site's store, for this run. Raises LockedError, StoreError or :class:`OSError`."""

    async def outdated_corrections(self) -> int:
        """The number of articles that have changed since they were corrected. Raises OSError or StoreError."""

    async def leave(self, store: Store, *, nothing: bool) -> None:
        """Release the site; ``nothing``: forget it if this run made it. Raises OSError or StoreError."""


class FolderHome:
    """A site's folder."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.folder = site_folder(run.folder, run.site)
        self._is_new = not self.folder.exists()
        self.runs: Runs | None = FolderRuns(self.folder) if self.folder.is_dir() else None

    async def open(self) -> Store:
        """Take the folder, and open its store."""
        messages = parted(self.run.folder, self.run.site)
        if buried(self.folder):
            from harvester.curation.returned import removed_again  # noqa: PLC0415 - rarely needed, and slow to load

            messages = [*messages, *removed_again(self.run.folder, self.folder)]
        store = FolderStore.take(self.folder, layout_of(self.run.crawler))
        if other := _told_apart_by_case(store.forms().get(SITE, ""), self.run.site):
            await store.leave()
            raise StoreError(f"{self.folder}: {other}")
        store.messages[:0] = messages
        store.keep_form(SITE, self.run.site)
        self.runs = FolderRuns(self.folder)
        return store

    async def outdated_corrections(self) -> int:
        """Counted in the folder's files."""
        return len(conflicts(self.folder))

    async def leave(self, store: Store, *, nothing: bool) -> None:
        """Release the folder, and remove it if it is new and holds nothing."""
        await store.leave()
        if nothing and self._is_new:
            remove_empty(self.folder)


def _told_apart_by_case(held: str, site: str) -> str | None:
    """What to say where a folder holds another site, whose name differs only in case; otherwise ``None``.

    Many file systems of Windows and macOS take the names of the two folders for one.
    """
    if folder_name(held) == folder_name(site) or held.casefold() != site.casefold():
        return None
    return (
        f"it holds {held}, and this file system does not distinguish its name from that of {site}: "
        f"set HARVESTER_DIR to another folder for {site}"
    )


class DatabaseHome:
    """A site in a database. Its folder holds downloaded files and raw pages, and nothing else."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.runs: Runs | None = None

    async def open(self) -> Store:
        """Take the site, and open its store."""
        crawler = self.run.crawler
        store = await database_store(crawler, self.run.site, crawler.spider.site.base)  # type: ignore[union-attr]  # our spiders have one
        store.keep_form(SITE, self.run.site)
        self.runs = DatabaseRuns(store.runs)
        return store

    async def outdated_corrections(self) -> int:
        """0: corrections are not supported in a database."""
        return 0

    async def leave(self, store: Store, *, nothing: bool) -> None:
        """Release the site; if it holds nothing, remove its row, unless a worker is to crawl it."""
        if nothing and isinstance(store, Forgettable):
            await store.forget()
        await store.leave()


def home_of(run: Run) -> Home:
    """The home of a crawl's site."""
    return DatabaseHome(run) if configuration_of(run.crawler).database.address else FolderHome(run)


def layout_of(crawler: Crawler) -> Layout:
    """How a site's folder is kept, by the settings."""
    chosen = configuration_of(crawler).folder
    return Layout(chosen.rules, chosen.file_size, chosen.packed, chosen.notices_days)
