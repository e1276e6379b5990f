"""Crawls of sites of the sites file: ``-a site=NAME``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from scrapy.settings import BaseSettings

from harvester.crawl.arguments import ArgumentError, Arguments
from harvester.crawl.settings import check
from harvester.engines import table
from harvester.forum.authority import shown
from harvester.sites.choose import chosen
from harvester.sites.entry import Entry, SitesError
from harvester.sites.places import line_of
from harvester.sites.sites_file import read_sites, text_of


def runs(given: dict[str, str], settings: BaseSettings) -> list[dict[str, str]]:
    """The arguments of each crawl that a command line's arguments ask for: one, or one for each site that they name.

    Raises :class:`~harvester.crawl.arguments.ArgumentError` where one of them could not work.
    """
    check(settings)
    if "site" not in given:
        Arguments.parse(given)
        return [given]
    entries = _chosen(given["site"], settings)
    if len(entries) > 1 and "url" in given:
        raise ArgumentError(f"url={shown(given['url'])}: with several sites, leave it out")
    for entry in entries:
        check_entry(entry, given, settings)
    return [given | {"site": entry.name} for entry in entries]


def enter(given: dict[str, str], settings: BaseSettings) -> dict[str, str]:
    """The arguments of one crawl; where they name a site, its entry's, and its settings are set.

    What is given goes before what the entry says. Raises ArgumentError as :func:`runs` does.
    """
    if "site" not in given:
        return given
    entry, *others = _chosen(given["site"], settings)
    if others:
        raise ArgumentError(f"site={given['site']}: a crawler is of one site; scrapy crawl makes one for each")
    check_entry(entry, given, settings)
    entry.apply(settings)
    return _with(entry, given)


def _with(entry: Entry, given: dict[str, str]) -> dict[str, str]:
    return entry.arguments() | {name: value for name, value in given.items() if name != "site"}


def check_entry(entry: Entry, given: dict[str, str], settings: BaseSettings) -> None:
    """Raise ArgumentError where a crawl of the site can't work, with the line that is to blame where one is."""
    try:
        _try(entry, settings)
    except ArgumentError as error:
        for key in [None, *entry.values]:  # the address alone, then each other key beside it
            _blame(replace(entry, values=(key,) if key else ()), key.key if key else "address", settings)
        raise ArgumentError(f"{entry.path}, {entry.name}: {error}") from error
    arguments = _with(entry, given)
    parsed = Arguments.parse(arguments)
    engine = table.named(parsed.engine) if parsed.engine else table.of_address(entry.address)
    if not engine.site.of(entry.address).owns(parsed.url):
        raise ArgumentError(f"url={arguments['url']} is not of the site {entry.name}, {entry.address}")


def _chosen(names: str, settings: BaseSettings) -> list[Entry]:
    try:
        path = Path(settings["HARVESTER_SITES"]).expanduser()
        return chosen(read_sites(path, text_of(path)), names)
    except SitesError as error:
        raise ArgumentError(str(error)) from error


def _try(entry: Entry, settings: BaseSettings) -> None:
    trial = settings.copy()
    entry.apply(trial)
    Arguments.parse(entry.arguments())
    check(trial)


def _blame(entry: Entry, key: str, settings: BaseSettings) -> None:
    """Raise ArgumentError with the line of ``key`` where an entry of no more than that can't work."""
    try:
        _try(entry, settings)
    except ArgumentError as error:
        line = line_of(text_of(entry.path), (entry.name, key))
        raise ArgumentError(f"{entry.path}, line {line}: {error}") from error
