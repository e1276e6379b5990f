"""What the sites file and addresses say of the sites of a harvest: their folders, names and settings.

Apart from :mod:`harvester.crawl.harvested`, because it loads the engines and everything that an entry may contain.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from scrapy.settings import BaseSettings

from harvester.config.declaring import options_of
from harvester.crawl.sites import entries
from harvester.disk.names import folder_name, found_folder
from harvester.engines import table
from harvester.sites.options import SitesOptions


def settings_of(settings: BaseSettings, folder: Path) -> BaseSettings:
    """A copy of ``settings`` with those of the sites file for the site in ``folder``, if there are any.

    Raises ConfigurationError if the sites file cannot be read.
    """
    own = settings.copy()
    if options_of(SitesOptions, settings).file.exists():
        for entry in entries(settings).values():
            with suppress(ValueError):  # not an address: reported when the site is crawled
                if folder.name == folder_name(_field(entry.address)):
                    entry.apply(own)
    return own


def names_of(settings: BaseSettings) -> dict[str, str]:
    """The names in the sites file, by the field ``site`` of the sites' lines; empty if there is no such file."""
    if not options_of(SitesOptions, settings).file.exists():
        return {}
    found = {}
    for name, entry in entries(settings).items():
        with suppress(ValueError):  # no address of a site
            found[_field(entry.address)] = name
    return found


def folders_named(settings: BaseSettings, base: Path, name: str) -> Iterator[Path]:
    """The folders below ``base`` of the site with this address, or with this name in the sites file."""
    for address in (name, _address(settings, name)):
        with suppress(ValueError):  # no address of a site
            yield found_folder(base, _field(address))


def _field(address: str) -> str:
    """The field ``site`` of a site's lines. Raises :class:`ValueError` if this is not an address of a site."""
    return table.site_name(address)


def _address(settings: BaseSettings, name: str) -> str:
    """The address of a site in the sites file; empty if it has no such name, or there is no file."""
    if not options_of(SitesOptions, settings).file.exists():
        return ""
    entry = entries(settings).get(name)
    return entry.address if entry else ""
