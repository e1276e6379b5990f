"""What crawls of all forum engines have in common: asking, going on where the last run was, reporting."""

from __future__ import annotations

import itertools
import logging
import traceback
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

from scrapy import Request, Spider
from scrapy import signals as scrapy_signals
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import CloseSpider, DontCloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from harvester import items
from harvester.article.assembly import gone
from harvester.article.draft import Draft
from harvester.crawl import signals
from harvester.crawl.arguments import Arguments, site_zone
from harvester.crawl.run import Run
from harvester.crawl.settings import boards_of, introduce
from harvester.crawl.sites import enter, runs
from harvester.discuz.urls import Address, Site
from harvester.disk.database import StoreError
from harvester.extensions.keeper import keeper_of
from harvester.extensions.pace import Pace
from harvester.forum.ending import Stop
from harvester.forum.model import Notice, Row
from harvester.forum.notices import NOTICES
from harvester.middlewares.access import let_in
from harvester.middlewares.downloads import CutOffError
from harvester.middlewares.limits import PostponedError
from harvester.runs.notices import Record
from harvester.site_folder.harvest import ROBOTS, Harvest
from harvester.spiders.source import ThreadSource
from harvester.spiders.wanted import Wanted
from harvester.visits.endings import Endings
from harvester.visits.frontier import Frontier, Scope
from harvester.warc import SEEN

logger = logging.getLogger(__name__)

#: Threads left over from an earlier run that are put in line at once.
AT_ONCE = 100
#: What is asked for first: the rest of a thread, then threads, then list pages.
PRIORITY = {"thread": 10, "board": 0, "index": 0}

Output = Iterator[Request | items.Article]


class ForumSpider(Spider):
    """Asks for each page once, in the order of its worth, and notes what came of it."""

    zone: ZoneInfo
    run: Run
    harvest: Harvest
    frontier: Frontier
    source: ThreadSource
    endings: Endings
    fid: int | None  # the board that the crawl is of; None: the whole forum
    single: bool  # whether the crawl is of one thread

    boards: frozenset[int]  # those to harvest; none: all
    known_as: str  # the site's name in the sites file, else that of its folder

    def __init__(self, **given: str) -> None:
        super().__init__()
        self.arguments = Arguments.parse(given)
        self.site = Site.of(self.arguments.url)
        self.asked: set[object] = set()
        self.failures = 0
        self.reopened: Iterator[Request] = iter(())
        self.learned: set[str] = set()

    @staticmethod
    def runs(given: dict[str, str], settings: BaseSettings) -> list[dict[str, str]]:
        """The arguments of each crawl that a command line asks for. Raises ArgumentError where one could not work."""
        return runs(given, settings)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - as Scrapy has it
        """The spider of one crawl. Raises ArgumentError where an argument is wrong.

        Here, and not before, the entry of ``-a site=`` is applied: Scrapy freezes the settings when this is done.
        """
        given = enter(kwargs, crawler.settings)
        introduce(crawler.settings)
        spider = super().from_crawler(crawler, *args, **given)
        spider.known_as = kwargs.get("site") or spider.site.name
        spider.boards = boards_of(crawler.settings)
        spider.zone = site_zone(spider.arguments.zone, crawler.settings)
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
        if not await let_in(self.crawler):
            return
        address = self.site.parse(self.arguments.url) or Address("index")
        self.site.learn([self.arguments.url])
        if address.tid is not None:
            address = Address("thread", tid=address.tid)
        elif address.fid is not None:
            address = Address("board", fid=address.fid)
        self.harvest = keeper_of(self.crawler).harvest
        for kind, template in self.harvest.store.forms().items():
            self.site.forms.recall(kind, template)
        self.frontier = Frontier(self.harvest.store, self._scope(), self.harvest.now)
        self.source = ThreadSource(self, self.arguments.source)
        self.endings = Endings({kind: Stop(stop) for kind, stop in self.harvest.store.endings().items()})
        self.fid, self.single = address.fid, address.kind == "thread"
        for request in self.source.ask(address.tid) if address.tid is not None else self.ask(Wanted(address)):
            yield request
        if not self.single:
            async for request in self._left_over(address.fid):
                yield request

    async def _left_over(self, fid: int | None) -> AsyncIterator[Request]:
        """Ask for what an earlier run came not to, a few at a time: there may be a whole forum of it."""
        for number, request in enumerate(self._resume(fid), 1):
            yield request
            if number % AT_ONCE == 0:
                await self.crawler.signals.wait_for(scrapy_signals.scheduler_empty)

    def _resume(self, fid: int | None) -> Iterator[Request]:
        for board in [fid] if fid or not self.boards else sorted(self.boards):
            for tid, row in self.frontier.left_over(board):
                yield from self.visit(tid, row)

    def idle(self) -> None:
        """Ask for threads that were refused before and turn out to be open, a few at a time.

        Raises DontCloseSpider where there are any.
        """
        harvest = getattr(self, "harvest", None)  # there is none where the site could not be worked with
        engine = self.crawler.engine
        if harvest is None or engine is None or self.single:
            return
        if harvest.released:
            boards, harvest.released = harvest.released, set()
            reopened = (request for fid in boards for request in self._resume(fid))
            self.reopened = itertools.chain(self.reopened, reopened)
        if requests := list(itertools.islice(self.reopened, AT_ONCE)):
            for request in requests:
                engine.crawl(request)
            raise DontCloseSpider

    def _scope(self) -> Scope:
        scope = self.arguments.scope(self.zone)
        return replace(scope, replies=scope.replies or self.settings.getbool("HARVESTER_VISIT_ON_REPLY"))

    def visit(self, tid: int, row: Row | None) -> Iterator[Request]:
        """Ask for a thread's first page, unless the run has threads enough."""
        if not self.frontier.enough:
            requests = list(self.source.ask(tid, row))
            self.frontier.visits += len(requests)
            yield from requests

    def _url(self, wanted: Wanted) -> str:
        address = wanted.address
        if address.tid is not None:
            door = self.site.archiver_url if wanted.archived else self.site.thread_url
            return door(address.tid, address.page)
        if address.fid is not None:
            form = self.site.plain_list_url if wanted.plain else self.site.board_url
            return form(address.fid, address.page)
        return self.arguments.url

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

    def seen(self, response: Response) -> datetime:
        """When a page was fetched, in the forum's zone: now, unless it comes out of an archive."""
        at: datetime | None = response.meta.get(SEEN)
        return datetime.now(self.zone) if at is None else at.astimezone(self.zone)

    # --- answers ----------------------------------------------------------------------

    def parse(self, response: Response, wanted: Wanted) -> Output:
        """Read a page of the forum, whatever it turned out to be."""
        yield from self.guarded(self.answer(response, wanted), response.url, wanted)

    def answer(self, response: Response, wanted: Wanted) -> Output:
        """The engine's part of :meth:`parse`."""
        raise NotImplementedError

    def failed(self, failure: Failure) -> Output:
        """Report a page that could not be had: robots.txt, network, size."""
        yield from self.guarded(self._failed(failure))

    def guarded(self, output: Output, url: str = "", wanted: Wanted | None = None) -> Output:
        """``output``, up to where disk or store fail: then the run stops. An error of ours costs one page."""
        try:
            yield from output
        except (OSError, StoreError) as error:
            keeper_of(self.crawler).give_up(error)
        except CloseSpider:
            raise
        except Exception as error:
            logger.debug("Could not read %s", url, exc_info=True)
            yield from self._fail(wanted or Wanted(Address("other")), url, "internal_error", said_of(error))

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
            max_retry_times=self.settings.getint("HARVESTER_FLOOD_RETRIES"),
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
            self.harvest.commit()
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
