"""One crawl: where its files go, and what it counts."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from harvester.crawl.configuration import configuration_of
from harvester.crawl.queues import queue_of


class Run:
    """What the parts of a crawl need to know about it; cheap, so each part makes its own."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.folder = configuration_of(crawler).place.folder
        self._stopping: asyncio.Future[None] | None = None

    @property
    def stats(self) -> StatsCollector:
        """The crawl's stats. Raises :class:`RuntimeError` before there are any: the spider is made first."""
        assert self.crawler.stats is not None  # noqa: S101 - Scrapy's property raises instead
        return self.crawler.stats

    @property
    def began(self) -> datetime:
        """When the spider was opened, by Scrapy's core stats."""
        began = self.stats.get_value("start_time")
        return began if isinstance(began, datetime) else datetime.now(UTC)

    def count(self, name: str, by: int = 1) -> None:
        """Add to the stat ``harvester/NAME``."""
        self.stats.inc_value(f"harvester/{name}", by)

    def note_version(self, version: str | None) -> None:
        """Note the forum's version, if it is known, as the stat ``harvester/version``."""
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
        """Close the spider once the pages that were received are processed; may be called more than once.

        Requests that wait for their turn are left to the next run.
        """
        if self._stopping is None:
            assert self.crawler.engine is not None  # noqa: S101 - it runs while there is something to stop
            queue_of(self.crawler).let_go()
            self._stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason=reason))
