"""New, changed, or unchanged: only what says something new is handed on."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from harvester.crawl.run import Run
from harvester.extensions.keeper import keeper_of
from harvester.items import Article
from harvester.store.interface import StoreError


class RevisePipeline:
    """Gives an article its revision, and notes what changed since the one before.

    Drops an unchanged article, and counts it in the stat ``harvester/unchanged``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.run = Run(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl."""
        return cls(crawler)

    async def process_item(self, item: Article) -> Article:
        """``item`` if it is new or changed. Raises :class:`~scrapy.exceptions.DropItem` if it is not."""
        keeper = keeper_of(self.crawler)
        try:
            await keeper.harvest.load([item.tid])
            if keeper.harvest.revise(item):
                return item
            keeper.harvest.unchanged(item)
            await keeper.harvest.flush()
        except (OSError, StoreError) as error:
            keeper.give_up(error)
            raise DropItem(f"not written: {error}") from error
        self.run.count("unchanged")
        raise DropItem("unchanged", log_level="DEBUG")
