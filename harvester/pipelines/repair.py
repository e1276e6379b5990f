"""The texts of an article repaired, with a log of every repair in the line."""

from __future__ import annotations

from dataclasses import asdict
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester import items
from harvester.article.options import RepairOptions
from harvester.article.texts import places
from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.items import Article
from harvester.text.repair import repair_with


class RepairPipeline:
    """Repairs title, text, names and replies of an article; they share what they prove.

    Settings: ``HARVESTER_REPAIR`` (off: the pipeline is not used), ``HARVESTER_REPAIR_KINDS``,
    ``HARVESTER_REPAIR_CERTAINTY``, ``HARVESTER_REPAIR_PROFILE``, ``HARVESTER_NOISE``, ``HARVESTER_KEEP_ORIGINAL``.
    Repairs are counted in the stats ``harvester/repairs/KIND``, spans beyond repair in
    ``harvester/beyond_repair/KIND``.
    """

    def __init__(self, run: Run, options: RepairOptions) -> None:
        self.run = run
        self.options = options.of_text
        self.known = options.profile
        self.keep_original = options.keep_original

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings. Raises ``NotConfigured`` where nothing is to be repaired."""
        options = configuration_of(crawler).repair
        if not options.wanted:
            raise NotConfigured("HARVESTER_REPAIR is off")
        return cls(Run(crawler), options)

    def process_item(self, item: Article) -> Article:
        """``item``, repaired in place."""
        if self.keep_original:
            item.original_text = item.text
        profile = self.known
        for holder, name, where in places(item):
            repaired = repair_with(getattr(holder, name), self.options, profile)
            profile = repaired.profile
            setattr(holder, name, repaired.text)
            item.repairs += [items.Repair(where=where, **asdict(made)) for made in repaired.repairs]
            for made in repaired.repairs:
                self.run.count(f"repairs/{made.kind}")
            for flag in repaired.flags:
                self.run.count(f"beyond_repair/{flag.kind}")
        return item
