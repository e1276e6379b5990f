"""The text in a normal form, in a field of its own."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester.corpora.normalisation import normalise
from harvester.crawl.configuration import configuration_of
from harvester.items import Article


class NormalisePipeline:
    """Fills ``text_normalised``; ``text`` stays, so that the places of its repairs remain valid.

    Setting: ``HARVESTER_NORMALISE`` (empty: the pipeline is not used).
    """

    def __init__(self, wanted: tuple[str, ...]) -> None:
        self.steps = wanted

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting. Raises ``NotConfigured`` where it names none."""
        wanted = configuration_of(crawler).corpora.steps
        if not wanted:
            raise NotConfigured  # without a message, because this is the default
        return cls(wanted)

    def process_item(self, item: Article) -> Article:
        """``item``, filled in place."""
        item.text_normalised = normalise(item.text, self.steps)
        return item
