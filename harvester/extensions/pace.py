"""How fast requests are made: as robots.txt says, slower when the site is overloaded, and faster again after that."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Self

from scrapy import Request, signals
from scrapy.core.downloader import Slot
from scrapy.crawler import Crawler
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response
from scrapy.robotstxt import RobotParser

from harvester.crawl.configuration import configuration_of
from harvester.crawl.http_dates import date_in
from harvester.crawl.queues import queue_of
from harvester.crawl.run import Run
from harvester.middlewares.reach import FILE
from harvester.robots.rules import EVERYBODY

logger = logging.getLogger(__name__)

#: Too many requests (RFC 6585), or a server that is too busy (RFC 9110).
BUSY = frozenset({429, 503})
#: The part of a penalty that is left after each good page: ten good pages end most of it.
RECOVERY = 0.8
#: Seconds below which a penalty counts as over.
_OVER = 0.01


class Pace:
    """Keeps the delay between two requests at or above what the site asks for.

    The delay is never below the crawl delay of the server's robots.txt. Each flood-limit page, 429 or 503 doubles it,
    up to ``HARVESTER_SLOWEST``; each good page takes a fifth off again. A ``Retry-After`` is waited for, up to
    ``HARVESTER_LONGEST_WAIT``; beyond that the spider is closed with the reason ``asked_to_wait``. AutoThrottle, if
    it is on, stays above this delay. Another server with files of posts is slowed down alone, and ends no run. Stats:
    ``harvester/slowed_down``, ``harvester/crawl_delay``.
    """

    def __init__(self, crawler: Crawler) -> None:
        options = configuration_of(crawler).pace
        self.crawler = crawler
        self.run = Run(crawler)
        self.least = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self.delays: dict[str, float] = {}
        self.flood_delay = options.flood_delay
        self.slowest = options.slowest
        self.longest_wait = options.longest_wait
        self.penalty = 0.0
        self._holding: asyncio.Future[None] | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals."""
        pace = cls(crawler)
        crawler.signals.connect(pace.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(pace.response_downloaded, signal=signals.response_downloaded)
        crawler.signals.connect(pace.request_reached_downloader, signal=signals.request_reached_downloader)
        return pace

    def floor(self, request: Request) -> float:
        """The least number of seconds between two requests to the server of this one."""
        return max(self.least, self.delays.get(self._key(request), 0.0), self.penalty)

    def robots_parsed(self, robotparser: RobotParser, request: Request) -> None:
        """Apply the crawl delay in the robots.txt of a request's server."""
        delay, key = robotparser.crawl_delay(EVERYBODY), self._key(request)
        if delay and delay > max(self.least, self.delays.get(key, 0.0)):
            self.delays[key] = delay
            self.run.stats.set_value("harvester/crawl_delay", delay)
            logger.info("robots.txt of %s asks for %g s between two requests", key, delay)

    def request_reached_downloader(self, request: Request) -> None:
        """Keep the delay of the request's slot at the floor: Scrapy makes new slots after a pause."""
        slot = self._slot(request)
        if slot is not None:
            slot.delay = max(slot.delay, self.floor(request))
            if self.floor(request) > self.crawler.settings.getfloat("DOWNLOAD_DELAY"):
                slot.jitter = 0.0  # jitter may halve the delay that the site asks for

    def response_downloaded(self, response: Response, request: Request) -> None:
        """Slow down after a status that asks for it, recover after a good page."""
        if response.status in BUSY:
            wait = retry_after(response.headers.get("Retry-After") or b"", time.time())
            least = self.flood_delay if response.status == 429 else 0.0
            if FILE in request.meta and not self._is_forum(request):
                self._spare(request, least, wait)
            else:
                self.slow_down(request, least, wait)
        elif response.status == 200 and self.penalty:
            self.penalty = self.penalty * RECOVERY if self.penalty > _OVER else 0.0
            self._set(request)

    def flooded(self, request: Request) -> None:
        """Slow down because the answer to ``request`` was a flood-limit page."""
        self.slow_down(request, self.flood_delay)

    def slow_down(self, request: Request, least: float, wait: float = 0.0) -> None:
        """Double the delay, to at least ``least``; ``wait``: seconds before the next request."""
        self.run.count("slowed_down")
        self.penalty = min(max(self.floor(request) * 2, least), self.slowest)
        self._set(request)
        if wait > self.longest_wait:
            logger.error("The forum asks to come back in %.0f s: the run stops, the next one goes on", wait)
            self.run.count("failures/asked_to_wait")
            self.run.stop("asked_to_wait")
        elif wait > self.penalty:
            logger.warning("The forum asks to wait for %.0f s", wait)
            self._holding = asyncio.ensure_future(queue_of(self.crawler).hold(request, wait))

    def _is_forum(self, request: Request) -> bool:
        site = getattr(self.crawler.spider, "site", None)
        return site is None or bool(site.is_on(request.url))

    def _spare(self, request: Request, least: float, wait: float) -> None:
        """Slow down for a server that has only files of posts, and for no other."""
        self.run.count("slowed_down")
        self.delays[self._key(request)] = min(max(self.floor(request) * 2, least), self.slowest)
        if wait:
            self._holding = asyncio.ensure_future(queue_of(self.crawler).hold(request, min(wait, self.longest_wait)))

    def _set(self, request: Request) -> None:
        slot, throttle = self._slot(request), self.crawler.get_extension(AutoThrottle)
        if throttle is not None:
            throttle.mindelay = self.floor(request)
        if slot is not None:
            slot.delay = self.floor(request) if throttle is None else max(slot.delay, self.floor(request))

    def _slot(self, request: Request) -> Slot | None:
        assert self.crawler.engine is not None  # noqa: S101 - as above
        return self.crawler.engine.downloader.slots.get(self._key(request))

    def _key(self, request: Request) -> str:
        assert self.crawler.engine is not None  # noqa: S101 - as above
        return self.crawler.engine.downloader.get_slot_key(request)


def retry_after(said: bytes, now: float) -> float:
    """The seconds from ``now`` that a ``Retry-After`` header names, as a number or a date (RFC 9110, 10.2.3).

    0 if it names none, or a time in the past.
    """
    text = said.strip()
    if text.isdigit():  # in bytes, only 0 to 9 are digits
        return float(text)
    at = date_in(text)
    return 0.0 if at is None else max(0.0, at.timestamp() - now)
