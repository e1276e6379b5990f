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
    """Repairs title, text, names and replies of an article; what one of them proves helps with the others.

    Control characters that are left after that are removed.

    Settings: ``HARVESTER_REPAIR`` (off: the pipeline is not used), ``HARVESTER_REPAIR_KINDS``,
    ``HARVESTER_REPAIR_CERTAINTY``, ``HARVESTER_REPAIR_PROFILE``, ``HARVESTER_NOISE``, ``HARVESTER_KEEP_ORIGINAL``.
    Stats: ``harvester/repairs/KIND``; ``harvester/beyond_repair/KIND`` for spans beyond repair;
    ``harvester/refused_repairs/KIND`` for repairs that were not made because they would bring in characters that
    nobody writes; ``harvester/unexplained_repairs/KIND`` for those not made because doing the damage again did not
    give the text. A text whose repair raises an exception stays as it is, and a notice, ``not_repaired``, says so.
    """

    def __init__(self, run: Run, options: RepairOptions) -> None:
        self.run = run
        self.options = options

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings. Raises ``NotConfigured`` where nothing is to be repaired."""
        options = configuration_of(crawler).repair
        if not options.wanted:
            raise NotConfigured  # without a message: Scrapy would log it as a warning, and the user asked for this
        return cls(Run(crawler), options)

    def process_item(self, item: Article) -> Article:
        """``item``, repaired in place."""
        if self.options.keep_original:
            item.original_text = item.text
        for repaired in repair_texts(item, self.options.profile, partial(self._repaired, item)):
            self._count(repaired)
        return item

    def _repaired(self, item: Article, text: str, where: str, profile: Profile) -> Repaired | None:
        """``text`` of ``item`` repaired; if that raises, ``None``, and a notice is sent."""
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
