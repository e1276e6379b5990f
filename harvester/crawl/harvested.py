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
from harvester.crawl.options import PlaceOptions
from harvester.disk.names import found_folder
from harvester.site_folder import articles
from harvester.store.interface import StoreError
from harvester.store.options import NEEDED, DatabaseOptions

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
    given = door.names_given() if door and names else {}
    asked = (name if name in there else given.get(name, name) for name in names)
    chosen = list(dict.fromkeys(_named(settings, base, there, name, where) for name in asked)) if names else there
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


def _named(settings: BaseSettings, base: Path, there: Sequence[str], name: str, where: str) -> str:
    real = {_real(base / each): each for each in there}  # a name may be that of a link
    candidates = _candidates(settings, base, name)
    named = (each.name if each.name in there else real.get(_real(each)) for each in candidates)
    found = next(filter(None, named), None)
    if found is not None:
        return found
    near = get_close_matches(name, there, n=_SHOWN) or there[:_SHOWN]
    more = f" and {len(there) - len(near)} more" if len(there) > len(near) else ""
    raise NoSiteError(f"there is no harvest of {name} in {where}; there is {', '.join(near)}{more}")


def _real(path: Path) -> Path:
    """Where a path leads, if it can be one."""
    with suppress(OSError, ValueError):
        return path.resolve()
    return path


def _candidates(settings: BaseSettings, base: Path, name: str) -> Iterator[Path]:
    """The folders that a site with this name may have, the most likely first."""
    if "://" not in name:
        yield base / name
        yield found_folder(base, name)
    from harvester.crawl.naming import folders_named  # noqa: PLC0415 - loads the engines: a folder's name needs none

    yield from folders_named(settings, base, name)
