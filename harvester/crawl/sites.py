"""Crawls of sites of the sites file: ``-a site=NAME``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from scrapy.settings import BaseSettings

from harvester.config.declaring import ConfigurationError, declarations, options_of, shown
from harvester.crawl.arguments import Arguments, named
from harvester.crawl.configuration import SETTINGS
from harvester.crawl.due import due
from harvester.crawl.options import ReadingOptions
from harvester.crawl.scrapys import FOR_SITES
from harvester.crawl.settings import check
from harvester.engines import table
from harvester.forum import authority
from harvester.forum.skin import SkinError
from harvester.sites.choose import chosen
from harvester.sites.entry import SiteEntry
from harvester.sites.keys import SiteKeys
from harvester.sites.options import SitesOptions
from harvester.sites.places import line_of
from harvester.sites.sites_file import ALL, DUE, read_sites, text_of
from harvester.store.options import DatabaseOptions

#: All keys of a site's entry.
KEYS = SiteKeys((*declarations(Arguments), *SETTINGS, *FOR_SITES))


def runs(given: dict[str, str], settings: BaseSettings) -> list[dict[str, Any]]:
    """The arguments of each crawl that a command line asks for: one, or one for each named site.

    Raises :class:`~harvester.config.declaring.ConfigurationError` if one of them is wrong.
    """
    check(settings)
    given = named(given)
    if "site" not in given:
        Arguments.parse(given)
        return [given]
    wanted = _wanted(given["site"], settings)
    if len(wanted) > 1 and "address" in given:
        raise ConfigurationError(f"address={_said(given['address'])}: with several sites, leave it out")
    for entry in wanted:
        check_entry(entry, given, settings)
    return [given | {"site": entry.name} for entry in wanted]


def enter(given: dict[str, Any], settings: BaseSettings) -> dict[str, Any]:
    """The arguments of one crawl. If they name a site, its entry's arguments are added and its settings applied.

    ``site`` may also be an entry that is in no file. What is given overrides the entry. Raises
    ConfigurationError as :func:`runs` does.
    """
    given = named(given)
    if "site" not in given:
        return given
    if isinstance(given["site"], SiteEntry):
        given["site"].apply(settings)
        return _with(given["site"], given)
    entry, *others = _chosen(given["site"], settings)
    if others:
        raise ConfigurationError(
            f"site={shown(given['site'])}: a crawler is of one site; scrapy crawl makes one for each"
        )
    check_entry(entry, given, settings)
    entry.apply(settings)
    return _with(entry, given)


def name_of(site: str | SiteEntry | None) -> str:
    """The name of the site that a crawl's arguments name; empty if they name none."""
    return site.name if isinstance(site, SiteEntry) else site or ""


def _with(entry: SiteEntry, given: dict[str, Any]) -> dict[str, Any]:
    return entry.arguments() | {name: value for name, value in given.items() if name != "site"}


def check_entry(entry: SiteEntry, given: dict[str, Any], settings: BaseSettings) -> None:
    """Raise ConfigurationError if a crawl of the site cannot work, with the line of the file that is wrong."""
    address = KEYS.short["address"].declared
    for key, declared, value in [
        ("address", address, entry.address),
        *((each.key, each.declared, each.value) for each in entry.values),
    ]:
        try:
            declared.value(value)
        except ConfigurationError as error:
            line = line_of(text_of(entry.path), (entry.name, key, *_inside(error)))
            raise ConfigurationError(f"{entry.path}, line {line}: {error}") from error
    trial = settings.copy()
    entry.apply(trial)
    check(trial)
    arguments = _with(entry, given)
    parsed = Arguments.parse(arguments)
    engine = table.named(parsed.engine) if parsed.engine else table.of_address(entry.address)
    try:
        engine.site.of(entry.address).lay(options_of(ReadingOptions, trial).layout)
    except SkinError as error:
        line = line_of(text_of(entry.path), (entry.name, "layout", error.key))
        raise ConfigurationError(f"{entry.path}, line {line}: {error}") from error
    if not engine.site.of(entry.address).owns(parsed.address):
        raise ConfigurationError(
            f"address={_said(arguments['address'])} is not of the site {entry.name}, {entry.address}"
        )


def entries(settings: BaseSettings) -> Mapping[str, SiteEntry]:
    """The entries of the sites file by name. Raises ConfigurationError if it cannot be read."""
    path = options_of(SitesOptions, settings).file
    return read_sites(path, text_of(path), KEYS)


def _inside(error: ConfigurationError) -> tuple[str, ...]:
    """The key inside a table that is wrong, if it is known."""
    return (error.__cause__.key,) if isinstance(error.__cause__, SkinError) else ()


def _wanted(names: str, settings: BaseSettings) -> list[SiteEntry]:
    """The entries that a command line names; with ``due``, those that are due, which may be none."""
    if names.strip() != DUE:
        return _chosen(names, settings)
    if options_of(DatabaseOptions, settings).address:
        raise ConfigurationError("site=due: is for folders; of a database, workers crawl what is due (docs/fleet.md)")
    return due(chosen(entries(settings), ALL), settings, datetime.now(UTC))


def _chosen(names: str, settings: BaseSettings) -> list[SiteEntry]:
    return chosen(entries(settings), names)


def _said(address: object) -> str:
    return authority.shown(shown(address))
