"""The folder of the harvest, and of its sites, for commands that look at it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from scrapy.settings import BaseSettings

from harvester.commands.refusing import refuse
from harvester.config.declaring import ConfigurationError, options_of
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr
from harvester.crawl.harvested import Harvested, NoSiteError, folders_in, harvested, opened_door
from harvester.crawl.options import PlaceOptions
from harvester.crawl.settings import check_names
from harvester.site_folder import articles
from harvester.store.interface import StoreError
from harvester.store.options import DatabaseOptions


def base_folder(settings: BaseSettings | None, command: str) -> Path:
    """What ``HARVESTER_DIR`` names. Ends the program with a line where it, or a setting's name, is wrong."""
    try:
        check_names(settings or BaseSettings())
        return options_of(PlaceOptions, settings or {}).folder
    except ConfigurationError as error:
        refuse(command, error)


def base_of(settings: BaseSettings | None, command: str, tid: int | None = None) -> Path:
    """The folder with all sites: ``HARVESTER_DIR``, or one in which those of a database are laid out.

    ``tid``: the sites that know that thread are, with its lines alone. Ends the program as :func:`base_folder` does,
    and where there is no harvest.
    """
    base = base_folder(settings, command)
    try:
        door = opened_door(settings or BaseSettings())
        if door is None:
            folders_in(base)  # or the command would be done with nothing, without a word
            return base
        for name in door.names(tid):
            door.folder(name, None if tid is None else {tid})
    except (NoSiteError, ConfigurationError) as error:
        refuse(command, error)
    except (OSError, StoreError) as error:
        refuse(command, error, ExitCode.FAILED)
    return door.base


def named_sites(settings: BaseSettings | None, command: str, names: list[str], *, folders: bool = False) -> Harvested:
    """The sites that are named on the command line. Ends the program with a line where one of them is not there.

    ``folders``: the command works on folders alone, and on nothing that is in a database.
    """
    base_folder(settings, command)
    try:
        if folders:
            _refuse_database(settings)
        found = harvested(settings or BaseSettings(), names)
    except (NoSiteError, ConfigurationError) as error:
        refuse(command, error)
    except StoreError as error:
        refuse(command, error, ExitCode.FAILED)
    if not names and found.door is None:
        _say_doubled(command, found.folders)
    return found


def _say_doubled(command: str, folders: Sequence[Path]) -> None:
    """Say which folders hold the same site: what is in both is there twice for every command that takes all sites."""
    for site, paths in articles.same_site(folders):
        which = ", ".join(path.name for path in paths)
        to_stderr(f"{program()} {command}: {which} all hold {site}: name one of them, or move the others away")


def _refuse_database(settings: BaseSettings | None) -> None:
    """Raise :class:`ConfigurationError` where the harvest is in a database."""
    if options_of(DatabaseOptions, settings or {}).address:
        raise ConfigurationError(f"it is for folders: take a site out first, with {program()} sites leave")
