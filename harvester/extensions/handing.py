"""New articles handed on: to the site's feed at the end of a run, and to its hook throughout."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.threads import deferToThread

from harvester.crawl.configuration import configuration_of
from harvester.crawl.queues import queue_of
from harvester.crawl.run import Run
from harvester.disk.names import site_folder
from harvester.feed.delivery import target_of
from harvester.feed.hook import Hook
from harvester.feed.run import refresh
from harvester.site_folder.packing import READ_ERRORS
from harvester.store.interface import StoreError

logger = logging.getLogger(__name__)


class HandingOn:
    """Gives each new article to ``HARVESTER_HOOK``, and writes ``HARVESTER_FEED`` when the run is over.

    Both read the site's files, so they only hand on what was written. Stats: ``harvester/hook/given``,
    ``.../refused``, ``.../left``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.run = Run(crawler)
        self.options = configuration_of(crawler).handing
        self.folder = site_folder(self.run.folder, self.run.site)
        self.hook: Hook | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals. Raises ``NotConfigured`` where nothing is to be handed on."""
        chosen = configuration_of(crawler).handing
        if not hasattr(crawler.spider, "site") or not (chosen.feed or chosen.hook):
            raise NotConfigured  # without a message, because Scrapy would log it as a warning
        handing = cls(crawler)
        crawler.signals.connect(handing.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(handing.engine_stopped, signal=signals.engine_stopped)
        return handing

    def spider_opened(self) -> None:
        """Have the hook look for new articles."""
        if self.options.hook:
            target = target_of(self.options.hook, self.options.hook_headers)
            self.hook = Hook(self.folder, target, self.run.began)
            self.hook.start()

    async def engine_stopped(self) -> None:
        """Hand on what is left and write the feed, now that the site's files are written and closed."""
        if self.hook and self.folder.is_dir():
            await maybe_deferred_to_future(deferToThread(self._finish, self.hook))
        if self.options.feed and self.folder.is_dir():
            await maybe_deferred_to_future(deferToThread(self._write))

    def _finish(self, hook: Hook) -> None:
        counts = hook.finish(0.0 if queue_of(self.run.crawler).hurried else self.options.patience)
        for name in ("given", "refused", "left"):
            self.run.stats.set_value(f"harvester/hook/{name}", getattr(counts, name))
        if counts.left:
            logger.warning("%d articles could not be given to the hook; the next run gives them", counts.left)

    def _write(self) -> None:
        try:
            refresh(self.folder, self.run.site, self.options.feed, self.options.feed_size)
        except (*READ_ERRORS, StoreError, ValueError) as error:
            path = Path(self.folder, self.options.feed)
            logger.warning("The feed %s could not be written: %s", path, error)
