"""Counts errors that Scrapy only logs."""

from __future__ import annotations

import logging
from typing import Self

from scrapy import Request, signals
from scrapy.crawler import Crawler

from harvester.crawl.run import Run
from harvester.crawl.signals import crawler_at_work

#: Scrapy's logger of exceptions in handlers of signals, and how its lines begin.
_LOGGER, _SAYS = "scrapy.utils.signal", "Error caught on signal handler"


class Swallowed(logging.Handler):
    """Counts exceptions in signal handlers, which are errors of ours, and requests that Scrapy drops.

    Both are failures of the run, and so in its exit code. Stats: ``harvester/failures/internal_error``,
    ``harvester/failures/dropped``.
    """

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(logging.ERROR)
        self.crawler = crawler
        self.run = Run(crawler)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals, and to the log until the crawl is over."""
        swallowed = cls(crawler)
        crawler.signals.connect(swallowed.request_dropped, signal=signals.request_dropped)
        crawler.signals.connect(swallowed.engine_stopped, signal=signals.engine_stopped)
        logging.getLogger(_LOGGER).addHandler(swallowed)
        return swallowed

    def emit(self, record: logging.LogRecord) -> None:
        """Count an exception, if it belongs to this crawl."""
        if str(record.msg).startswith(_SAYS) and crawler_at_work.get() in (None, self.crawler):
            self.run.count("failures/internal_error")

    def request_dropped(self, request: Request) -> None:
        """Report a page that was not requested because its address had been requested as another page's."""
        self.run.count("failures/dropped")
        logging.getLogger(__name__).warning("dropped: %s", request.url)

    def engine_stopped(self) -> None:
        """Stop listening to the log."""
        logging.getLogger(_LOGGER).removeHandler(self)
