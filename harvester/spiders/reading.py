"""What crawls of all forum engines know: their arguments, the forum's engine, and what its pages say."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any, Self
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from harvester.config.declaring import ConfigurationError
from harvester.crawl.arguments import Arguments
from harvester.crawl.configuration import configuration_of, prepare
from harvester.crawl.run import Run
from harvester.crawl.sites import enter, name_of, runs
from harvester.engines import table
from harvester.extensions.keeper import keeper_of
from harvester.forum.clock import SiteZone
from harvester.forum.engine import Asked, Engine, Reading, Site
from harvester.forum.names import DOOR, PageName
from harvester.forum.page import Page
from harvester.forum.skin import Skin, SkinError
from harvester.items import ENCODING
from harvester.spiders.source import ThreadSource
from harvester.spiders.wanted import Wanted
from harvester.warc import SEEN

logger = logging.getLogger(__name__)

#: Where the store keeps the engine's name, among what is learned of the site.
ENGINE = "engine"


class ReadingSpider(Spider):
    """Reads pages with the engine that the forum turns out to run."""

    zone: ZoneInfo
    run: Run
    source: ThreadSource

    engine: Engine
    settled: bool  # whether the engine is known: given, found by an earlier run, or by a page
    site: Site
    boards: frozenset[int]  # those to harvest; none: all
    skin: Skin | None = None  # the user's own selectors
    hosts: tuple[str, ...] = ()  # further ones of the forum, which the user names
    known_as: str  # the site's name in the sites file, otherwise that of its folder

    def __init__(self, **given: str) -> None:
        super().__init__()
        self.given = given  # for the record of the run
        self.arguments = Arguments.parse(given)
        given_engine = self.arguments.engine
        self.engine = table.named(given_engine) if given_engine else table.of_address(self.arguments.address)
        self.settled = bool(given_engine)
        self.site = self.engine.site.of(self.arguments.address, self.arguments.formerly)
        self._pages: WeakKeyDictionary[Response, Page] = WeakKeyDictionary()
        self._readings: WeakKeyDictionary[Response, Reading] = WeakKeyDictionary()
        self.learned: set[str] = set()

    @staticmethod
    def runs(given: dict[str, str], settings: BaseSettings) -> list[dict[str, str]]:
        """The arguments of each crawl that a command line asks for. Raises ConfigurationError where one is wrong."""
        return runs(given, settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - as Scrapy has it
        """The spider of one crawl. Raises ConfigurationError where an argument is wrong.

        Here, and not before, the entry of ``-a site=`` is applied: Scrapy freezes the settings when this is done.
        """
        given = enter(kwargs, crawler.settings)
        prepare(crawler.settings)
        spider = super().from_crawler(crawler, *args, **given)
        spider.known_as = name_of(kwargs.get("site")) or spider.site.name
        configuration = configuration_of(crawler)
        spider.boards = configuration.visits.boards
        zone = spider.arguments.zone or configuration.reading.zone
        asked_for = (crawler.settings.getpriority("HARVESTER_ZONE") or 0) > SETTINGS_PRIORITIES["project"]
        # What pages say about their zone counts only where the user named none.
        spider.zone = SiteZone.of(zone.key, named=spider.arguments.zone is not None or asked_for)
        spider.run = Run(crawler)
        spider.skin, spider.hosts = configuration.reading.layout, configuration.reading.hosts
        spider.site.name_hosts(spider.hosts)
        spider.lay()
        return spider

    def lay(self) -> None:
        """Read the site's pages with the user's own selectors. Raises ConfigurationError if its engine cannot."""
        try:
            self.site.lay(self.skin)
        except SkinError as error:
            raise ConfigurationError(f"HARVESTER_LAYOUT: {error}") from error

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Keep few requests in the downloader."""
        super().update_settings(settings)
        # All of them are still made when a crawl is told to stop, and each may take a delay of seconds or a minute.
        in_hand = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") + 1
        settings.set("CONCURRENT_REQUESTS", in_hand, priority="spider")

    # --- which engine -----------------------------------------------------------------

    def recognise(self, page: Page) -> bool:
        """Find out by a page which engine the forum runs; returns whether it is another one than was assumed.

        What an earlier run found is checked once more at the beginning: forums move to other software.
        """
        known = self.settled and (self.arguments.engine or self.learned)
        found = None if known else table.recognise(page)
        if found is None:
            return False
        before = self.engine
        self.adopt(found[0])
        return self.engine is not before

    def is_login_cookie(self, name: str) -> bool:
        """Whether a cookie of this name means that a member is logged in, in any engine that the forum may run."""
        engines = [self.engine] if self.settled else table.engines().values()
        return any(engine.login.is_cookie(name) for engine in engines)

    def adopt(self, engine: Engine) -> None:
        """Use this engine for the forum from now on, and in later runs; the site's name stays."""
        if engine is not self.engine:
            self.engine, self.site = engine, engine.site.of(self.arguments.address, self.site.name)
            self.site.name_hosts(self.hosts)
            try:
                self.site.lay(self.skin)
            except SkinError as error:
                logger.warning("HARVESTER_LAYOUT: %s: its own layouts read them", error)
        self.settled = True
        keeper_of(self.crawler).harvest.store.keep_form(ENGINE, engine.name)

    # --- pages ------------------------------------------------------------------------

    def page(self, response: Response, request: Request | None = None) -> Page | None:
        """The page of a response, parsed once; ``None`` where it has no text.

        ``request``: the one it answers, where Scrapy has not set that yet.
        """
        if response not in self._pages and response.body and ENCODING in (request or request_of(response)).meta:
            self._pages[response] = Page(response.text, response.url)
        return self._pages.get(response)

    def read(self, response: Response, wanted: Wanted | None, request: Request | None = None) -> Reading | None:
        """What a page says, read once for all parts of the crawl; ``None`` where it has no text."""
        page = self.page(response, request)
        if page is None or response in self._readings:
            return self._readings.get(response)
        named = wanted.address if wanted else PageName(DOOR)
        if named.tid is None and named.fid is None:  # sites may write addresses as they like
            self.site.widen(page.base)
        source = self.source.name if wanted and wanted.archived else ""
        asked = Asked(named, self.zone, self.seen(response, request), response.status, source)
        self._readings[response] = reading = self.site.read(page, asked)
        return reading

    def seen(self, response: Response, request: Request | None = None) -> datetime:
        """When a page was fetched, in the forum's zone: now, unless it comes from an archive."""
        at: datetime | None = (request or request_of(response)).meta.get(SEEN)
        return datetime.now(self.zone) if at is None else at.astimezone(self.zone)


def request_of(response: Response) -> Request:
    """The request that a response answers."""
    assert response.request is not None  # noqa: S101 - Scrapy sets it before any callback
    return response.request
