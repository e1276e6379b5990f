"""A crawl's whole configuration: composed of the options of every room, and checked once."""

from __future__ import annotations

import logging
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Self
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings

from harvester.article.options import RepairOptions
from harvester.config.declaring import ConfigurationError, Declared, declarations, options_of
from harvester.corpora.options import CorporaOptions
from harvester.crawl import options, scrapys
from harvester.crawl.fleet_options import FleetOptions
from harvester.crawl.handing_options import HandingOn
from harvester.crawl.manners_options import LimitOptions, PaceOptions
from harvester.depot.options import DepotOptions
from harvester.duplicates.options import DuplicatesOptions
from harvester.login.options import LoginOptions
from harvester.runs.options import RunOptions
from harvester.site_folder.options import FolderOptions, MediaOptions
from harvester.sites.options import SitesOptions
from harvester.store.options import DatabaseOptions
from harvester.visits.options import VisitOptions
from harvester.warc.options import WarcOptions

_OF_FOLDERS = "is for folders, and HARVESTER_DATABASE names a database: leave one of them out (docs/fleet.md)"


@dataclass(frozen=True, slots=True)
class Configuration:
    """All settings of ours, in the order of the docs."""

    place: options.PlaceOptions
    folder: FolderOptions
    database: DatabaseOptions
    depot: DepotOptions
    fleet: FleetOptions
    warc: WarcOptions
    media: MediaOptions
    sites: SitesOptions
    together: options.TogetherOptions
    reading: options.ReadingOptions
    visits: VisitOptions
    login: LoginOptions
    sending: options.SendingOptions
    repair: RepairOptions
    corpora: CorporaOptions
    duplicates: DuplicatesOptions
    pace: PaceOptions
    limits: LimitOptions
    showing: options.ShowingOptions
    handing: HandingOn
    run: RunOptions

    @classmethod
    def of(cls, settings: BaseSettings) -> Self:
        """The settings, checked. Raises :class:`~harvester.config.declaring.ConfigurationError` for a wrong one.

        Scrapy's own are checked too, as far as they were changed.
        """
        scrapys.check(settings)
        configuration = options_of(cls, settings)
        if configuration.database.address:
            for name, chosen in configuration.of_folders().items():
                if chosen:
                    raise ConfigurationError(f"{name} {_OF_FOLDERS}")
        return configuration

    def of_folders(self) -> dict[str, bool]:
        """The settings of parts that read a site's folder, and whether each is on."""
        return {
            "HARVESTER_FEED": bool(self.handing.feed),
            "HARVESTER_HOOK": bool(self.handing.hook),
        }


#: Every setting of ours.
SETTINGS: tuple[Declared, ...] = tuple(declarations(Configuration))

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Checked:
    """A configuration, and the values of the settings that it was made of, by name."""

    configuration: Configuration
    values: dict[str, Any]

    def fits(self, values: dict[str, Any]) -> bool:
        """Whether no setting has been set since; equal values are not looked for, since that would take longer."""
        own = self.values
        return own.keys() == values.keys() and all(own[name] is value for name, value in values.items())


_checked: WeakKeyDictionary[Crawler, _Checked] = WeakKeyDictionary()


def configuration_of(crawler: Crawler) -> Configuration:
    """The configuration of a crawl, read once: most parts of a crawl ask for it, and checking it takes milliseconds.

    Until Scrapy freezes the settings, those of the site may still be set: then it is read again. Raises
    :class:`~harvester.config.declaring.ConfigurationError` where a setting is wrong.
    """
    known = _checked.get(crawler)
    if known is not None and crawler.settings.frozen:
        return known.configuration
    values = {name: attribute.value for name, attribute in crawler.settings.attributes.items()}
    if known is None or not known.fits(values):
        known = _checked[crawler] = _Checked(Configuration.of(crawler.settings), values)
    return known.configuration


def defaults() -> dict[str, Any]:
    """Every setting of ours with its default, as Scrapy has them."""
    return {each.name: deepcopy(each.default) for each in SETTINGS}


def changed(settings: BaseSettings) -> dict[str, Any]:
    """Our settings that are not at their defaults, as they were given; ``...`` for a secret one."""
    given = {each: settings.get(each.name) for each in SETTINGS}
    return {
        each.name: "..." if each.form.secret else value
        for each, value in given.items()
        if value is not None and value != each.default
    }


def prepare(settings: BaseSettings) -> None:
    """Add the contact to the user agent, leave out what is off, and warn if old TLS is allowed."""
    scrapys.leave_out(settings)
    sending = options_of(options.SendingOptions, settings)
    if sending.contact:
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} {sending.contact}", priority="spider")
    if sending.old_tls:
        logger.warning("HARVESTER_OLD_TLS: what is sent and received can be read and changed on the way")
