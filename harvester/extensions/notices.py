"""Keeps the run's list of pages that were not what was requested."""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Self

from scrapy.crawler import Crawler

from harvester.config.saying import line
from harvester.crawl import signals
from harvester.crawl.run import Run
from harvester.extensions.keeper import keeper_of
from harvester.forum.authority import masked
from harvester.runs.notices import Record

logger = logging.getLogger(__name__)


class NoticeLog:
    """Counts each notice by kind, logs it in one line, and has it kept with its address among the run's notices."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals."""
        log = cls(Run(crawler))
        crawler.signals.connect(log.notice, signal=signals.notice)
        return log

    def notice(self, record: Record) -> None:
        """Count, log and keep one notice."""
        self.run.count(f"{'failures' if record.failure else 'notices'}/{record.kind}")
        level = logging.WARNING if record.failure else logging.INFO
        record = replace(record, url=line(masked(record.url)), text=line(masked(record.text)))
        logger.log(level, "%s: %s (%s)", record.kind, record.url, record.text)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        keeper_of(self.run.crawler).note(asdict(record) | {"at": at})
