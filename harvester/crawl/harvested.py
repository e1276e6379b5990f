"""The sites that somebody names on a command line, whatever they call them."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Sequence
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

#: So many names of other sites stand in a message.
_SHOWN = 8


class NoSiteError(Exception):
    """A site is named, or none at all, of which there is no harvest; the message says in one line what there is."""


@dataclass(frozen=True, slots=True)
class Harvested:
    """What was harvested: the folder of the whole harvest, and those of the sites that are asked about, each once.

    ``door``: the database that the sites are in; their folders are laid out then as of one moment, to be read, each
    where it is asked for, and ``base`` is the folder in which that is done.
    """

    base: Path
    folders: Sequence[Path]
    names: Sequence[str]
    door: Door | None = None

    def with_only(self, tid: int) -> Path:
        """The folder of the first of the sites; one that is laid out has the lines of one thread, and no others."""
        return self.folders[0] if self.door is None else self.door.folder(self.names[0], {tid})


def harvested(settings: BaseSettings, names: Sequence[str]) -> Harvested:
    """The sites that ``names`` are; all where none is named.

    A site goes by the name of its folder, the field ``site`` of its lines, any address of the forum, or its name in the
    sites file. Raises :class:`NoSiteError`, ConfigurationError where the sites file can't be read, and StoreError where
    ``HARVESTER_DATABASE`` names a database that can't.
    """
    base = options_of(PlaceOptions, settings).folder
    door = opened_door(settings)
    there = door.names() if door else [folder.name for folder in articles.folders(base)]
    where = f"{door.where}" if door else f"{base}"
    if not there:
        advice = "" if door else ": name its folder with -s HARVESTER_DIR=FOLDER"
        raise NoSiteError(f"there is no harvest in {where}{advice}")
    chosen = list(dict.fromkeys(_named(settings, base, there, name, where) for name in names)) if names else there
    if door is None:
        return Harvested(base, [base / name for name in chosen], chosen)
    return Harvested(door.base, door.folders(chosen), chosen, door)


def opened_door(settings: BaseSettings) -> Door | None:
    """The harvests in ``HARVESTER_DATABASE`` as of now, until the program ends; ``None``: it names none.

    Raises StoreError.
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
    found = next((folder.name for folder in _candidates(settings, base, name) if folder.name in there), None)
    if found is not None:
        return found
    near = get_close_matches(name, there, n=_SHOWN) or there[:_SHOWN]
    more = f" and {len(there) - len(near)} more" if len(there) > len(near) else ""
    raise NoSiteError(f"there is no harvest of {name} in {where}; there is {', '.join(near)}{more}")


def _candidates(settings: BaseSettings, base: Path, name: str) -> Iterator[Path]:
    """The folders that a site of this name may have, the likeliest first."""
    if "://" not in name:
        yield base / name
        yield found_folder(base, name)
    from harvester.crawl.naming import folders_named  # noqa: PLC0415 - loads the engines: a folder's name needs none

    yield from folders_named(settings, base, name)
