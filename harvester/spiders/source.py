"""Which pages threads are read off (``-a source=``): their own, or those of a cheaper source, and why."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from harvester.article.draft import Draft
from harvester.crawl.queues import PostponedError
from harvester.forum.engine import Reading, Source
from harvester.forum.model import Notice, Row, ThreadPage
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.spiders.wanted import Wanted
from harvester.store.records import HARVESTED, SourceChoice

if TYPE_CHECKING:
    from harvester.spiders.asking import AskingSpider, Output, Result

logger = logging.getLogger(__name__)

#: What ``auto`` may find: thread pages for everything, or the cheaper source for second looks.
THREAD, RECHECKS = "thread", "rechecks"
AUTO = "auto"
#: A text of fewer characters proves nothing about a source: a shortened one could be the same.
_ENOUGH = 100
#: Seconds after which a site is looked at again: sources are switched on and off.
_LOOK_AGAIN = 30 * 86400


class ThreadSource:
    """How one crawl reads threads.

    ``auto`` never gives less than thread pages do. New threads are read off their own pages, because only these have
    numbers of posts and members, pictures, files and views. A cheaper source serves for second looks at threads with
    nothing but text, if a comparison on this site showed that its text is the same. If it shows a change, the thread's
    own page is read; that is also read for the last planned look. The decision is kept in the store, in the log and in
    the stat ``harvester/source``.
    """

    def __init__(self, spider: AskingSpider, requested: str) -> None:
        self.spider = spider
        engine = spider.engine
        self.auto = requested == AUTO and bool(engine.sources)
        self.cheaper: Source | None = engine.sources[0] if self.auto else engine.source(requested)
        self.archived = not self.auto and self.cheaper is not None
        self.harvest = spider.harvest
        self._proven = self._trying = False
        self._held: list[tuple[int, Row | None]] = []
        self._looking = False
        self.choice = self._recalled() if self.auto else None
        if self.choice is not None:
            self._tell(self.choice.reason)
        elif requested == AUTO and not self.auto:
            self._tell(f"thread pages: {engine.title} has no other source")
        elif not self.auto and not self.archived and requested != THREAD:
            self._tell(f"thread pages: {engine.title} has no source called {requested}")
            logger.warning("source=%s: %s has none of that name: it is thread pages", requested, engine.title)
        elif not self.auto:
            self._tell(f"{requested}, as asked")

    @property
    def name(self) -> str:
        """What the cheaper source is called; ``""`` where there is none."""
        return self.cheaper.name if self.cheaper else ""

    def _recalled(self) -> SourceChoice | None:
        choice = self.harvest.store.choice()
        return choice if choice and self.harvest.now - choice.looked < _LOOK_AGAIN else None

    def _tell(self, reason: str) -> None:
        self.spider.run.stats.set_value("harvester/source", reason)

    def _decide(self, name: str, reason: str) -> Iterator[Awaitable[None]]:
        """Note what was found."""
        self.choice = SourceChoice(name, reason, self.harvest.now)
        self.harvest.store.keep_choice(self.choice)
        yield self.harvest.commit()
        self._tell(reason)
        logger.info("Source of threads: %s", reason)

    # --- asking -----------------------------------------------------------------------

    def ask(self, tid: int, row: Row | None = None) -> Iterator[Request]:
        """Request a thread's first page from the source that it is to be read off."""
        wanted = Wanted(PageName("thread", tid=tid), row)
        if self._is_recheck(tid, row):
            for request in self.spider.ask(replace(wanted, archived=True)):
                yield request.replace(callback=self.rechecked, errback=self.not_rechecked)
        elif self.cheaper is None or not self.archived or (row is not None and not self.cheaper.shows(row)):
            yield from self.spider.ask(wanted)
        elif self._trying and not self._proven:
            self._held.append((tid, row))
        else:
            self._trying = True
            yield from self.spider.ask(replace(wanted, archived=True))

    def _is_recheck(self, tid: int, row: Row | None) -> bool:
        """Whether this is a second look at a thread that the cheaper source shows in full."""
        if row is not None or not self._rechecks:
            return False
        known = self.harvest.store.thread(tid)
        return known is not None and known.state == HARVESTED and self.harvest.store.mark(tid) is not None

    @property
    def _rechecks(self) -> bool:
        thread_pages_only = self.spider.frontier.scope.full or self.spider.frontier.scope.replies
        return self.choice is not None and self.choice.name == RECHECKS and not thread_pages_only

    def in_full(self, wanted: Wanted, why: str) -> Iterator[Request]:
        """Request the thread's own page instead of the cheaper source's."""
        self.spider.run.count(f"source/not_in_{self.name}")
        if self.archived and not self._proven:
            self.archived = False
            self._tell(f"thread pages: the {self.name} can't be read ({why})")
            logger.warning("source=%s: it can't be read (%s): threads are read off their own pages", self.name, why)
        yield from self.spider.ask(replace(wanted, archived=False, again=True))
        yield from self.release()

    # --- harvesting through it ----------------------------------------------------------

    def release(self) -> Iterator[Request]:
        """Request the threads that waited for the source's first answer."""
        if self._held or self._trying:
            self._trying, held, self._held = False, self._held, []
            for tid, row in held:
                yield from self.spider.visit(tid, row)

    def unfit(self, response: Response, page: Page | None, reading: Reading | None) -> str | None:
        """Why a page of the source cannot stand for the thread's; ``None`` where it can, or where it is a notice."""
        if page is None or reading is None or self.cheaper is None:
            return f"status {response.status}"
        if isinstance(reading.said, Notice):
            return None
        if response.status != 200 or not isinstance(reading.said, ThreadPage):
            return f"no {self.name}'s page, status {response.status}"
        self._proven = True
        return self.cheaper.unfit(page, reading.said)

    def _thread(self, response: Response, wanted: Wanted) -> ThreadPage | None:
        """What a page of the source says about a thread."""
        reading = self.spider.read(response, wanted) if response.status == 200 else None
        return reading.said if reading is not None and isinstance(reading.said, ThreadPage) else None

    # --- looking once -----------------------------------------------------------------

    def saw(self, draft: Draft, wanted: Wanted, size: int) -> Iterator[Request]:
        """Note a thread that was read off its own page; compare it with the source's, if none was compared yet."""
        tid = wanted.address.tid
        if not self.auto or self.cheaper is None or tid is None or draft.thread.layout == self.name:
            return
        seen = self.cheaper.mark(draft.thread) if draft.plain else None
        # The source showed a change where there was none: it does not show this thread as it is.
        vain = wanted.again and seen == self.harvest.store.mark(tid)
        self.harvest.saw(tid, None if vain else seen)
        enough = draft.plain and len(draft.first.message.text) >= _ENOUGH
        if self.choice is None and not self._looking and enough and not self.spider.single:
            self._looking = True
            yield Request(
                self.cheaper.url(self.spider.site, tid),
                callback=self.looked,
                errback=self.not_looked,
                cb_kwargs={"wanted": Wanted(wanted.address, archived=True), "thread": draft.thread, "size": size},
                meta={"handle_httpstatus_all": True},
            )

    async def looked(self, response: Response, wanted: Wanted, thread: ThreadPage, size: int) -> AsyncIterator[Result]:
        """Compare the source's page of a thread with its own page."""
        async for each in self.spider.guarded(self._looked(response, wanted, thread, size)):
            yield each

    def _looked(self, response: Response, wanted: Wanted, thread: ThreadPage, size: int) -> Output:
        here = self._thread(response, wanted)
        if here is None or self.cheaper is None:
            yield from self._decide(THREAD, f"thread pages: there is no {self.name} (status {response.status})")
        elif lost := self.cheaper.differences(thread, here):
            yield from self._decide(THREAD, f"thread pages: the {self.name} shows another {', '.join(lost)}")
        else:
            sizes = f"{_kilobytes(len(response.body))} instead of {_kilobytes(size)}"
            yield from self._decide(
                RECHECKS,
                f"thread pages, which alone have numbers, pictures, files and views; the {self.name} for second looks "
                f"at threads that are text alone: it has the same text in {sizes}",
            )

    async def not_looked(self, failure: Failure) -> AsyncIterator[Result]:
        """Decide for thread pages: robots.txt or the network keep us from the cheaper source."""
        async for each in self.spider.guarded(self._not_looked(failure)):
            yield each

    def _not_looked(self, failure: Failure) -> Output:
        if not isinstance(failure.value, PostponedError):
            yield from self._decide(THREAD, f"thread pages: the {self.name} can't be fetched ({failure.value})")

    # --- second looks -----------------------------------------------------------------

    async def rechecked(self, response: Response, wanted: Wanted) -> AsyncIterator[Result]:
        """Note an unchanged thread; request its own page if the source shows a change, or cannot be read."""
        self.spider.count_visit(wanted)
        async for each in self.spider.guarded(self._rechecked(response, wanted), wanted=wanted):
            yield each

    def _rechecked(self, response: Response, wanted: Wanted) -> Output:
        thread, tid = self._thread(response, wanted), wanted.address.tid
        reading = self.spider.read(response, wanted)
        if thread is None and (reading is None or not isinstance(reading.said, Notice)):
            yield from self._decide(
                THREAD, f"thread pages: the {self.name} can no longer be read (status {response.status})"
            )
        if thread is None or tid is None or not self._is_as_it_was(tid, thread):
            yield from self.in_full(wanted, "changed, or not there")
        elif not self.harvest.still(tid, thread.posts[0].published):
            yield from self.in_full(wanted, "the last planned look")
        else:
            self.spider.run.count("unchanged")
            self.spider.run.count(f"source/rechecked_in_{self.name}")

    def _is_as_it_was(self, tid: int, thread: ThreadPage) -> bool:
        return self.cheaper is not None and self.cheaper.mark(thread) == self.harvest.store.mark(tid)

    def not_rechecked(self, failure: Failure) -> Output:
        """Request the thread's own page if the source's could not be fetched."""
        if not isinstance(failure.value, PostponedError):
            wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]  # Scrapy sets it
            yield from self.in_full(wanted, str(failure.value))


def _kilobytes(size: int) -> str:
    return f"{max(1, round(size / 1024))} kB"
