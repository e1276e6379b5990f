"""Reading threads page by page, and posts that have pages of their own part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Self

from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from harvester.article.draft import Draft, is_barred
from harvester.article.earlier import LONG, Earlier
from harvester.crawl.configuration import configuration_of
from harvester.forum.flags import EVERYWHERE
from harvester.forum.model import ThreadPage
from harvester.forum.notices import NOTICES
from harvester.items import ENCODING, Article
from harvester.spiders.asking import Output
from harvester.spiders.going_on import GoingOnSpider
from harvester.spiders.links import Halves
from harvester.spiders.wanted import Wanted
from harvester.store.records import Known


class ThreadSpider(GoingOnSpider):
    """Makes one article of all the pages that it is spread over."""

    halves: Halves  # the articles that wait for their other half
    most_pages: int  # of a thread, in a run
    keep: frozenset[str]  # optional parts of a post that are kept

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - as Scrapy has it
        """The spider of one crawl. Raises ConfigurationError where an argument is wrong."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.halves = Halves()
        spider.most_pages = configuration_of(crawler).visits.thread_pages
        spider.keep = configuration_of(crawler).reading.keep
        return spider

    def idle(self) -> None:
        """Hand on the articles that wait, once all pages are read. Raises DontCloseSpider if there are any."""
        super().idle()
        if self.halves and self.crawler.engine is not None:
            self.ask_ourselves(self.hand_on)
            raise DontCloseSpider

    def hand_on(self, _: Response) -> Iterator[Article]:
        """The articles whose other half did not come."""
        yield from self.halves.rest()

    def thread(self, thread: ThreadPage, response: Response, wanted: Wanted) -> Output:
        """Take in a page of a thread, and request the next one or hand on the article."""
        if wanted.draft is None:
            yield from self._first_page(thread, response, wanted)
        elif not wanted.part:
            wanted.draft.add_page(thread)
            yield from self._go_on(wanted.draft, wanted)
        elif wanted.draft.add_part(thread):
            yield from self._go_on(wanted.draft, wanted)
        else:
            yield from self._fail(wanted, response.url, "unreadable", "no more of the post on this page of its own")

    def _first_page(self, thread: ThreadPage, response: Response, wanted: Wanted) -> Output:
        turned = replace(wanted, oldest_first=True)
        newest_first = not wanted.oldest_first and is_newest_first(thread)
        if newest_first and (url := self._in_order(turned, thread.layout)) is not None:
            self.asked.discard(self.site.key(response.url))  # this page, but in the other order
            yield from self.ask(turned, url, urgent=True)
            return
        post = thread.posts[0]
        name = post.author.name if post.author else None
        if not is_barred(post) and not self.frontier.scope.takes(name):
            self.frontier.leave_out(wanted.address.tid or 0, wanted.row, post.author)
            self.count_others()
            return
        for notice in post.message.notices:
            self._note(notice.kind, response.url, notice.text, wanted.address.tid)
        if is_barred(post):
            self._count_noise(thread)
            self._settle(wanted, next(notice for notice in post.message.notices if NOTICES[notice.kind].bars))
            return
        parts = tuple(filter(self.site.owns, thread.parts))  # an author may link to anywhere
        if post.message.is_empty and not parts:
            self._note("no_text", response.url, "no text, no picture, no file", wanted.address.tid)
        self._compare_boards(thread, wanted)
        listed = wanted.row.replies if wanted.row else None
        if self.arguments.replies == "all" and thread.alone and (thread.replies or listed):
            self._note("replies_unread", response.url, "a script of the forum loads the replies", wanted.address.tid)
        known = self.harvest.store.thread(wanted.address.tid or 0)
        flags = known.flags.split(",") if known and known.flags else ()
        draft = Draft(thread, wanted.row, response.meta[ENCODING], self.seen(response), parts, flags, self.keep)
        if self._is_known(draft, wanted):
            yield self._look_back(draft, known)
        yield from self.source.saw(draft, wanted, len(response.body))
        yield from self._go_on(draft, wanted)

    def _is_known(self, draft: Draft, wanted: Wanted) -> bool:
        """Whether a visit only needs what is new in a thread; planned looks and full runs read all of it."""
        new_replies = self.arguments.replies == "all" and wanted.row is not None and not self.frontier.scope.full
        return new_replies and draft.thread.pages >= LONG and not wanted.oldest_first and not wanted.archived

    async def _look_back(self, draft: Draft, known: Known | None) -> None:
        """Skip the part of a thread that an earlier run has read."""
        line = await self.harvest.whole_line(known.tid) if known is not None and known.revision else None
        earlier = Earlier.of(line) if line is not None else None
        if earlier is not None:
            draft.keep(earlier)

    def _compare_boards(self, thread: ThreadPage, wanted: Wanted) -> None:
        """Note whether a thread is in the board whose list named it."""
        known = self.harvest.store.thread(wanted.address.tid or 0)
        if wanted.row is not None and known is not None and not EVERYWHERE & set(wanted.row.flags):
            self.frontier.found(known.tid, thread.fid, known.also or known.fid)

    def _go_on(self, draft: Draft, wanted: Wanted) -> Output:
        """Request the next page of a thread with priority; if there is none, hand on the article."""
        number = draft.next_page(replies=self.arguments.replies == "all")
        if (draft.parts or number is not None) and (why := draft.too_long(self.most_pages)) is not None:
            self._note("too_long", self.site.thread_url(wanted.address.tid or 0), why, wanted.address.tid)
            draft.parts.clear()
            number = None
        if draft.parts:
            part = replace(wanted, draft=draft, part=True, redirects=(), cookie=False)
            yield from self.ask(part, draft.parts.popleft(), urgent=True)
            return
        if number is None:
            self._count_noise(draft.thread)
            yield from self.halves.take(self._finished(draft, wanted), self.harvest)
            return
        address = replace(wanted.address, page=number, part=1)
        following = replace(wanted, address=address, draft=draft, part=False, redirects=(), cookie=False)
        url = self._in_order(following, draft.thread.layout) if wanted.oldest_first else None
        requests = list(self.ask(following, url, urgent=True))
        yield from requests
        if not requests:  # requested before, under another address
            yield from self.halves.take(self._finished(draft, wanted), self.harvest)

    def _in_order(self, wanted: Wanted, layout: str) -> str | None:
        return self.site.oldest_first_url(wanted.address.tid or 0, wanted.address.page, layout)

    def _count_noise(self, thread: ThreadPage) -> None:
        message = thread.posts[0].message
        self.run.count("jammers", message.jammers)
        self.run.count("jammer_chars", message.jammer_chars)


def is_newest_first(thread: ThreadPage) -> bool:
    """Whether a thread's first page begins with its last posts, as some boards have it."""
    return thread.page == 1 < thread.pages and (thread.posts[0].floor or 1) > 1
