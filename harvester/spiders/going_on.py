"""How a crawl begins, and continues where the last run stopped."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any, Self

from scrapy import Request
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from harvester.crawl.configuration import configuration_of
from harvester.engines import table
from harvester.extensions.keeper import keeper_of
from harvester.forum.ending import Stop
from harvester.forum.names import PageName
from harvester.middlewares.access import let_in
from harvester.spiders.asking import AskingSpider, Output, Result
from harvester.spiders.reading import ENGINE
from harvester.spiders.source import ThreadSource
from harvester.spiders.wanted import Wanted
from harvester.store.interface import StoreError
from harvester.visits.endings import Endings
from harvester.visits.frontier import Frontier, Scope
from harvester.visits.keeping import Keeping, SiteSigns

logger = logging.getLogger(__name__)

#: Threads left over from an earlier run that are scheduled at once: a whole forum of them would not fit in memory.
AT_ONCE = 100


class GoingOnSpider(AskingSpider):
    """Begins with the page that the address names, and continues with what earlier runs left."""

    signs: SiteSigns[Wanted]
    own: PageName  # what the crawl's own address names
    fid: int | None  # the board that the crawl is of; None: the whole forum
    unknown = False  # whether nothing of the site is known from earlier runs

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        self.reopened: AsyncIterator[Request] | None = None
        self.kept: dict[str, Stop] = {}  # what the store knows about how pages end

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - as Scrapy has it
        """The spider of one crawl. Raises ConfigurationError where an argument is wrong."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.idle, signal=scrapy_signals.spider_idle)
        return spider

    async def start(self) -> AsyncIterator[Any]:
        """Request the page that the address names, logged in if there is an account."""
        with suppress(StoreError):  # the part that opens the store reports it
            await self._recall()
        if not await let_in(self.crawler):
            return
        self.harvest = keeper_of(self.crawler).harvest
        self.frontier = Frontier(self.harvest.store, self._scope(), self.harvest.now)
        self.signs = SiteSigns(
            Endings({kind: Stop(stop) for kind, stop in self.harvest.store.endings().items()}),
            Keeping(self.harvest.store.signs()),
        )
        address = self._begin()
        if address.tid is not None:
            await self.harvest.load([address.tid])
            if self.harvest.is_removed(address.tid):
                logger.warning("Thread %d was removed for good (removed.ndjson): it is not asked for", address.tid)
                return
        for request in self.source.ask(address.tid) if address.tid is not None else self.ask(Wanted(address)):
            yield request
        if not self.single:
            async for request in self._left_over(address.fid):
                yield request

    def _begin(self) -> PageName:
        """What the crawl's own address names, by what is known of the site now."""
        named = self.site.parse(self.arguments.address) or PageName("index")
        self.site.learn([self.arguments.address])
        if named.tid is not None:
            named = PageName("thread", tid=named.tid)
        elif named.fid is not None:
            named = PageName("board", fid=named.fid)
        self.site.recall(self.harvest.store.forms())
        self.source = ThreadSource(self, self.arguments.source)
        self.own, self.fid, self.single = named, named.fid, named.kind == "thread"
        return named

    async def _recall(self) -> None:
        """Take the requested engine, otherwise the one that an earlier run found.

        Harvests of old versions do not name an engine: there was only one.
        """
        store = keeper_of(self.crawler).harvest.store
        known = store.forms().get(ENGINE)
        states = await store.states()
        self.unknown = known is None and not states
        if self.settled:
            self.adopt(self.engine)
        elif not self.unknown:
            with suppress(table.EngineError):  # its package is no longer installed: the first page decides
                self.adopt(table.named(known) if known else table.default())

    # --- going on ---------------------------------------------------------------------

    async def _left_over(self, fid: int | None) -> AsyncIterator[Request]:
        """Request what an earlier run did not get to, a few at a time: it may be a whole forum."""
        number = 0
        async for request in self._resume(fid):
            yield request
            number += 1
            if number % AT_ONCE == 0:
                await self.crawler.signals.wait_for(scrapy_signals.scheduler_empty)

    async def _resume(self, *fids: int | None) -> AsyncIterator[Request]:
        for fid in fids:
            for board in [fid] if fid or not self.boards else sorted(self.boards):
                async for tid, row in self.frontier.left_over(board):
                    for request in self.visit(tid, row):
                        yield request
        self.count_others()

    def idle(self) -> None:
        """Request threads that were refused before and may be open now, a few at a time.

        Raises DontCloseSpider where there may be any.
        """
        harvest = getattr(self, "harvest", None)  # missing if the site's folder could not be opened
        engine = self.crawler.engine
        if harvest is None or engine is None or self.single:
            return
        if self.reopened is None and harvest.released:
            boards, harvest.released = harvest.released, set()
            self.reopened = self._resume(*boards)
        if self.reopened is not None:
            self.ask_ourselves(self.reopen)
            raise DontCloseSpider

    def ask_ourselves(self, callback: Callable[[Response], Any]) -> None:
        """Have a callback called, since only callbacks can hand on articles and wait. Its request needs no network."""
        assert self.crawler.engine is not None  # noqa: S101 - it is idle
        self.run.count("own_requests")
        self.crawler.engine.crawl(Request("data:,", callback=callback, dont_filter=True))

    async def reopen(self, _: Response) -> AsyncIterator[Result]:
        """Request some threads that may be open now."""
        async for each in self.guarded(self._reopened()):
            yield each

    def _reopened(self) -> Output:
        reopened, self.reopened = self.reopened, None
        if reopened is not None:
            yield self._some(reopened)

    async def _some(self, reopened: AsyncIterator[Request]) -> AsyncIterator[Result]:
        number = 0
        async for request in reopened:
            yield request
            number += 1
            if number == AT_ONCE:
                self.reopened = reopened
                return

    def _scope(self) -> Scope:
        scope = self.arguments.scope(self.zone)
        return replace(scope, replies=scope.replies or configuration_of(self.crawler).visits.on_reply)
