"""Checking every line against the JSON Schema before it is written."""

from __future__ import annotations

from typing import Self

import fastjsonschema
from scrapy.crawler import Crawler
from scrapy.exceptions import DropItem

from harvester.crawl import signals
from harvester.extensions.keeper import keeper_of
from harvester.items import Article, to_dict
from harvester.runs.notices import Record
from harvester.schema.checking import check


class ValidatePipeline:
    """Drops an article that breaks the schema, and reports it as a failure."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.check = check()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals."""
        return cls(crawler)

    async def process_item(self, item: Article) -> Article:
        """``item`` if it is valid. Raises :class:`~scrapy.exceptions.DropItem` if it is not."""
        try:
            self.check(to_dict(item))
        except fastjsonschema.JsonSchemaValueException as error:
            record = Record(item.site, "invalid_line", item.url, error.message, item.tid, failure=True)
            self.crawler.signals.send_catch_log(signals.notice, record=record)
            harvest = keeper_of(self.crawler).harvest
            await harvest.load([item.tid])
            harvest.fail(item.tid, record.kind)
            await harvest.flush()
            raise DropItem(error.message) from error
        return item
