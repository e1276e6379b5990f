"""What the text says about itself as news; and lost page breaks restored."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler

from harvester.article.news import fill_news, restore_breaks
from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.items import Article
from harvester.news.turns import KIND


class NewsPipeline:
    """Fills headline, bylines, source, ... of an article from its text, and restores breaks lost at page turns.

    Breaks are repairs of kind ``page-turn``, logged like all repairs, and made unless ``HARVESTER_REPAIR`` is
    off or ``HARVESTER_REPAIR_KINDS`` names only other kinds. They are counted in ``harvester/repairs/page-turn``.
    """

    def __init__(self, run: Run, *, restores: bool) -> None:
        self.run = run
        self.restores = restores

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings of repair."""
        return cls(Run(crawler), restores=configuration_of(crawler).repair.wants(KIND))

    def process_item(self, item: Article) -> Article:
        """``item``, filled in place."""
        if self.restores and (restored := restore_breaks(item)):
            self.run.count(f"repairs/{KIND}", restored)
        fill_news(item)
        return item
