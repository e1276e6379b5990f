"""The texts of an article repaired, with a log of every repair in the line."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester import items
from harvester.article.options import RepairOptions
from harvester.article.texts import places
from harvester.crawl import signals
from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.items import Article
from harvester.runs.notices import Record
from harvester.text import Profile, Repaired
from harvester.text.controls import without_controls
from harvester.text.repair import repair_with

logger = logging.getLogger(__name__)


class RepairPipeline:
    """Repairs title, text, names and replies of an article; they share what they prove.

    Control characters are taken out of what that leaves.

    Settings: ``HARVESTER_REPAIR`` (off: the pipeline is not used), ``HARVESTER_REPAIR_KINDS``,
    ``HARVESTER_REPAIR_CERTAINTY``, ``HARVESTER_REPAIR_PROFILE``, ``HARVESTER_NOISE``, ``HARVESTER_KEEP_ORIGINAL``.
    Repairs are counted in the stats ``harvester/repairs/KIND``, spans beyond repair in
    ``harvester/beyond_repair/KIND``, repairs that were not made since they bring in characters that nobody writes in
    ``harvester/refused_repairs/KIND``, those that the damage, done again, does not explain in
    ``harvester/unexplained_repairs/KIND``. A text whose repair raises stays as it is: a notice, ``not_repaired``,
    says so.
    """

    def __init__(self, run: Run, options: RepairOptions) -> None:
        self.run = run
        self.options = options.of_text
        self.known = options.profile
        self.keep_original = options.keep_original
        self.drops_controls = options.drops_controls

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
            repaired = self._repaired(item, getattr(holder, name), where, profile)
            if repaired is None:
                continue
            profile = repaired.profile
            setattr(holder, name, repaired.text)
            item.repairs += [items.Repair(where=where, **asdict(made)) for made in repaired.repairs]
            self._count(repaired)
        return item

    def _repaired(self, item: Article, text: str, where: str, profile: Profile) -> Repaired | None:
        """``text`` of ``item`` repaired; ``None``, and a notice, where that raises."""
        try:
            repaired = repair_with(text, self.options, profile)
        except Exception as error:
            logger.exception("%s, thread %s: %s is not repaired", item.site, item.tid, where)
            says = f"{where}: {type(error).__name__}: {error}"
            record = Record(site=item.site, kind="not_repaired", url=item.url, text=says, tid=item.tid)
            self.run.crawler.signals.send_catch_log(signals.notice, record=record)
            return None
        lines = where == "text" or where.endswith(".text")
        return without_controls(repaired, "\n" if lines else " ") if self.drops_controls else repaired

    def _count(self, repaired: Repaired) -> None:
        for made in repaired.repairs:
            self.run.count(f"repairs/{made.kind}")
        for refused in repaired.refused:
            self.run.count(f"refused_repairs/{refused.kind}")
        for unexplained in repaired.unexplained:
            self.run.count(f"unexplained_repairs/{unexplained.kind}")
        for flag in repaired.flags:
            self.run.count(f"beyond_repair/{flag.kind}")
