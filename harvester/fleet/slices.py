"""A slice of a site's crawl: the site is taken, crawled as from a shell, and given back with its next due time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler, CrawlerProcessBase
from scrapy.settings import BaseSettings
from scrapy.utils.defer import maybe_deferred_to_future
from twisted.internet.defer import Deferred

from harvester.config.declaring import ConfigurationError, options_of
from harvester.crawl.lease import hold, let_go
from harvester.crawl.manners_options import LimitOptions
from harvester.crawl.options import ReadingOptions, TogetherOptions
from harvester.crawl.queues import queue_of
from harvester.crawl.run import Run
from harvester.crawl.signals import crawler_at_work
from harvester.crawl.sites import KEYS
from harvester.fleet import statements
from harvester.fleet.term import Tenure, Term
from harvester.fleet.waits import USUAL, Following, Rules, following
from harvester.logformatter import site_at_work
from harvester.runs.summary import Summary
from harvester.sites.entry import SiteEntry
from harvester.sites.sites_file import entry_of
from harvester.store.interface import StoreError, UnreachableError
from harvester.store.postgres.connections import LOCKS, Connection, Connections

logger = logging.getLogger(__name__)

#: Seconds to wait for answers when a slice has to end at once.
GRACE = 0.5
#: Seconds between two attempts to give a site back: without a wait, a database that is gone fails each at once.
_AGAIN = 1.0
#: The reason in the record of a slice whose site another worker has taken.
FENCED = "fenced"


@dataclass(frozen=True, slots=True)
class Taken:
    """The database's values for a site that was taken."""

    epoch: int
    known_as: str
    entry: dict[str, Any]
    hours: str
    budget: int
    every: float | None
    failures: int


@dataclass(frozen=True, slots=True)
class Fleet:
    """What all slices of a term share."""

    process: CrawlerProcessBase
    settings: BaseSettings
    spider: str
    connections: Connections
    term: Term
    seconds: float


class Slice:
    """One slice of one site's crawl."""

    def __init__(self, fleet: Fleet, site: str) -> None:
        self.fleet = fleet
        self.site = site
        self.tenure: Tenure | None = None
        self.crawler: Crawler | None = None
        self.refused = False  # whether the database did not let the worker take the site, for a reason that lasts
        self._began = False  # whether its engine is at work
        self._ending: str | None = None
        self._timers: list[asyncio.TimerHandle] = []

    @property
    def summary(self) -> Summary:
        """Its result so far."""
        if self.crawler is None:
            return Summary({})
        try:
            return Summary(self.crawler.stats.get_stats())
        except RuntimeError:  # its settings are not applied yet
            return Summary({})

    async def run(self, in_hand: Callable[[Slice], object]) -> None:
        """Take the site, crawl it, and give it back; ``in_hand`` is called once it was taken.

        Raises nothing: a failure concerns this site alone, and is noted with it.
        """
        try:
            taken = await self._take()
            if taken is None:  # it is no longer due, or another has it
                return
            self.tenure = Tenure(self.site, taken.epoch, self.fleet.term, self._lease_over, partial(self.end, "paused"))
            in_hand(self)
            site_at_work.set(taken.known_as or self.site)
            await self._crawl(taken)
        except StoreError as error:
            self.refused = not isinstance(error, UnreachableError)
            logger.warning("%s: %s", self.site, error)

    def end(self, reason: str, *, grace: float | None = None) -> None:
        """End it for ``reason``; ``grace``: seconds for which answers are waited for, ``None`` for all of them."""
        if self._ending is None:
            self._ending = reason
            if self._began and self.crawler is not None:
                Run(self.crawler).stop(reason)
        if grace is not None and self.crawler is not None and self._began:
            queue_of(self.crawler).hurried = True
            self._timers.append(asyncio.get_running_loop().call_later(grace, queue_of(self.crawler).cut))

    # --- inside -----------------------------------------------------------------------

    async def _take(self) -> Taken | None:
        async def taken(connection: Connection) -> Taken | None:
            given = {"site": self.site, "worker": self.fleet.term.worker, "locks": LOCKS}
            row = await (await connection.execute(statements.TAKE, given)).fetchone()
            return Taken(*row) if row else None

        try:
            return await self.fleet.connections.run(taken)
        except UnreachableError:
            self.fleet.term.end()  # it is not known whether the site was taken, so the worker starts a new term
            raise

    async def _crawl(self, taken: Taken) -> None:
        settings = self.fleet.settings.copy()
        rules = Rules(taken.every or USUAL, options_of(ReadingOptions, {}).zone, failures=taken.failures)
        try:
            entry = self._entry(taken, settings)
            rules = _rules(taken, settings)
            await self._crawled(entry, settings)
        except ConfigurationError as error:
            logger.error("%s", error)  # noqa: TRY400 - a line says it all
        except Exception:  # one that fails does not stop the others
            logger.exception("The crawl could not start")
        finally:
            for timer in self._timers:
                timer.cancel()
        await self._give_back(taken, rules)

    def _entry(self, taken: Taken, settings: BaseSettings) -> SiteEntry:
        """The site's entry, with its settings applied; columns of the table override it."""
        entry = entry_of(taken.known_as or self.site, taken.entry, KEYS)
        entry.apply(settings)
        if taken.hours:
            settings.set("HARVESTER_HOURS", taken.hours, priority="spider")
        if taken.budget:
            settings.set("HARVESTER_DAILY_REQUESTS", taken.budget, priority="spider")
        return entry

    async def _crawled(self, entry: SiteEntry, settings: BaseSettings) -> None:
        assert self.tenure is not None  # noqa: S101 - it was taken
        spider = self.fleet.process.spider_loader.load(self.fleet.spider)
        self.crawler = crawler = Crawler(spider, settings)  # type: ignore[arg-type]  # a copy of Settings
        hold(crawler, self.tenure)
        crawler.signals.connect(self._started, signal=signals.engine_started)
        crawler_at_work.set(crawler)
        self._timers.append(asyncio.get_running_loop().call_later(self.fleet.seconds, self.end, "slice_over"))
        try:
            crawl = self.fleet.process.crawl(crawler, site=entry)
            await (maybe_deferred_to_future(crawl) if isinstance(crawl, Deferred) else crawl)
        finally:
            let_go(crawler)

    async def _started(self) -> None:
        """Note that the engine is at work and can be stopped; stop it if it is to end."""
        self._began = True
        if self._ending is not None and self.crawler is not None:
            Run(self.crawler).stop(self._ending)
            queue_of(self.crawler).hurried = True
            queue_of(self.crawler).cut()

    def _lease_over(self) -> None:
        if self._ending is None:
            logger.error("The lease on %s is over: no more requests are made, another worker continues", self.site)
        self.end("lease_over", grace=0.0)

    async def _give_back(self, taken: Taken, rules: Rules) -> None:
        """Note in the site's row when it is due again, and in the slice's row the result."""
        term, summary = self.fleet.term, self.summary
        reason = str(summary.stats.get("finish_reason", "refused"))
        code = summary.exit_code
        after = following(reason, code, rules, term.database_time())
        if "finish_reason" in summary.stats:  # otherwise it never began, for the reason that was logged
            logger.info("%s", summary.verdict)
        given = {
            "rest": queue_of(self.crawler).rest() if self.crawler is not None and self._began else 0.0,
            "site": self.site,
            "worker": term.worker,
            "epoch": taken.epoch,
            "reason": reason,
            "exit_code": int(code),
            "articles": summary.articles,
            "requests": summary.requests,
            "failed": sum(summary.failures.values()),
            **_values(after),
        }

        async def given_back(connection: Connection) -> None:
            mine = (await connection.execute(statements.GIVE_BACK, given)).rowcount
            await connection.execute(statements.END_SLICE, given | ({} if mine else {"reason": FENCED}))

        said = ""
        while not term.over:  # with which the site is freed
            try:
                return await self.fleet.connections.run(given_back)
            except UnreachableError as error:
                if str(error) != said:
                    said = str(error)
                    logger.warning("%s", said)
            await asyncio.sleep(_AGAIN)
        return None


def _values(after: Following) -> dict[str, Any]:
    return {"wait": after.wait, "done": after.done, "failures": after.failures}


def _rules(taken: Taken, settings: BaseSettings) -> Rules:
    every = taken.every or options_of(TogetherOptions, settings).every.total_seconds() or USUAL
    zone, hours = options_of(ReadingOptions, settings).zone, options_of(LimitOptions, settings).hours
    return Rules(every, zone, hours, taken.failures)
