"""A spider of one's own in the project, which yields items of its own besides articles; and a pipeline for them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.http import Response

from harvester import settings
from harvester.spiders.forum import ForumSpider
from harvester.spiders.wanted import Wanted


class TableSpider(ForumSpider):
    """The forum's, with a table for each page, of which the pipeline below drops the second and fails on the third."""

    name = "forum"
    custom_settings = {"ITEM_PIPELINES": settings.ITEM_PIPELINES | {"table_spider.OwnPipeline": 850}}  # noqa: RUF012
    pages = 0

    async def parse(self, response: Response, wanted: Wanted) -> AsyncIterator[Any]:
        """As ever, and a table."""
        async for each in super().parse(response, wanted):
            yield each
        self.pages += 1
        yield {"page": self.pages}

    def answer(self, response: Response, wanted: Wanted) -> Iterator[Any]:
        """As ever, and what was requested."""
        yield from super().answer(response, wanted)
        yield {"kind_of_page": wanted.address.kind}


class OwnPipeline:
    """A pipeline of the user's."""

    def process_item(self, item: object) -> object:
        """Drop the second table, fail on the third."""
        if item == {"page": 2}:
            raise DropItem("the second")
        if item == {"page": 3}:
            raise ValueError("the third")
        return item
