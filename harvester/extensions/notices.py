"""Keeps the run's list of pages that were not what was asked for."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Self

from scrapy.crawler import Crawler

from harvester.crawl import signals
from harvester.crawl.run import Run
from harvester.extensions.keeper import keeper_of
from harvester.forum.authority import masked

logger = logging.getLogger(__name__)


#: Notices of the crawl itself, beside the pages' own (:data:`harvester.discuz.notice.KINDS`), and what each means.
KINDS = {
    "missing_file": "A picture or attached file is not there, or not for guests.",
    "not_a_file": "What came for a picture or attached file is a page, or of another type than is wanted.",
    "redirected": "The page leads to one that was visited already.",
    "robots": "robots.txt forbids it.",
    "too_large": "A picture or attached file is larger than HARVESTER_MEDIA_MAXSIZE.",
}


@dataclass(frozen=True, slots=True)
class Record:
    """One notice: what the page at ``url`` was instead, and what it says or what went wrong.

    ``failure``: the page could not be had or read, as against a page that says that there is
    nothing for a guest to read.
    """

    site: str
    kind: str
    url: str
    text: str
    tid: int | None = None
    failure: bool = False


class NoticeLog:
    """Counts each notice by kind, logs a line for it, and has it noted with its address among the run's."""

    def __init__(self, run: Run) -> None:
        self.run = run

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals."""
        log = cls(Run(crawler))
        crawler.signals.connect(log.notice, signal=signals.notice)
        return log

    def notice(self, record: Record) -> None:
        """Take down one notice."""
        self.run.count(f"{'failures' if record.failure else 'notices'}/{record.kind}")
        level = logging.WARNING if record.failure else logging.INFO
        record = replace(record, url=masked(record.url), text=masked(record.text))
        logger.log(level, "%s: %s (%s)", record.kind, record.url, record.text)
        at = datetime.now(UTC).isoformat(timespec="seconds")
        keeper_of(self.run.crawler).note(asdict(record) | {"at": at})
