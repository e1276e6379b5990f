"""What crawls of all forum engines have in common: asking, going on where the last run was, reporting."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

from scrapy import Request, Spider
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import CloseSpider, DontCloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings
from twisted.python.failure import Failure

from harvester import items
from harvester.article.assembly import gone
from harvester.article.draft import Draft
from harvester.crawl import signals
from harvester.crawl.arguments import Arguments
from harvester.crawl.configuration import configuration_of, introduce
from harvester.crawl.run import Run
from harvester.crawl.sites import enter, runs
from harvester.engines import table
from harvester.extensions.keeper import keeper_of
from harvester.extensions.pace import Pace
from harvester.forum.clock import SiteZone
from harvester.forum.ending import Stop
from harvester.forum.engine import Asked, Engine, Reading, Site
from harvester.forum.model import Notice, Row
from harvester.forum.names import DOOR, PageName
from harvester.forum.notices import NOTICES
from harvester.forum.page import Page
from harvester.items import ENCODING
from harvester.middlewares.access import let_in
from harvester.middlewares.downloads import CutOffError
from harvester.middlewares.limits import PostponedError
from harvester.runs.notices import Record
from harvester.site_folder.harvest import ROBOTS, Harvest
from harvester.spiders.source import ThreadSource
from harvester.spiders.wanted import Wanted
from harvester.store.interface import StoreError
from harvester.visits.endings import Endings
from harvester.visits.frontier import Frontier, Scope
from harvester.warc import SEEN

logger = logging.getLogger(__name__)

#: Threads left over from an earlier run that are put in line at once.
AT_ONCE = 100
#: What is asked for first: the rest of a thread, then threads, then list pages.
PRIORITY = {"thread": 10, "board": 0, "index": 0}

#: Where the store keeps the engine's name, among what is learned of the site.
ENGINE = "engine"

#: What a callback hands on.
Result = Request | items.Article
#: What the parts of a callback yield: what it hands on, and in between what is to be awaited before they go on, or is
#: to be handed on as it comes.
Output = Iterator[Result | Awaitable[None] | AsyncIterator[Result]]


class AskingSpider(Spider):
    """Asks for each page once, in the order of its worth, and notes what came of it."""

    zone: ZoneInfo
    run: Run
    harvest: Harvest
    frontier: Frontier
    source: ThreadSource
    endings: Endings
    own: PageName  # what the crawl's own address names
    fid: int | None  # the board that the crawl is of; None: the whole forum
    single: bool  # whether the crawl is of one thread

    engine: Engine
    settled: bool  # whether the engine is known: given, known of old, or told by a page
    site: Site
    boards: frozenset[int]  # those to harvest; none: all
    known_as: str  # the site's name in the sites file, else that of its folder

    def __init__(self, **given: str) -> None:
        super().__init__()
        self.arguments = Arguments.parse(given)
        given_engine = self.arguments.engine
        self.engine = table.named(given_engine) if given_engine else table.of_address(self.arguments.address)
        self.settled = bool(given_engine)
        self.site = self.engine.site.of(self.arguments.address)
        self._pages: WeakKeyDictionary[Response, Page] = WeakKeyDictionary()
        self._readings: WeakKeyDictionary[Response, Reading] = WeakKeyDictionary()
        self.asked: set[object] = set()
        self.failures = 0
        self.reopened: AsyncIterator[Request] | None = None
        self.learned: set[str] = set()

    @staticmethod
    def runs(given: dict[str, str], settings: BaseSettings) -> list[dict[str, str]]:
        """The arguments of each crawl that a command line asks for. Raises ConfigurationError where one can't work."""
        return runs(given, settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - as Scrapy has it
        """The spider of one crawl. Raises ConfigurationError where an argument is wrong.

        Here, and not before, the entry of ``-a site=`` is applied: Scrapy freezes the settings when this is done.
        """
        given = enter(kwargs, crawler.settings)
        introduce(crawler.settings)
        spider = super().from_crawler(crawler, *args, **given)
        spider.known_as = kwargs.get("site") or spider.site.name
        configuration = configuration_of(crawler)
        spider.boards = configuration.visits.boards
        zone = spider.arguments.zone or configuration.reading.zone
        asked_for = (crawler.settings.getpriority("HARVESTER_ZONE") or 0) > SETTINGS_PRIORITIES["project"]
        # What pages say of their zone counts where the user named none.
        spider.zone = SiteZone.of(zone.key, named=spider.arguments.zone is not None or asked_for)
        spider.run = Run(crawler)
        crawler.signals.connect(spider.idle, signal=scrapy_signals.spider_idle)
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Keep no more requests in hand than are soon made."""
        super().update_settings(settings)
        # Those in hand are all made before a crawl stops; at a second or a minute each that must not be many.
        in_hand = settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") + 1
        settings.set("CONCURRENT_REQUESTS", in_hand, priority="spider")

    # --- asking -----------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the page that the address names, logged in where there is an account."""
        with suppress(StoreError):  # whoever comes in first says why
            await self._recall()
        if not await let_in(self.crawler):
            return
        self.harvest = keeper_of(self.crawler).harvest
        self.frontier = Frontier(self.harvest.store, self._scope(), self.harvest.now)
        self.endings = Endings({kind: Stop(stop) for kind, stop in self.harvest.store.endings().items()})
        address = self._begin()
        if address.tid is not None:
            await self.harvest.load([address.tid])
        for request in self.source.ask(address.tid) if address.tid is not None else self.ask(Wanted(address)):
            yield request
        if not self.single:
            async for request in self._left_over(address.fid):
                yield request

    def _begin(self) -> PageName:
        """What the crawl's own address names, by the site as it is known now."""
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

    # --- which engine -----------------------------------------------------------------

    async def _recall(self) -> None:
        """Take the engine that is asked for, else the one that an earlier run found.

        Harvests of old do not name theirs, which was the only one.
        """
        store = keeper_of(self.crawler).harvest.store
        known = store.forms().get(ENGINE)
        if self.settled:
            self.adopt(self.engine)
        elif known is not None or await store.states():
            with suppress(table.EngineError):  # of a package that is no longer there: the first page tells
                self.adopt(table.named(known) if known else table.default())

    def recognise(self, page: Page) -> bool:
        """See by a page which engine the forum is of; whether it is another than was thought.

        What an earlier run found is looked at once more in the beginning: forums move to other software.
        """
        known = self.settled and (self.arguments.engine or self.learned)
        found = None if known else table.recognise(page)
        if found is None:
            return False
        before = self.engine
        self.adopt(found[0])
        return self.engine is not before

    def is_login_cookie(self, name: str) -> bool:
        """Whether a cookie of this name means that a member is logged in, of any engine that the forum may be of."""
        engines = [self.engine] if self.settled else table.engines().values()
        return any(engine.login.is_cookie(name) for engine in engines)

    def adopt(self, engine: Engine) -> None:
        """Take the forum for one of this engine from now on, and in later runs; its name stays."""
        if engine is not self.engine:
            self.engine, self.site = engine, engine.site.of(self.arguments.address, self.site.name)
        self.settled = True
        keeper_of(self.crawler).harvest.store.keep_form(ENGINE, engine.name)

    # --- going on ---------------------------------------------------------------------

    async def _left_over(self, fid: int | None) -> AsyncIterator[Request]:
        """Ask for what an earlier run did not get to, a few at a time: there may be a whole forum of it."""
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

    def idle(self) -> None:
        """Ask for threads that were refused before and may be open now, a few at a time.

        Raises DontCloseSpider where there may be any.
        """
        harvest = getattr(self, "harvest", None)  # there is none where the site could not be worked with
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
        """Have a callback called: only callbacks hand on articles, and wait. The request for it needs no network."""
        assert self.crawler.engine is not None  # noqa: S101 - it is idle
        self.run.count("own_requests")
        self.crawler.engine.crawl(Request("data:,", callback=callback, dont_filter=True))

    async def reopen(self, _: Response) -> AsyncIterator[Result]:
        """Ask for some threads that may be open now."""
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

    def visit(self, tid: int, row: Row | None) -> Iterator[Request]:
        """Ask for a thread's first page, unless the run has threads enough."""
        if not self.frontier.enough:
            requests = list(self.source.ask(tid, row))
            self.frontier.visits += len(requests)
            yield from requests

    def _url(self, wanted: Wanted) -> str:
        address = wanted.address
        if address.tid is not None:
            if wanted.archived and (source := self.source.cheaper) is not None:
                return source.url(self.site, address.tid, address.page)
            return self.site.thread_url(address.tid, address.page)
        if address.fid is not None:
            form = self.site.plain_list_url if wanted.plain else self.site.board_url
            return form(address.fid, address.page)
        return self.arguments.address

    def ask(self, wanted: Wanted, url: str | None = None, *, urgent: bool = False) -> Iterator[Request]:
        """The request for a page, unless the run asked for that page already under any of its addresses."""
        url = url or self._url(wanted)
        key = self.site.key(url) or url
        if key in self.asked:
            return
        self.asked.add(key)
        if wanted.address.kind == "thread" and wanted.draft is None and not wanted.again:
            self.run.count("threads")
        elif wanted.address.kind == "board" and wanted.address.page == 1:
            self.run.count("boards")
        yield Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"wanted": wanted},
            meta={"handle_httpstatus_all": True},
            priority=PRIORITY.get(wanted.address.kind, 0) + (10 if urgent else 0),
        )

    def page(self, response: Response, request: Request | None = None) -> Page | None:
        """The page of a response, made once; ``None`` where it has no text.

        ``request``: what it answers, where Scrapy has not noted that yet.
        """
        if response not in self._pages and response.body and ENCODING in (request or request_of(response)).meta:
            self._pages[response] = Page(response.text, response.url)
        return self._pages.get(response)

    def read(self, response: Response, wanted: Wanted | None, request: Request | None = None) -> Reading | None:
        """What a page says, read once however many parts of the crawl ask; ``None`` where it has no text."""
        page = self.page(response, request)
        if page is None or response in self._readings:
            return self._readings.get(response)
        named = wanted.address if wanted else PageName(DOOR)
        if named.tid is None and named.fid is None:  # sites may write addresses as they like
            self.site.widen(page.base)
        source = self.source.name if wanted and wanted.archived else ""
        asked = Asked(named, self.zone, self.seen(response, request), response.status, source)
        self._readings[response] = reading = self.site.read(page, asked)
        return reading

    def seen(self, response: Response, request: Request | None = None) -> datetime:
        """When a page was fetched, in the forum's zone: now, unless it comes out of an archive."""
        at: datetime | None = (request or request_of(response)).meta.get(SEEN)
        return datetime.now(self.zone) if at is None else at.astimezone(self.zone)

    # --- answers ----------------------------------------------------------------------

    async def parse(self, response: Response, wanted: Wanted) -> AsyncIterator[Result]:
        """Read a page of the forum, whatever it turned out to be."""
        async for each in self.guarded(self.answer(response, wanted), response.url, wanted):
            yield each

    def answer(self, response: Response, wanted: Wanted) -> Output:
        """The engine's part of :meth:`parse`."""
        raise NotImplementedError

    async def failed(self, failure: Failure) -> AsyncIterator[Result]:
        """Report a page that could not be had: robots.txt, network, size."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        async for each in self.guarded(self._failed(failure), request.url, request.cb_kwargs["wanted"]):
            yield each

    async def guarded(self, output: Output, url: str = "", wanted: Wanted | None = None) -> AsyncIterator[Result]:
        """What ``output`` hands on, up to where disk or store fail: then the run stops.

        An error of ours costs one page. ``wanted``: the page that it is about, whose thread is brought in reach first.
        What was noted of it is committed at its end.
        """
        try:
            async for each in self._driven(output, wanted):
                yield each
        except (OSError, StoreError) as error:
            keeper_of(self.crawler).give_up(error)
        except CloseSpider:
            raise
        except Exception as error:
            logger.debug("Could not read %s", url, exc_info=True)
            failed = self._fail(wanted or Wanted(PageName("other")), url, "internal_error", said_of(error))
            async for each in self._driven(failed, wanted):
                yield each

    async def _driven(self, output: Output, wanted: Wanted | None) -> AsyncIterator[Result]:
        """What ``output`` hands on; what it yields to be awaited is."""
        if wanted is not None and wanted.address.tid is not None:
            await self.harvest.load([wanted.address.tid])
        for each in output:
            if isinstance(each, Request | items.Article):
                yield each
            elif isinstance(each, AsyncIterator):
                async for one in each:
                    yield one
            else:
                await each
        await self.harvest.flush()

    def _failed(self, failure: Failure) -> Output:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        wanted = request.cb_kwargs["wanted"]
        if isinstance(failure.value, PostponedError):
            return
        if wanted.archived and wanted.draft is None:
            yield from self.source.in_full(wanted, str(failure.value))
        elif isinstance(failure.value, IgnoreRequest):
            notice = Notice(ROBOTS, str(failure.value))
            self._note(notice.kind, request.url, notice.text, wanted.address.tid)
            if wanted.draft is None:
                self._settle(wanted, notice)
            else:  # the rest of a thread is kept from us
                yield self._finished(wanted.draft, wanted)
        else:
            kind = "cut_off" if isinstance(failure.value, CutOffError) else "download"
            text = f"{type(failure.value).__name__}: {failure.value}"
            yield from self._fail(wanted, request.url, kind, text)

    # --- what came of it ----------------------------------------------------------------

    def _settle(self, wanted: Wanted, notice: Notice) -> None:
        """Note that a thread has no article for a guest: it is asked for again, but not in every run."""
        tid = wanted.address.tid
        if tid is None:
            return
        if not NOTICES[notice.kind].vanished:
            self.harvest.bar(tid, notice.kind)
            return
        self.run.count("gone")
        self.harvest.lose(tid, notice.kind, gone(tid, self.site, notice.text))

    def _later(self, notice: Notice, response: Response, wanted: Wanted) -> Output:
        """Ask again for what a flood limit or a reload page kept back, more slowly."""
        again = get_retry_request(
            request_of(response),
            spider=self,
            reason=notice.kind,
            max_retry_times=configuration_of(self.crawler).pace.flood_retries,
        )
        if again is None:
            yield from self._fail(wanted, response.url, notice.kind, notice.text)
            if notice.kind == "flood_limit":  # slowed down as far as it goes, and still: other pages fare no better
                self.run.stop("flooded")
            return
        pace = self.crawler.get_extension(Pace)
        if notice.kind == "flood_limit" and pace is not None:
            pace.flooded(request_of(response))
        yield again

    def _note(self, kind: str, url: str, text: str, tid: int | None, *, failure: bool = False) -> None:
        record = Record(self.site.name, kind, url, text, tid, failure)
        self.crawler.signals.send_catch_log(signals.notice, record=record)

    def _fail(self, wanted: Wanted, url: str, kind: str, text: str, pages: int = 1) -> Output:
        """Report a failure; what was harvested of the thread before it is not lost, nor what a list has below it.

        ``pages``: how many a list has, where that is known nevertheless.
        """
        self.failures += 1
        self._note(kind, url, text, wanted.address.tid, failure=True)
        if wanted.address.tid is not None:
            self.harvest.fail(wanted.address.tid, kind)
            known = self.harvest.store.thread(wanted.address.tid)
            if wanted.draft is not None and not (known and known.revision):  # else an earlier run has it whole
                yield self._finished(wanted.draft, wanted)
        elif wanted.address.fid is not None:
            following = self.frontier.lost(wanted.address.fid, wanted.address.page, pages)
            yield self.harvest.commit()
            if following is not None and not self.frontier.enough:
                yield from self.ask(Wanted(replace(wanted.address, page=following), plain=wanted.plain))

    def _finished(self, draft: Draft, wanted: Wanted) -> items.Article:
        """The article of what was read of a thread."""
        return draft.article(self.site, wanted.address.tid or 0, replies=self.arguments.replies == "all")


def said_of(error: Exception) -> str:
    """An error of ours in a line, with its place, for whoever reports it."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}, line {last.lineno})"


def request_of(response: Response) -> Request:
    """The request that a response answers."""
    assert response.request is not None  # noqa: S101 - Scrapy sets it before any callback
    return response.request
