"""The only place that writes articles."""

from __future__ import annotations

import asyncio
import logging
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from harvester.items import Article, to_dict
from harvester.output import LineFile
from harvester.run import Run

logger = logging.getLogger(__name__)


class WritePipeline:
    """Appends each article to the run's file of its site, whole and at once.

    Where the disk won't take a line the crawl is stopped: to go on would lose articles.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.run = Run(crawler)
        self.files: dict[str, LineFile] = {}
        self.stopping: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl."""
        return cls(crawler)

    def process_item(self, item: Article) -> Article:
        """Write ``item``. Raises :class:`~scrapy.exceptions.DropItem` where it can't be written."""
        try:
            if item.site not in self.files:
                self.files[item.site] = self.run.new_file(item.site, "articles")
            self.files[item.site].write(to_dict(item))
        except OSError as error:
            self._give_up(error)
            raise DropItem(f"not written: {error}") from error
        self.run.count("articles")
        return item

    def close_spider(self) -> None:
        """Bring everything to the disk."""
        for file in self.files.values():
            file.close()

    def _give_up(self, error: OSError) -> None:
        self.run.count("failures/not_written")
        if self.stopping is None:
            self.run.stats.set_value("harvester/output_error", str(error))
            logger.error("Cannot write: %s. The run stops; nothing that was written is lost.", error)
            assert self.crawler.engine is not None  # noqa: S101 - items come while the engine runs
            self.stopping = asyncio.ensure_future(self.crawler.engine.close_spider_async(reason="output_error"))
