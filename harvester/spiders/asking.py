"""What crawls of all forum engines have in common: requesting a page once, and handling what comes of it."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Iterator
from dataclasses import replace
from pathlib import Path

from scrapy import Request
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from harvester import items
from harvester.article.assembly import gone
from harvester.article.draft import Draft
from harvester.crawl import signals
from harvester.crawl.configuration import configuration_of
from harvester.crawl.queues import PostponedError
from harvester.extensions.keeper import keeper_of
from harvester.extensions.pace import Pace
from harvester.forum.model import Notice, Row
from harvester.forum.names import PageName
from harvester.forum.notices import NOTICES
from harvester.middlewares.downloads import CutOffError
from harvester.middlewares.robots import ForbiddenError
from harvester.runs.notices import Record
from harvester.spiders import reasons
from harvester.spiders.reading import ReadingSpider, request_of
from harvester.spiders.wanted import Wanted
from harvester.store.interface import StoreError
from harvester.visits.frontier import Frontier
from harvester.visits.harvest import ROBOTS, Harvest

logger = logging.getLogger(__name__)

#: What is requested first: the rest of a thread, then threads, then list pages.
PRIORITY = {"thread": 10, "board": 0, "index": 0}

#: What a callback hands on.
Result = Request | items.Article
#: What the parts of a callback yield: results, awaitables that are awaited before the part continues, and asynchronous
#: iterators whose results are handed on as they come.
Output = Iterator[Result | Awaitable[None] | AsyncIterator[Result]]


class AskingSpider(ReadingSpider):
    """Requests each page once, the most valuable first, and notes what came of it."""

    harvest: Harvest
    frontier: Frontier
    single: bool  # whether the crawl is of one thread

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        self.asked: set[object] = set()
        self._visited: set[int] = set()
        self.failures = 0

    # --- asking -----------------------------------------------------------------------

    def visit(self, tid: int, row: Row | None) -> Iterator[Request]:
        """Request a thread's first page, unless the run has visited as many threads as it may."""
        if not self.frontier.enough:
            requests = list(self.source.ask(tid, row))
            self.frontier.visits += len(requests)
            yield from requests

    def count_others(self) -> None:
        """Count the threads that were left out because of their authors so far."""
        if self.frontier.others:
            self.run.stats.set_value("harvester/other_authors", len(self.frontier.others))

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
        """The request for a page, unless the run has already requested it under any of its addresses."""
        url = url or self._url(wanted)
        key = self.site.key(url) or url
        if key in self.asked:
            return
        self.asked.add(key)
        if wanted.address.kind == "board" and wanted.address.page == 1:
            self.run.count("boards")
        yield Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"wanted": wanted},
            meta={"handle_httpstatus_all": True},
            priority=PRIORITY.get(wanted.address.kind, 0) + (10 if urgent else 0),
        )

    # --- answers ----------------------------------------------------------------------

    def count_visit(self, wanted: Wanted) -> None:
        """Count a thread of which an answer came, whatever it is; each once, whatever is requested of it."""
        tid = wanted.address.tid
        if wanted.address.kind == "thread" and tid is not None and tid not in self._visited:
            self._visited.add(tid)
            self.run.count("threads")

    async def parse(self, response: Response, wanted: Wanted) -> AsyncIterator[Result]:
        """Read a page of the forum, whatever it is."""
        self.count_visit(wanted)
        async for each in self.guarded(self.answer(response, wanted), response.url, wanted):
            yield each

    def answer(self, response: Response, wanted: Wanted) -> Output:
        """The engine's part of :meth:`parse`."""
        raise NotImplementedError

    async def failed(self, failure: Failure) -> AsyncIterator[Result]:
        """Report a page that could not be fetched: robots.txt, network, size."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        if not isinstance(failure.value, PostponedError):  # which was never sent
            self.count_visit(request.cb_kwargs["wanted"])
        async for each in self.guarded(self._failed(failure), request.url, request.cb_kwargs["wanted"]):
            yield each

    async def guarded(self, output: Output, url: str = "", wanted: Wanted | None = None) -> AsyncIterator[Result]:
        """The results of ``output``. If disk or store fail, the run stops; any other error of ours costs one page.

        ``wanted``: the page that it is about, whose thread is loaded first. What was noted is committed at the end.
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
        """The results of ``output``; awaitables among what it yields are awaited."""
        if wanted is not None and wanted.address.tid is not None:
            await self.harvest.load([wanted.address.tid])
        for each in output:
            if isinstance(each, Request | items.Article):
                yield each
            elif isinstance(each, AsyncIterator):
                async for one in each:
                    yield one
            elif isinstance(each, Awaitable):
                await each
            else:  # an item of a spider of somebody's own
                yield each
        await self.harvest.flush()

    def _failed(self, failure: Failure) -> Output:
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        wanted = request.cb_kwargs["wanted"]
        if isinstance(failure.value, PostponedError):
            return
        if wanted.archived and wanted.draft is None:
            yield from self.source.in_full(wanted, str(failure.value))
        elif isinstance(failure.value, ForbiddenError):
            notice = Notice(ROBOTS, str(failure.value))
            self._note(notice.kind, request.url, notice.text, wanted.address.tid)
            if wanted.draft is None:
                self._settle(wanted, notice)
            else:  # the rest of a thread is kept from us
                yield self._finished(wanted.draft, wanted)
        else:
            kind = "cut_off" if isinstance(failure.value, CutOffError) else "download"
            text = f"{type(failure.value).__name__}: {failure.value}"
            if failure.value is not None and not self.run.stats.get_value("downloader/response_count"):
                why = f"could not start: {reasons.of_error(failure.value, request.url)}"
                self.run.stats.set_value("harvester/refused", why)
            yield from self._fail(wanted, request.url, kind, text)

    # --- what came of it ----------------------------------------------------------------

    def _settle(self, wanted: Wanted, notice: Notice) -> None:
        """Note that a thread has no article that a guest may read: it is requested again, but not in every run."""
        tid = wanted.address.tid
        if tid is None:
            return
        if not NOTICES[notice.kind].vanished:
            self.harvest.bar(tid, notice.kind)
            return
        self.run.count("gone")
        listed = self.frontier.vanished(tid)
        self.harvest.lose(tid, notice.kind, gone(tid, self.site, notice.text), listed=listed)

    def _later(self, notice: Notice, response: Response, wanted: Wanted) -> Output:
        """Request again, more slowly, what a flood limit or a reload page kept back."""
        yield from self._again(notice.kind, notice.text, request_of(response), wanted)

    def _again(self, kind: str, text: str, request: Request, wanted: Wanted) -> Output:
        """Make a request once more, up to the limit of retries; after that it is a failure of this kind."""
        most = configuration_of(self.crawler).pace.flood_retries
        again = get_retry_request(request, spider=self, reason=kind, max_retry_times=most)
        if again is None:
            yield from self._fail(wanted, request.url, kind, text)
            if kind == "flood_limit":  # already as slow as possible: other pages would fare no better
                self.run.stop("flooded")
            return
        pace = self.crawler.get_extension(Pace)
        if kind == "flood_limit" and pace is not None:
            pace.flooded(request)
        yield again

    def _note(self, kind: str, url: str, text: str, tid: int | None, *, failure: bool = False) -> None:
        record = Record(self.site.name, kind, url, text, tid, failure)
        self.crawler.signals.send_catch_log(signals.notice, record=record)

    def _fail(self, wanted: Wanted, url: str, kind: str, text: str, pages: int = 1) -> Output:
        """Report a failure. What was read of the thread before is kept, and a list is continued below the page.

        ``pages``: how many a list has, if that is known all the same.
        """
        self.failures += 1
        self._note(kind, url, text, wanted.address.tid, failure=True)
        if wanted.address.tid is not None:
            self.harvest.fail(wanted.address.tid, kind)
            known = self.harvest.store.thread(wanted.address.tid)
            if wanted.draft is not None and not (known and known.revision):  # otherwise an earlier run has it whole
                yield self._finished(wanted.draft, wanted)
        elif wanted.address.fid is not None and not wanted.seam:
            following = self.frontier.lost(wanted.address.fid, wanted.address.page, pages)
            yield self.harvest.commit()
            if following is not None and not self.frontier.enough:
                yield from self.ask(Wanted(replace(wanted.address, page=following), plain=wanted.plain))

    def _finished(self, draft: Draft, wanted: Wanted) -> items.Article:
        """The article made of what was read of a thread."""
        if draft.earlier is not None:
            self.harvest.complete(wanted.address.tid or 0, draft.earlier.join)
        article = draft.article(
            self.site,
            wanted.address.tid or 0,
            replies=self.arguments.replies == "all",
            quotations=self.arguments.quotations == "keep",
        )
        self.run.count("lines")
        said = {"author": article.author, "published": article.published, "text": article.text}
        for name, value in (said | {"board": article.board.fid}).items():
            if not value:
                self.run.count(f"unknown/{name}")
        return article


def said_of(error: Exception) -> str:
    """An error of ours in one line with its place in the code, for a bug report."""
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} ({Path(last.filename).name}, line {last.lineno})"
