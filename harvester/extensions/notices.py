"""Keeps the run's list of pages that were not what was asked for."""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Self

from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler

from harvester.crawl import signals
from harvester.crawl.run import Run
from harvester.disk.lines import LineFile
from harvester.forum.authority import masked
from harvester.runs.notices import Record

logger = logging.getLogger(__name__)


class NoticeLog:
    """Counts each notice by kind, logs a line for it, and lists it with its address in a file."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.files: dict[str, LineFile] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals."""
        log = cls(Run(crawler))
        crawler.signals.connect(log.notice, signal=signals.notice)
        crawler.signals.connect(log.spider_closed, signal=scrapy_signals.spider_closed)
        return log

    def notice(self, record: Record) -> None:
        """Take down one notice."""
        self.run.count(f"{'failures' if record.failure else 'notices'}/{record.kind}")
        level = logging.WARNING if record.failure else logging.INFO
        record = replace(record, url=masked(record.url), text=masked(record.text))
        logger.log(level, "%s: %s (%s)", record.kind, record.url, record.text)
        if record.site not in self.files:
            self.files[record.site] = self.run.new_file(record.site, "notices")
        at = datetime.now(UTC).isoformat(timespec="seconds")
        self.files[record.site].write(asdict(record) | {"at": at})

    def spider_closed(self) -> None:
        """Close the lists."""
        for file in self.files.values():
            file.close()
