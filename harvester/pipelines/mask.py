"""Masking personal data in all texts of a line."""

from __future__ import annotations

from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester.corpora.masked_item import mask_item
from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.items import Article


class MaskPipeline:
    """Masks mobile phones, e-mail addresses and identity numbers: in text, title, names, replies, captions and repairs.

    Setting: ``HARVESTER_MASK`` (empty: the pipeline is not used). What was masked is counted in ``masked`` of the line
    and in the stats ``harvester/masked/KIND``; the data itself is not kept anywhere.
    """

    def __init__(self, run: Run, kinds: tuple[str, ...]) -> None:
        self.run = run
        self.kinds = kinds

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the setting. Raises ``NotConfigured`` where it names none."""
        wanted = configuration_of(crawler).corpora.masked
        if not wanted:
            raise NotConfigured  # without a message, because this is the default
        return cls(Run(crawler), wanted)

    def process_item(self, item: Article) -> Article:
        """``item``, masked in place."""
        for kind, count in mask_item(item, self.kinds).items():
            self.run.count(f"masked/{kind}", count)
        return item
