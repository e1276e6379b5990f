"""A worker: it enters the fleet, takes sites, and leaves; if the database is down, it waits until it is back."""

from __future__ import annotations

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import psycopg
from procrastinate import exceptions
from scrapy.crawler import CrawlerProcessBase
from scrapy.settings import BaseSettings

from harvester import __version__
from harvester.crawl.configuration import Configuration
from harvester.fleet import statements
from harvester.fleet.chores import Comparing, Sealing
from harvester.fleet.heartbeat import Heartbeat, leave
from harvester.fleet.owned import Owned
from harvester.fleet.queue import CHANNEL, Queue
from harvester.fleet.slices import GRACE, Fleet, Slice
from harvester.fleet.stopping import either, unless
from harvester.fleet.term import BEAT, Tenure, Term, process
from harvester.store.interface import StoreError, UnreachableError
from harvester.store.postgres.address import DatabaseAddress
from harvester.store.postgres.connections import Connection, Connections

logger = logging.getLogger(__name__)

#: Seconds before a worker without a database tries again: twice as long each time, up to the second number.
_FIRST_WAIT, _LONGEST_WAIT = 1.0, 30.0
#: Seconds that a worker's wall clock may be off: lines are dated by it.
_MOST_OFF = 30.0
#: Seconds between two checks whether it is this worker's turn at the common chores.
_CHORES = 60.0
#: Seconds for which a site is left alone that the database did not let a worker take, such as for a missing right.
_REFUSED = 30.0
#: Seconds over which workers spread their look for a job that all of them were notified of.
_APART = 0.3
#: Least seconds between two looks at what is due; most seconds that leaving may take.
_LEAST, _PATIENCE = 0.2, 10.0


@dataclass(frozen=True, slots=True)
class Setup:
    """The setup of a worker. ``places``: sites at once; ``conninfo``: the address of its connections."""

    process: CrawlerProcessBase
    settings: BaseSettings
    configuration: Configuration
    conninfo: str
    places: int
    spider: str = "forum"


class Worker:
    """The worker of a process, from start to end."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.term: Term | None = None
        self.done: Counter[str] = Counter()  # figures of slices that are over
        self.ended: Counter[str] = Counter()  # slices by how they ended
        self.outages = 0
        self._in_hand: dict[str, Slice] = {}
        self._stopping = asyncio.Event()
        self._tick = asyncio.Event()
        self._terms: list[Term] = []  # ended, but not yet removed from the fleet
        self._waking: asyncio.Future[None] | None = None
        self._undone = ""  # why what is due was not put into the queue
        self._off = False  # whether the wall clock is too far off

    @property
    def in_hand(self) -> tuple[Slice, ...]:
        """The current slices. May be called from any thread."""
        return tuple(self._in_hand.values())

    def figures(self) -> dict[str, int]:
        """What it has done since it began. May be called from any thread."""
        figures = Counter(self.done)
        for each in self.in_hand:
            figures.update(_figures(each))
        return dict(figures)

    async def run(self) -> None:
        """Work until it is told to stop. Raises :class:`StoreError` if it cannot begin and waiting would not help."""
        wait, began = _FIRST_WAIT, False
        while not self._stopping.is_set():
            try:
                await self._term()
                wait, began = _FIRST_WAIT, True
            except (StoreError, psycopg.Error, exceptions.ConnectorException, OSError) as error:
                if not began and isinstance(error, StoreError) and not isinstance(error, UnreachableError):
                    raise
                self.outages += 1
                logger.warning("Nothing is crawled, trying again in %g s: %s", wait, self._said(error))
                await either(self._stopping, wait)
                wait = min(2 * wait, _LONGEST_WAIT)

    @property
    def stopping(self) -> bool:
        """Whether it was told to stop."""
        return self._stopping.is_set()

    def stop(self) -> None:
        """Hand all sites back at once, and leave."""
        self._stopping.set()
        for each in self.in_hand:
            each.end("handed_back", grace=GRACE)

    # --- one term ---------------------------------------------------------------------

    async def _term(self) -> None:
        """Enter the fleet, work until the lease is over or the worker is to stop, and leave."""
        database = self.setup.configuration.database
        opened = Connections.open(self.setup.conninfo, database.connections, database.patience)
        connections = await unless(self._stopping, opened)
        if connections is None:
            return
        term = self.term = Term(self.setup.configuration.fleet.lease)
        try:
            await self._take_out_terms()
            await unless(self._stopping, self._enter(connections, term))
            if not self.stopping:
                await self._work(connections, term)
        finally:
            term.end()
            await self._leave(term)
            await connections.leave()

    async def _enter(self, connections: Connections, term: Term) -> None:
        given = {
            "worker": term.worker,
            "process": process(),
            "lease": term.lease,
            "places": self.setup.places,
            "version": __version__,
        }

        async def entered(connection: Connection) -> float:
            row = await (await connection.execute(statements.ENTER, given)).fetchone()
            return float(row[0]) if row else 0.0

        sent = term.clock()
        term.renewed(sent, await connections.run(entered))

    async def _work(self, connections: Connections, term: Term) -> None:
        queue = Queue(connections, term, self._crawl, self._may_begin)
        self._owned = Owned(connections, term, queue, self._tick.set)
        told, owned = partial(self._told, queue), self._owned.compare
        beat = Heartbeat(self.setup.conninfo, term, self._tenures, self.figures, told, owned, CHANNEL)
        seconds = self.setup.configuration.fleet.slice
        self._fleet = Fleet(self.setup.process, self.setup.settings, self.setup.spider, connections, term, seconds)
        beat.start()
        working = asyncio.ensure_future(queue.work(self.setup.places))
        ticking = asyncio.ensure_future(self._defer(queue, term))
        chores = asyncio.ensure_future(self._chores(connections))
        try:
            await self._watch(beat, term, working)
        finally:
            ticking.cancel()
            chores.cancel()
            for each in self.in_hand:
                each.end("handed_back" if self._stopping.is_set() else "lease_over", grace=GRACE)
            await self._end(working)
            beat.leave()
            self.outages += beat.outages
        if not term.over:
            await self._hand_over(queue)

    async def _watch(self, beat: Heartbeat, term: Term, working: asyncio.Future[None]) -> None:
        """Watch over the term until it ends. Raises the error that ends the queue's work, if there is one."""
        while not self._stopping.is_set() and term.holds() and not working.done():
            beat.look()
            self._look_at_clock(term)
            await either(self._stopping, term.lease * BEAT / 2)
        if working.done():
            await working

    async def _defer(self, queue: Queue, term: Term) -> None:
        """Defer what is due at each beat, and whenever a slice has ended or sites were freed."""
        beat = term.lease * BEAT
        while True:
            wanted = self._tick.is_set()
            self._tick.clear()
            done = None
            try:
                async with asyncio.timeout(term.lease):
                    done = await queue.defer_due(_LEAST if wanted else beat)
                self._undone = ""
            except (StoreError, psycopg.Error, exceptions.ConnectorException, TimeoutError) as error:
                self._say_undone(self._said(error))
            await asyncio.sleep(_LEAST)
            if wanted and done is None:  # another worker was first, and may not have seen what has become free since
                self._tick.set()
            await either(self._tick, beat)

    def _say_undone(self, why: str) -> None:
        """Say why no due sites are put into the queue, once for each reason."""
        if why != self._undone:
            self._undone = why
            logger.warning("What is due could not be put into the queue: %s", why)

    async def _chores(self, connections: Connections) -> None:
        """Do the common chores when it is this worker's turn."""
        chores = [kind(self.setup.conninfo, self.setup.settings) for kind in (Sealing, Comparing)]
        while True:
            for chore in chores:
                with suppress(StoreError):
                    await chore.look(connections)
            await asyncio.sleep(_CHORES)

    async def _end(self, working: asyncio.Future[None]) -> None:
        """Wait until the current slices are over; a worker that is to stop does not wait for a lost database."""
        working.cancel()
        done, _ = await asyncio.wait({working}, timeout=_PATIENCE if self._stopping.is_set() else None)
        if not done:
            logger.warning(
                "%d sites could not be handed back: others take them when the lease is over", len(self.in_hand)
            )
        elif not working.cancelled() and (error := working.exception()) is not None:
            logger.debug("The queue's work ended", exc_info=error)

    async def _hand_over(self, queue: Queue) -> None:
        """Defer what was handed back, so that other workers take it at once and need not wait for their tick."""
        with suppress(StoreError, psycopg.Error, exceptions.ConnectorException, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                await queue.defer_due(0.0)

    async def _leave(self, term: Term) -> None:
        """Leave the fleet: sites, jobs and the worker's row are released together."""
        self._terms.append(term)
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._take_out_terms()
        except (psycopg.Error, OSError, TimeoutError) as error:
            logger.warning("Others find out by themselves that this worker left: %s", self._said(error))

    async def _take_out_terms(self) -> None:
        """Remove all ended terms from the fleet. Raises ``psycopg.Error``."""
        if self._terms:
            await asyncio.to_thread(self._take_out, [each.worker for each in self._terms])
            self._terms.clear()

    def _take_out(self, workers: Iterable[str]) -> None:
        with psycopg.connect(self.setup.conninfo, autocommit=True) as connection:
            for each in workers:
                leave(connection, each, "handed_back" if self.stopping else "lease_over")

    # --- slices -----------------------------------------------------------------------

    async def _crawl(self, site: str) -> None:
        """Do a job of the queue: a slice of a site."""
        each = Slice(self._fleet, site)
        try:
            with self._owned.job(site):
                await each.run(self._begin)
                if each.refused:
                    await either(self._stopping, _REFUSED)
        finally:
            if self._in_hand.pop(site, None) is not None:
                self.done.update(_figures(each))
                self.ended[str(each.summary.stats.get("finish_reason", "refused"))] += 1
            self._tick.set()

    def _begin(self, each: Slice) -> None:
        self._in_hand[each.site] = each
        if self._stopping.is_set():
            each.end("handed_back", grace=0.0)

    def _tenures(self) -> list[Tenure]:
        return [each.tenure for each in self.in_hand if each.tenure is not None]

    def _may_begin(self) -> bool:
        return not self._stopping.is_set() and not self._off

    async def _woken(self, queue: Queue) -> None:
        """Look for new jobs: once for all notifications meanwhile, and not at the same moment as the other workers."""
        await asyncio.sleep(random.uniform(0, _APART))  # noqa: S311 - no secret
        self._waking = None
        queue.told()

    def _told(self, queue: Queue, channel: str) -> None:
        """React to a new job (``channel`` is set) or to freed sites."""
        if not channel:
            self._tick.set()
        elif self._waking is None:
            self._waking = asyncio.ensure_future(self._woken(queue))

    def _look_at_clock(self, term: Term) -> None:
        """Begin nothing while the wall clock is wrong: lines are dated by it, though leases and schedule are not."""
        off = abs(term.ahead) > _MOST_OFF
        if off and not self._off:
            logger.error(
                "This machine's clock is %.0f s off the database's: set it; no site is taken until then", term.ahead
            )
        elif self._off and not off:
            logger.warning("This machine's clock is right again")
        self._off = off

    def _said(self, error: BaseException) -> str:
        if isinstance(error, exceptions.ConnectorException):  # "Database error."
            error = error.__cause__ or error
        return DatabaseAddress.of(self.setup.conninfo).said(error)


def _figures(each: Slice) -> dict[str, int]:
    summary = each.summary
    return {
        "articles": summary.articles,
        "requests": summary.requests,
        "failures": sum(summary.failures.values()),
    }
