"""One crawl: where its files go, and what it counts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from harvester.crawl.configuration import configuration_of
from harvester.crawl.queues import queue_of


class Run:
    """What the parts of a crawl need to know of it: cheap to make, for each part its own."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.folder = configuration_of(crawler).place.folder
        self._stopping: asyncio.Future[None] | None = None

    @property
    def stats(self) -> StatsCollector:
        """The crawl's stats. Raises :class:`RuntimeError` before it has any: a spider is made before them."""
        assert self.crawler.stats is not None  # noqa: S101 - Scrapy's property raises instead
        return self.crawler.stats

    @property
    def began(self) -> datetime:
        """When the spider was opened, as Scrapy's core stats have it."""
        began = self.stats.get_value("start_time")
        return began if isinstance(began, datetime) else datetime.now(UTC)

    def count(self, name: str, by: int = 1) -> None:
        """Add to the stat ``harvester/NAME``."""
        self.stats.inc_value(f"harvester/{name}", by)

    def note_version(self, version: str | None) -> None:
        """Note the forum's version, where a page names it, as the stat ``harvester/version``."""
        if version is not None:
            self.stats.set_value("harvester/version", version)

    @property
    def site(self) -> str:
        """The name of the site that is crawled."""
        site: str = self.crawler.spider.site.name  # type: ignore[union-attr]  # our spiders have one
        return site

    @property
    def keeps_replies(self) -> bool:
        """Whether the crawl keeps replies."""
        return bool(getattr(self.crawler.spider, "arguments", None) and self.crawler.spider.arguments.replies == "all")  # type: ignore[union-attr]  # as above

    def stop(self, reason: str) -> None:
        """Close the spider once the pages that come in are done; more than one call does no harm.

        What waits for its turn is left to the next run.
        """
        if self._stopping is None:
            assert self.crawler.engine is not None  # noqa: S101 - it runs while there is something to stop
            queue_of(self.crawler).let_go()
            self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))
