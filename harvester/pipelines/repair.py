"""The texts of an article repaired, with a log of every repair in the line."""

from __future__ import annotations

import logging
from functools import partial
from typing import Self

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester.article.options import RepairOptions
from harvester.article.repairing import repair_texts, repaired_field
from harvester.crawl import signals
from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.items import Article
from harvester.runs.notices import Record
from harvester.text import Profile, Repaired

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
        self.options = options

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings. Raises ``NotConfigured`` where nothing is to be repaired."""
        options = configuration_of(crawler).repair
        if not options.wanted:
            raise NotConfigured  # without words: with them Scrapy warns, and the user knows
        return cls(Run(crawler), options)

    def process_item(self, item: Article) -> Article:
        """``item``, repaired in place."""
        if self.options.keep_original:
            item.original_text = item.text
        for repaired in repair_texts(item, self.options.profile, partial(self._repaired, item)):
            self._count(repaired)
        return item

    def _repaired(self, item: Article, text: str, where: str, profile: Profile) -> Repaired | None:
        """``text`` of ``item`` repaired; ``None``, and a notice, where that raises."""
        try:
            return repaired_field(text, where, profile, self.options)
        except Exception as error:
            logger.exception("%s, thread %s: %s is not repaired", item.site, item.tid, where)
            says = f"{where}: {type(error).__name__}: {error}"
            record = Record(site=item.site, kind="not_repaired", url=item.url, text=says, tid=item.tid)
            self.run.crawler.signals.send_catch_log(signals.notice, record=record)
            return None

    def _count(self, repaired: Repaired) -> None:
        for made in repaired.repairs:
            self.run.count(f"repairs/{made.kind}")
        for refused in repaired.refused:
            self.run.count(f"refused_repairs/{refused.kind}")
        for unexplained in repaired.unexplained:
            self.run.count(f"unexplained_repairs/{unexplained.kind}")
        for flag in repaired.flags:
            self.run.count(f"beyond_repair/{flag.kind}")
