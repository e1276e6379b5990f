"""Finding the sites that a command line names, by any of their names."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.settings import BaseSettings

from harvester.config.declaring import options_of
from harvester.crawl.database import NEEDED
from harvester.crawl.options import PlaceOptions
from harvester.crawl.sites import entries
from harvester.disk.names import folder_name, found_folder
from harvester.engines import table
from harvester.site_folder import articles
from harvester.sites.options import SitesOptions
from harvester.store.interface import StoreError
from harvester.store.options import DatabaseOptions

if TYPE_CHECKING:
    from harvester.depot.door import Door

#: Names of other sites in a message at most.
_SHOWN = 8


class NoSiteError(Exception):
    """There is no harvest of a named site, or none at all; the message says in one line what there is."""


@dataclass(frozen=True, slots=True)
class Harvested:
    """The sites of a harvest: its folder, and those of the sites, each once.

    ``door``: the database that the sites are in. Their folders are then made from it when they are needed, all as of
    one moment and only for reading, below ``base``.
    """

    base: Path
    folders: Sequence[Path]
    names: Sequence[str]
    door: Door | None = None

    def with_only(self, tid: int) -> Path:
        """The folder of the first site; if it is made from a database, with the lines of thread ``tid`` only."""
        return self.folders[0] if self.door is None else self.door.folder(self.names[0], {tid})


def harvested(settings: BaseSettings, names: Sequence[str]) -> Harvested:
    """The sites with these ``names``; all sites if none is given.

    A name is that of the site's folder, the field ``site`` of its lines, any address of the forum, or its name in the
    sites file. Raises :class:`NoSiteError`, ConfigurationError if the sites file cannot be read, and StoreError if
    the database of ``HARVESTER_DATABASE`` cannot.
    """
    base = options_of(PlaceOptions, settings).folder
    door = opened_door(settings)
    there = door.names() if door else [folder.name for folder in folders_in(base)]
    where = f"{door.where}" if door else f"{base}"
    if not there:
        raise NoSiteError(f"there is no harvest in {where}")
    chosen = list(dict.fromkeys(_named(settings, base, there, name, where) for name in names)) if names else there
    if door is None:
        return Harvested(base, [base / name for name in chosen], chosen)
    return Harvested(door.base, door.folders(chosen), chosen, door)


def folders_in(base: Path) -> list[Path]:
    """The folders of all sites. Raises :class:`NoSiteError` where there is none."""
    if not (there := list(articles.folders(base))):
        raise NoSiteError(f"there is no harvest in {base}: name its folder with -s HARVESTER_DIR=FOLDER")
    return there


def opened_door(settings: BaseSettings) -> Door | None:
    """The harvests in ``HARVESTER_DATABASE`` as of now; ``None`` if it names no database.

    Closed when the program ends. Raises StoreError.
    """
    given = options_of(DatabaseOptions, settings).address
    if not given:
        return None
    try:
        from harvester.depot.door import Door  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise StoreError(NEEDED.format(error)) from error
    door = Door(given, options_of(PlaceOptions, settings).folder)
    atexit.register(door.close)
    return door


def settings_of(settings: BaseSettings, folder: Path) -> BaseSettings:
    """A copy of ``settings`` with those of the sites file for the site in ``folder``, if there are any.

    Raises ConfigurationError if the sites file cannot be read.
    """
    own = settings.copy()
    if options_of(SitesOptions, settings).file.exists():
        for entry in entries(settings).values():
            with suppress(ValueError):  # not an address: reported when the site is crawled
                if folder.name == folder_name(table.of_address(entry.address).site.of(entry.address).name):
                    entry.apply(own)
    return own


def _named(settings: BaseSettings, base: Path, there: Sequence[str], name: str, where: str) -> str:
    found = next((folder.name for folder in _candidates(settings, base, name) if folder.name in there), None)
    if found is not None:
        return found
    near = get_close_matches(name, there, n=_SHOWN) or there[:_SHOWN]
    more = f" and {len(there) - len(near)} more" if len(there) > len(near) else ""
    raise NoSiteError(f"there is no harvest of {name} in {where}; there is {', '.join(near)}{more}")


def _candidates(settings: BaseSettings, base: Path, name: str) -> Iterator[Path]:
    """The folders that a site with this name may have, the most likely first."""
    if "://" not in name:
        yield base / name
        yield found_folder(base, name)
    for address in (name, _address(settings, name)):
        with suppress(ValueError):  # no address of a site
            yield found_folder(base, table.of_address(address).site.of(address).name)


def names_of(settings: BaseSettings) -> dict[str, str]:
    """The names in the sites file, by the field ``site`` of the sites' lines; empty if there is no such file."""
    if not options_of(SitesOptions, settings).file.exists():
        return {}
    found = {}
    for name, entry in entries(settings).items():
        with suppress(ValueError):  # no address of a site
            found[table.of_address(entry.address).site.of(entry.address).name] = name
    return found


def _address(settings: BaseSettings, name: str) -> str:
    """The address of a site in the sites file; empty if it has no such name, or there is no file."""
    if not options_of(SitesOptions, settings).file.exists():
        return ""
    entry = entries(settings).get(name)
    return entry.address if entry else ""
