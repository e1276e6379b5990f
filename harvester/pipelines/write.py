"""Writing articles; nothing else writes them."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from harvester.crawl.run import Run
from harvester.extensions.keeper import keeper_of
from harvester.items import Article
from harvester.store.interface import StoreError


class WritePipeline:
    """Keeps each article's line together with the record of its thread: both or neither.

    If the disk or the store fails, the crawl stops: continuing would lose articles.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.run = Run(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl."""
        return cls(crawler)

    async def process_item(self, item: Article) -> Article:
        """Write ``item``. Raises :class:`~scrapy.exceptions.DropItem` if that fails."""
        keeper = keeper_of(self.crawler)
        try:
            linked = await keeper.harvest.write(item)
            await keeper.harvest.flush()
            self.run.stats.set_value("harvester/file/articles", keeper.harvest.store.where)
        except (OSError, StoreError) as error:
            keeper.give_up(error)
            raise DropItem(f"not written: {error}") from error
        self.run.count("articles", 1 + linked)
        if revisions := linked + (item.revision > 1):
            self.run.count("revisions", revisions)
        self.run.count("replies", len(item.replies or ()))
        return item
