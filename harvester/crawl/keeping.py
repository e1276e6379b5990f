"""The sites of a database, as ``scrapy sites`` keeps them. Needs the extra ``fleet``."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings

from harvester.config.declaring import ConfigurationError, options_of
from harvester.crawl.database import server_of
from harvester.crawl.sites import KEYS
from harvester.depot import moving
from harvester.depot.options import DepotOptions
from harvester.depot.sealing import Depot, Sealed, remove_all, seal_now
from harvester.disk.lock import LockedError
from harvester.disk.names import folder_name
from harvester.engines import table
from harvester.site_folder.options import FolderOptions
from harvester.sites.entry import SiteEntry
from harvester.sites.sites_file import read_sites, text_of
from harvester.store.postgres import sites
from harvester.store.postgres.session import Session, session
from harvester.store.postgres.sites import ListedSite, PlannedSite

#: Settings that a crawl with a database refuses.
_OF_FOLDERS = frozenset({"HARVESTER_FEED", "HARVESTER_HOOK"})
#: Names in a message at most.
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Imported:
    """The result of an import: the number of sites in the file and of new ones, and the sites that it no longer has."""

    sites: int
    new: int
    others: list[str]


def import_file(database: str, path: Path, priority: int = 0) -> Imported:
    """Put the sites of a sites file into the table. Sites of the table that are not in the file stay.

    Raises ConfigurationError if the file cannot be read or has one site twice, and StoreError.
    """
    with _all_kept():
        # Names of files in it are relative to it, and are looked for by workers that began in other folders.
        entries = read_sites(path.absolute(), text_of(path), KEYS)
        planned = [_planned(entry, priority) for entry in entries.values()]
    by_name: dict[str, PlannedSite] = {}
    for each in planned:
        other = by_name.setdefault(each.name, each)
        if other is not each:
            raise ConfigurationError(f"{path}: {other.known_as} and {each.known_as} are one site")
    with session(database) as db:
        new = sites.keep(db, planned)
        others = [known_as for name, known_as in sites.planned(db) if name not in by_name]
    return Imported(len(planned), new, others)


@contextmanager
def _all_kept() -> Iterator[None]:
    """Have nobody look for garbage where there is none: for 10,000 sites, that takes a fifth of the time."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def _planned(entry: SiteEntry, priority: int) -> PlannedSite:
    arguments = entry.arguments()
    name = str(arguments.get("formerly") or entry.address)
    try:
        site = table.site_name(name)
    except ValueError as error:
        raise ConfigurationError(f"{entry.path}: {entry.name}: {error}") from error
    given = {each.declared.name: each for each in entry.values}
    for declared, each in given.items():
        if declared in _OF_FOLDERS and each.value:  # each of its slices would be refused for it
            raise ConfigurationError(f"{entry.path}: {entry.name}: {each.key} is for folders (docs/fleet.md)")
    every, hours, budget = (
        given.get(name) for name in ("HARVESTER_EVERY", "HARVESTER_HOURS", "HARVESTER_DAILY_REQUESTS")
    )
    return PlannedSite(
        folder_name(site),
        entry.name,
        {"address": entry.address} | {each.key: each.value for each in entry.values},
        server_of(entry.address),
        every=every.declared.value(every.value).total_seconds() or None if every else None,
        hours=str(hours.value) if hours and hours.declared.value(hours.value) else None,
        budget=budget.declared.value(budget.value) or None if budget else None,
        priority=priority,
    )


def listed(database: str) -> list[ListedSite]:
    """All sites, by name. Raises StoreError."""
    with session(database) as db:
        return list(sites.listed(db))


def pause(database: str, names: Sequence[str], *, paused: bool) -> list[str]:
    """Keep workers from taking sites, or let them again; returns the sites' names. Raises ValueError and StoreError."""
    with session(database) as db:
        found = _named(db, names)
        sites.pause(db, found, paused=paused)
    return found


def run(database: str, names: Sequence[str]) -> list[ListedSite]:
    """Make sites due now; returns them. Raises ValueError and StoreError."""
    with session(database) as db:
        found = _named(db, names)
        sites.run(db, found)
        known = {each.name: each for each in sites.listed(db)}
    return [known[name] for name in found]


@dataclass(frozen=True, slots=True)
class Removed:
    """A site that no worker crawls any longer; ``files``: those that were deleted, ``None`` if its harvest stays."""

    name: str
    articles: int
    files: int | None


def remove(database: str, names: Sequence[str], *, harvest: bool) -> Iterator[Removed]:
    """Take sites out of the table, and with ``harvest`` all that is known of them; yields each that is done.

    Raises ValueError, OSError, StoreError, and LockedError if a run is at work on one whose harvest is to go.
    """
    with session(database) as db:
        for name in _named(db, names):
            sites.take_out(db, name)
            count = sites.articles(db, name)
            yield Removed(name, count, _harvest_removed(db, name) if harvest else None)


def _harvest_removed(db: Session, name: str) -> int:
    site = sites.site_id(db, name) or 0
    if (holder := sites.give_up(db, site)) is not None:
        raise LockedError(f"{holder or 'another run'} is at work on {name}: it ends soon, try again then")
    files = remove_all(db, site)
    if files is None:
        raise LockedError(f"the files of {name} are being written: try again")
    sites.forget(db, site)
    return files


def adopt(database: str, folder: Path) -> moving.Adopted:
    """Copy a site's folder into the database. Raises as :func:`harvester.depot.moving.adopt` does."""
    with session(database) as db:
        return moving.adopt(db, folder, server_of)


def leave(database: str, name: str, folder: Path) -> int:
    """Write a site as a folder; returns the number of threads in it. Raises ValueError, OSError and StoreError."""
    with session(database, snapshot=True) as db:
        (found,) = _named(db, [name])
        return moving.leave(db, found, folder)


def seal(database: str, settings: BaseSettings, names: Sequence[str]) -> Sealed:
    """Write the lines of past days to files, for some sites or for all. Raises ValueError and StoreError."""
    with session(database) as db:
        found = _named(db, names) if names else None
    return seal_now(database, depot_of(settings), found)


def depot_of(settings: Mapping[str, Any]) -> Depot:
    """Where files go, by the settings. Raises ConfigurationError if they do not say."""
    options = options_of(DepotOptions, settings)
    if not options.address:
        raise ConfigurationError("HARVESTER_DATABASE_FILES: say where files go, such as s3://bucket/articles")
    chosen = options_of(FolderOptions, settings)
    return Depot(options.address, chosen.file_size, chosen.notices_days, format=options.format)


def _named(db: Session, names: Sequence[str]) -> list[str]:
    """The sites with these names, their names in the sites file, or addresses. Raises ValueError."""
    known = list(sites.listed(db))
    by_name = {each.known_as: each.name for each in known if each.known_as} | {each.name: each.name for each in known}
    return [_found(by_name, name) for name in names]


def _found(by_name: Mapping[str, str], name: str) -> str:
    if name in by_name:
        return by_name[name]
    with suppress(ValueError):  # no address of a site
        folder = folder_name(table.site_name(name))
        if folder in by_name:
            return folder
    near = get_close_matches(name, by_name, n=_SHOWN) or list(by_name)[:_SHOWN]
    raise ValueError(f"there is no site {name}; there is {', '.join(near) or 'none'}")
