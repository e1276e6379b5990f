"""The last step of decoding: bytes that could not be decoded become U+FFFD."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from harvester.article.finishing import finish_texts
from harvester.crawl.run import Run
from harvester.items import Article


class FinishPipeline:
    """Replaces the private code points that stand for undecoded bytes, after every repair has seen them.

    Counts them in the stat ``harvester/replacement_characters``.
    """

    def __init__(self, run: Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's stats."""
        return cls(Run(crawler))

    def process_item(self, item: Article) -> Article:
        """``item``, with U+FFFD in all its texts in place of what could not be decoded."""
        if item.encoding.bad_bytes:
            replaced = finish_texts(item)
            if replaced:
                self.run.count("replacement_characters", replaced)
        return item
