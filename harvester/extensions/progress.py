"""How far a run is: a live line on a terminal, elsewhere a line of the log from time to time."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Self

from rich.console import Console
from scrapy import Request, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.utils.asyncio import AsyncioLoopingCall, create_looping_call
from twisted.internet.task import LoopingCall

from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.extensions import display
from harvester.extensions.keeper import keeper_of
from harvester.store.interface import StoreError

logger = logging.getLogger(__name__)

#: Seconds between two drawings on a terminal.
_REDRAW = 0.5
#: Seconds over which the speed is measured, and seconds from which on it is shown: before that it jumps.
_WINDOW, _LEAST = 60.0, 10.0


class Speed:
    """Pages a second over the last minute."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._samples: deque[tuple[float, int]] = deque()

    def take(self, pages: int) -> float | None:
        """Note the number of pages so far; returns pages a second, or ``None`` while it is too early to say."""
        now = self._now()
        self._samples.append((now, pages))
        while now - self._samples[0][0] > _WINDOW:
            self._samples.popleft()
        began, before = self._samples[0]
        return (pages - before) / (now - began) if now - began >= _LEAST and pages > before else None


class Lists:
    """List pages that were requested and not yet read: until there are none, the rest of the run is unknown."""

    def __init__(self) -> None:
        self.open = 0

    def scheduled(self, request: Request) -> None:
        """Count a scheduled request."""
        self.open += _is_list(request)

    def left(self, request: Request) -> None:
        """Count a request that succeeded or failed; a retry is scheduled again."""
        self.open -= _is_list(request)


class Progress:
    """Shows boards, threads, articles, speed, time left, repairs and notices of one crawl.

    Settings: ``HARVESTER_PROGRESS`` (auto, lines or off), ``HARVESTER_PROGRESS_INTERVAL``.
    """

    def __init__(self, crawler: Crawler, console: Console | None) -> None:
        self.crawler = crawler
        self.run = Run(crawler)
        self.console = console
        self.lists = Lists()
        self.speed = Speed()
        self.interval = configuration_of(crawler).showing.interval
        self._loop: AsyncioLoopingCall | LoopingCall | None = None
        self._showing: asyncio.Task[None] | None = None
        self._threads_left: int | None = None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals. Raises ``NotConfigured`` where nothing is to be shown."""
        way = configuration_of(crawler).showing.progress
        if way == "off" or not hasattr(crawler.spider, "site"):
            raise NotConfigured
        progress = cls(crawler, terminal() if way == "auto" else None)
        for receiver, signal in (
            (progress.spider_opened, signals.spider_opened),
            (progress.spider_closed, signals.spider_closed),
            (progress.lists.scheduled, signals.request_scheduled),
            (progress.lists.left, signals.request_left_downloader),
        ):
            crawler.signals.connect(receiver, signal=signal)
        return progress

    def spider_opened(self) -> None:
        """Start showing the run."""
        if self.console is not None:
            display.join(self.console, self.run.site, self.line)
        elif self.interval <= 0:
            return
        self._loop = create_looping_call(self._tick)
        self._loop.start(_REDRAW if self.console else self.interval, now=False)

    def spider_closed(self) -> None:
        """Leave the terminal as it was."""
        if self._loop is not None:
            self._loop.stop()
        if self._showing is not None:
            self._showing.cancel()
        if self.console is not None:
            display.leave(self.run.site)

    def line(self) -> str:
        """How far the run is, in one line."""
        stats = self.run.stats.get_stats()
        speed = self.speed.take(int(stats.get("response_received_count", 0)))
        parts = [_counted(_number(stats, f"{noun}s"), noun) for noun in ("board", "thread", "article")]
        totals = {noun: _total(stats, f"{noun}s") for noun in ("repair", "notice", "failure")}
        parts += [_counted(total, noun) for noun, total in totals.items() if total]
        parts += [f"{speed * 60:.0f} pages/min"] if speed else []
        left = self._threads_left
        parts += [f"about {_duration(left / speed)} left"] if speed and left else []
        return ", ".join(parts)

    async def _left(self) -> int | None:
        """The number of threads left to visit; ``None`` if it is not known, or how many pages each takes is not."""
        arguments = self.crawler.spider.arguments  # type: ignore[union-attr]  # our spiders have them
        if self.lists.open or arguments.replies == "all" or arguments.max_threads:
            return None
        if arguments.since or arguments.authors:
            return None
        try:
            return await keeper_of(self.crawler).harvest.store.left(self.crawler.spider.fid)  # type: ignore[union-attr]
        except (AttributeError, StoreError):
            return None

    def _tick(self) -> None:
        if self._showing is None or self._showing.done():
            self._showing = asyncio.ensure_future(self._show())

    async def _show(self) -> None:
        self._threads_left = await self._left()
        if self.console is not None:
            display.draw()
        else:
            logger.info("%s", self.line())


def terminal() -> Console | None:
    """Standard error as a terminal; ``None`` if it is not one, or cannot redraw a line."""
    console = Console(file=sys.__stderr__)
    return console if sys.stderr.isatty() and not console.is_dumb_terminal else None


def _is_list(request: Request) -> bool:
    wanted = request.cb_kwargs.get("wanted")
    return wanted is not None and wanted.address.kind != "thread"


def _number(stats: dict[str, object], name: str) -> int:
    return int(str(stats.get(f"harvester/{name}", 0)))


def _total(stats: dict[str, object], group: str) -> int:
    return sum(int(str(value)) for name, value in stats.items() if name.startswith(f"harvester/{group}/"))


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _duration(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "a minute"
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:.0f} h"
