"""Limits of a crawl: requests a day, hours of the day, and failures in a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Self
from zoneinfo import ZoneInfo

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester.crawl import signals
from harvester.crawl.configuration import configuration_of
from harvester.crawl.queues import PostponedError, queue_of
from harvester.crawl.run import Run
from harvester.extensions.keeper import keeper_of
from harvester.runs.notices import Record
from harvester.store.interface import StoreError


class LimitsMiddleware:
    """Stops the run, before a request is made, if its budget is spent or its hours are over.

    Settings: ``HARVESTER_DAILY_REQUESTS``, ``HARVESTER_HOURS``, ``HARVESTER_MOST_FAILURES``. Reasons of closing:
    ``budget_spent``, ``hours_over``, ``no_answer``, ``failing``. The requests of the day are kept in the site's store
    with its next commit.
    """

    def __init__(self, crawler: Crawler, now: Callable[[ZoneInfo], datetime] = datetime.now) -> None:
        options = configuration_of(crawler).limits
        self.crawler = crawler
        self.run = Run(crawler)
        self.now = now
        self.budget = options.daily_requests
        self.hours = options.hours
        self.most_failures = options.most_failures
        self.failures: list[str] = []  # the kinds of failures since the last page that could be read

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals.

        Raises ``NotConfigured`` where no forum is crawled.
        """
        if not hasattr(crawler.spider, "zone"):
            raise NotConfigured("no forum is crawled")
        limits = cls(crawler)
        crawler.signals.connect(limits.notice, signal=signals.notice)
        crawler.signals.connect(limits.page_read, signal=signals.page_read)
        return limits

    def process_request(self, request: Request) -> None:
        """Count the request. Raises :class:`PostponedError` where it is not to be made now."""
        if request.url.startswith("data:"):  # internal, for a callback
            return
        if queue_of(self.crawler).over:
            raise PostponedError(f"the run ends: {request.url}")
        keeper = keeper_of(self.crawler)
        zone: ZoneInfo = self.crawler.spider.zone  # type: ignore[union-attr]  # our spiders have one
        now = self.now(zone)
        if self.hours is not None and not self.hours.open(now.time()):
            self._postpone("hours_over", request)
        day = f"{now:%Y-%m-%d}"
        try:
            if 0 < self.budget <= keeper.harvest.requests(day):
                self._postpone("budget_spent", request)
            keeper.harvest.count_request(day)
        except StoreError as error:
            keeper.give_up(error)
            raise PostponedError(str(error)) from error

    def page_read(self) -> None:
        """Forget the failures before: the forum is there, and its pages can be read."""
        self.failures.clear()

    def notice(self, record: Record, of: str = "page") -> None:
        """Stop if one page after the other could not be fetched or read.

        A notice is not a failure, but it does not show that pages can be read either. Files do not count: a post can
        have any number of pictures that do not exist.
        """
        if not record.failure or of != "page":
            return
        self.failures.append(record.kind)
        if 0 < self.most_failures <= len(self.failures):
            self.run.stop("no_answer" if set(self.failures) == {"download"} else "failing")

    def _postpone(self, reason: str, request: Request) -> None:
        self.run.stop(reason)
        raise PostponedError(f"{reason}: {request.url}")
