"""The text in the other script, in a field of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester.corpora.conversion import Converter
from harvester.crawl.configuration import configuration_of
from harvester.items import Article


class ConvertPipeline:
    """Fills ``text_hans`` and ``text_hant`` of Chinese articles, from ``text_normalised`` where there is one.

    Setting: ``HARVESTER_CONVERT`` (empty: the pipeline is not used).
    """

    def __init__(self, wanted: Mapping[str, Converter]) -> None:
        self.converters = wanted

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting. Raises ``NotConfigured`` where it names no script."""
        wanted = configuration_of(crawler).corpora.converters
        if not wanted:
            raise NotConfigured  # without a message, because this is the default
        return cls(wanted)

    def process_item(self, item: Article) -> Article:
        """``item``, filled in place; articles in other languages get neither field."""
        if item.language in ("zh", None):
            text = item.text if item.text_normalised is None else item.text_normalised
            for field, converter in self.converters.items():
                setattr(item, field, converter.convert(text))
        return item
