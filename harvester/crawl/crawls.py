"""Several crawls in one process, each with its own engine, pace, lock and store."""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.utils.defer import maybe_deferred_to_future
from scrapy.utils.ossignal import install_shutdown_handlers
from twisted.internet.defer import Deferred

from harvester.crawl.queues import queue_of
from harvester.crawl.signals import crawler_at_work
from harvester.logformatter import site_at_work
from harvester.runs.summary import Summary

logger = logging.getLogger(__name__)

#: Seconds that pages in hand have to come after a signal: containers are killed ten seconds after theirs.
GRACE = 5.0


@dataclass(eq=False)
class SiteCrawl:
    """One of several crawls: its arguments, and what became of it."""

    arguments: dict[str, str]
    stats: dict[str, Any] | None = None  # None: it did not begin
    failed: bool = False  # it could not start
    cut: signal.Signals | None = None  # what ended it, or kept it from starting
    over: bool = False

    @property
    def name(self) -> str:
        """Its name in messages."""
        return self.arguments.get("site") or self.arguments.get("address", "")

    @property
    def summary(self) -> Summary:
        """Its result."""
        if self.failed:
            return Summary({"finish_reason": "refused", "harvester/refused": "could not start: see the error above"})
        stats = {"finish_reason": "shutdown"} if self.stats is None else self.stats
        return Summary(stats | {"harvester/interrupted": self.cut is signal.SIGINT})


class Crawls:
    """Runs crawls, at most ``at_once`` of them at the same time.

    The first SIGINT (Ctrl-C), SIGTERM or SIGHUP (the terminal was closed) ends all of them in order, and no other
    starts: pages in hand have :data:`GRACE` seconds to come. The second ends the process at once. ``signal`` is the
    first. Scrapy's own handlers do the same, but do not say which signal it was.
    """

    def __init__(self, process: CrawlerProcessBase, make: Callable[[], Crawler], at_once: int) -> None:
        self.process = process
        self.make = make
        self.signal: signal.Signals | None = None
        self._several = False
        self._places = asyncio.Semaphore(at_once)
        self._under_way: dict[Crawler, SiteCrawl] = {}
        self._tasks: set[asyncio.Future[None]] = set()

    def run(self, arguments: Sequence[dict[str, str]]) -> list[SiteCrawl]:
        """Make a crawl for each of the arguments; returns when all are over."""
        from twisted.internet import reactor  # noqa: PLC0415 - an earlier import would install the wrong one

        crawls = [SiteCrawl(given) for given in arguments]
        self._several = len(crawls) > 1
        install_shutdown_handlers(self._receive)
        if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:  # under nohup(1) it is ignored, and stays so
            signal.signal(signal.SIGHUP, self._receive)
        reactor.callWhenRunning(self._keep, self._all(crawls))
        self.process.start(stop_after_crawl=False, install_signal_handlers=False)
        for each in crawls:
            if not each.over:  # stopped at once
                each.cut = self.signal
        return crawls

    async def _all(self, crawls: Sequence[SiteCrawl]) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - as above

        try:
            await asyncio.gather(*map(self._one, crawls))
        finally:
            with suppress(RuntimeError):  # raised where it is stopped already
                reactor.stop()  # type: ignore[misc]  # Twisted makes the module an object

    async def _one(self, each: SiteCrawl) -> None:
        async with self._places:
            if self._several:
                site_at_work.set(each.name)
            if self.signal is None:
                await self._crawl(each)
            each.cut, each.over = self.signal, True
        if "site" in each.arguments:
            logger.info("%s: %s", each.name, each.summary.verdict)

    async def _crawl(self, each: SiteCrawl) -> None:
        try:
            await self._run(each, self.make())
        except Exception:  # one that fails does not stop the others
            each.failed = True
            logger.exception("The crawl of %s could not start", each.name)

    async def _run(self, each: SiteCrawl, crawler: Crawler) -> None:
        crawler.signals.connect(self._started, signal=signals.engine_started)
        self._under_way[crawler] = each
        crawler_at_work.set(crawler)
        try:
            crawl = self.process.crawl(crawler, **each.arguments)
            await (maybe_deferred_to_future(crawl) if isinstance(crawl, Deferred) else crawl)
            each.stats = crawler.stats.get_stats()
        finally:
            del self._under_way[crawler]

    async def _started(self, sender: Crawler) -> None:
        """Note that an engine is at work and can be stopped; stop it at once if a signal came."""
        self._under_way[sender].stats = sender.stats.get_stats()
        if self.signal is not None:
            await sender.engine.stop_async()

    def _receive(self, number: int, _frame: object) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - as above

        # A handler may interrupt anything, so the rest is left to the loop's next turn.
        if self.signal is None:
            self.signal = signal.Signals(number)
            reactor.callFromThread(self._stop)
        else:
            reactor.callFromThread(reactor.stop)  # type: ignore[misc]  # as above

    def _stop(self) -> None:
        logger.info("%s: finishing the pages in hand; once more to stop at once", self.signal and self.signal.name)
        for crawler, each in self._under_way.items():
            if self.signal is signal.SIGINT and crawler.stats is not None:
                crawler.stats.set_value("harvester/interrupted", value=True)
            if each.stats is not None:  # otherwise its engine is not at work yet
                queue_of(crawler).let_go()
                self._keep(crawler.stop_async())
        asyncio.get_running_loop().call_later(GRACE, self._give_up)

    def _give_up(self) -> None:
        """Leave to the next run what is not answered yet: whoever sent the signal may not wait that long."""
        for crawler, each in self._under_way.items():
            if each.stats is not None:
                queue_of(crawler).cut()

    def _keep(self, work: Coroutine[Any, Any, None]) -> None:
        """Run a coroutine, and keep a reference: the event loop holds only a weak one."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
