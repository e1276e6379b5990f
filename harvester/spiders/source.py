"""Which door threads are read through (``-a source=``): their own pages, or the archiver's, and why."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator, Awaitable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from scrapy import Request
from scrapy.http import Response
from twisted.python.failure import Failure

from harvester.article.draft import Draft
from harvester.discuz.archiver import read_archived_thread
from harvester.discuz.notice import read_notice
from harvester.discuz.plain import differences, mark
from harvester.discuz.urls import Address
from harvester.forum.model import Row, ThreadPage
from harvester.forum.page import Page
from harvester.items import ENCODING
from harvester.middlewares.limits import PostponedError
from harvester.spiders.wanted import Wanted
from harvester.store.records import HARVESTED, Choice

if TYPE_CHECKING:
    from harvester.spiders.forum import ForumSpider, Output, Result

logger = logging.getLogger(__name__)

#: What ``auto`` may find: thread pages for everything, or the archiver for second looks.
THREAD, RECHECKS = "thread", "rechecks"
#: Flags of list rows of threads that the archiver shows only a part of.
MARKED = frozenset({"attachments", "pictures", "poll"})
#: What the archiver makes of a picture from elsewhere.
_PICTURE = re.compile(r"^https?://\S+\.(?:jpe?g|png|gif|webp|bmp)$", re.MULTILINE | re.IGNORECASE)
#: A text of fewer characters proves nothing of the archiver.
_ENOUGH = 100
#: A site is looked at again after so many seconds: archivers are switched on and off.
_LOOK_AGAIN = 30 * 86400


class ThreadSource:
    """How one crawl reads threads.

    ``auto`` never gives less than thread pages do: new threads are read off their own pages, which alone have numbers
    of posts and members, pictures, files and views. The archiver serves for second looks at threads that are text
    alone, where one look at the site showed that its text is the same; a thread that it shows changed is read off
    its own page, and so is the last planned look. What was found is kept in the store, in the log and in the stat
    ``harvester/source``.
    """

    def __init__(self, spider: ForumSpider, wished: str) -> None:
        self.spider = spider
        self.archived = wished == "archiver"
        self.auto = wished == "auto"
        self.harvest = spider.harvest
        self._proven = self._trying = False
        self._held: list[tuple[int, Row | None]] = []
        self._looking = False
        self.choice = self._recalled() if self.auto else None
        if self.choice is not None:
            self._tell(self.choice.reason)
        elif not self.auto:
            self._tell(f"{wished}, as asked")

    def _recalled(self) -> Choice | None:
        choice = self.harvest.store.choice()
        return choice if choice and self.harvest.now - choice.looked < _LOOK_AGAIN else None

    def _tell(self, reason: str) -> None:
        self.spider.run.stats.set_value("harvester/source", reason)

    def _decide(self, name: str, reason: str) -> Iterator[Awaitable[None]]:
        """Note what was found."""
        self.choice = Choice(name, reason, self.harvest.now)
        self.harvest.store.keep_choice(self.choice)
        yield self.harvest.commit()
        self._tell(reason)
        logger.info("Source of threads: %s", reason)

    # --- asking -----------------------------------------------------------------------

    def ask(self, tid: int, row: Row | None = None) -> Iterator[Request]:
        """Ask for a thread's first page through the door that it is to be read through."""
        wanted = Wanted(Address("thread", tid=tid), row)
        if self._is_recheck(tid, row):
            url = self.spider.site.archiver_url(tid)
            for request in self.spider.ask(wanted, url):
                yield request.replace(callback=self.rechecked, errback=self.not_rechecked)
        elif not self.archived or (row is not None and is_more_than_text(row)):
            yield from self.spider.ask(wanted)
        elif self._trying and not self._proven:
            self._held.append((tid, row))
        else:
            self._trying = True
            yield from self.spider.ask(replace(wanted, archived=True))

    def _is_recheck(self, tid: int, row: Row | None) -> bool:
        """Whether it is a second look at a thread that the archiver shows in full."""
        if row is not None or not self._rechecks:
            return False
        known = self.harvest.store.thread(tid)
        return known is not None and known.state == HARVESTED and self.harvest.store.mark(tid) is not None

    @property
    def _rechecks(self) -> bool:
        thread_pages_only = self.spider.frontier.scope.full or self.spider.frontier.scope.replies
        return self.choice is not None and self.choice.name == RECHECKS and not thread_pages_only

    def in_full(self, wanted: Wanted, why: str) -> Iterator[Request]:
        """Ask for the thread's own page instead of the archiver's."""
        self.spider.run.count("source/not_in_archiver")
        if self.archived and not self._proven:
            self.archived = False
            self._tell(f"thread pages: the archiver can't be read ({why})")
            logger.warning("source=archiver: it can't be read (%s): threads are read off their own pages", why)
        yield from self.spider.ask(replace(wanted, archived=False, again=True))
        yield from self.release()

    # --- harvesting through the archiver ----------------------------------------------

    def release(self) -> Iterator[Request]:
        """Ask for the threads that waited for the archiver's first answer."""
        if self._held or self._trying:
            self._trying, held, self._held = False, self._held, []
            for tid, row in held:
                yield from self.spider.visit(tid, row)

    def unfit(self, response: Response) -> str | None:
        """Why an archiver's page does not do for a thread; ``None`` where it does, or is a notice to be heeded."""
        page = _page(response)
        if page is None:
            return f"status {response.status}"
        if read_notice(page, response.status) is not None:
            return None
        thread = self._read(page, response)
        if response.status != 200 or thread is None:
            return f"no archiver's page, status {response.status}"
        self._proven = True
        message = thread.posts[0].message
        if not message.text or message.notices or page.has("action=pay"):
            return "the post or a part of it is kept back"
        return "a picture is shown as its address" if _PICTURE.search(message.text) else None

    def _read(self, page: Page, response: Response) -> ThreadPage | None:
        return read_archived_thread(page, self.spider.zone, self.spider.seen(response))

    # --- looking once -----------------------------------------------------------------

    def saw(self, draft: Draft, wanted: Wanted, size: int) -> Iterator[Request]:
        """Take note of a thread that was read off its own page; look at the archiver's where none was looked at."""
        tid = wanted.address.tid
        if not self.auto or tid is None or draft.thread.layout == "archiver":
            return
        seen = mark(draft.thread) if draft.plain else None
        # The archiver said otherwise, and nothing has changed: it does not show this thread as it is.
        vain = wanted.again and seen == self.harvest.store.mark(tid)
        self.harvest.saw(tid, None if vain else seen)
        enough = draft.plain and len(draft.first.message.text) >= _ENOUGH
        if self.choice is None and not self._looking and enough and not self.spider.single:
            self._looking = True
            yield Request(
                self.spider.site.archiver_url(tid),
                callback=self.looked,
                errback=self.not_looked,
                cb_kwargs={"thread": draft.thread, "size": size},
                meta={"handle_httpstatus_all": True},
            )

    async def looked(self, response: Response, thread: ThreadPage, size: int) -> AsyncIterator[Result]:
        """Compare the archiver's page of a thread with its own page."""
        async for each in self.spider.guarded(self._looked(response, thread, size)):
            yield each

    def _looked(self, response: Response, thread: ThreadPage, size: int) -> Output:
        page = _page(response)
        archived = self._read(page, response) if page is not None and response.status == 200 else None
        if archived is None:
            yield from self._decide(THREAD, f"thread pages: there is no archiver (status {response.status})")
        elif lost := differences(thread, archived):
            yield from self._decide(THREAD, f"thread pages: the archiver shows another {', '.join(lost)}")
        else:
            sizes = f"{_kilobytes(len(response.body))} instead of {_kilobytes(size)}"
            yield from self._decide(
                RECHECKS,
                "thread pages, which alone have numbers, pictures, files and views; the archiver for second looks "
                f"at threads that are text alone: it has the same text in {sizes}",
            )

    async def not_looked(self, failure: Failure) -> AsyncIterator[Result]:
        """No archiver for us: robots.txt, or the network."""
        async for each in self.spider.guarded(self._not_looked(failure)):
            yield each

    def _not_looked(self, failure: Failure) -> Output:
        if not isinstance(failure.value, PostponedError):
            yield from self._decide(THREAD, f"thread pages: the archiver can't be had ({failure.value})")

    # --- second looks -----------------------------------------------------------------

    async def rechecked(self, response: Response, wanted: Wanted) -> AsyncIterator[Result]:
        """Note a thread that is as it was; ask for its own page where the archiver shows a change, or nothing."""
        async for each in self.spider.guarded(self._rechecked(response, wanted), wanted=wanted):
            yield each

    def _rechecked(self, response: Response, wanted: Wanted) -> Output:
        page, tid = _page(response), wanted.address.tid
        thread = self._read(page, response) if page is not None and response.status == 200 else None
        if thread is None and (page is None or read_notice(page, response.status) is None):
            yield from self._decide(
                THREAD, f"thread pages: the archiver can't be read any more (status {response.status})"
            )
        if thread is None or tid is None or mark(thread) != self.harvest.store.mark(tid):
            yield from self.in_full(wanted, "changed, or not there")
        elif not self.harvest.still(tid, thread.posts[0].published):
            yield from self.in_full(wanted, "the last planned look")
        else:
            self.spider.run.count("unchanged")
            self.spider.run.count("source/rechecked_in_archiver")

    def not_rechecked(self, failure: Failure) -> Output:
        """Ask for the thread's own page where the archiver's can't be had."""
        if not isinstance(failure.value, PostponedError):
            wanted = failure.request.cb_kwargs["wanted"]  # type: ignore[attr-defined]  # Scrapy sets it
            yield from self.in_full(wanted, str(failure.value))


def is_more_than_text(row: Row) -> bool:
    """Whether a list row says that the archiver shows only a part of its thread, or has no business to."""
    return bool(MARKED & set(row.flags)) or row.price is not None or row.readperm is not None


def _page(response: Response) -> Page | None:
    return Page(response.text, response.url) if response.body and ENCODING in response.meta else None


def _kilobytes(size: int) -> str:
    return f"{max(1, round(size / 1024))} kB"
