"""Reading threads: page after page, and part after part of a post that has pages of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from harvester.article.draft import Draft, is_barred
from harvester.discuz.about import missing
from harvester.discuz.notice import BARRING
from harvester.discuz.parts import parts_of
from harvester.discuz.thread_page import read_thread
from harvester.forum.model import ThreadPage
from harvester.forum.page import Page
from harvester.items import ENCODING
from harvester.spiders.forum import ForumSpider, Output
from harvester.spiders.links import Halves
from harvester.spiders.wanted import Wanted


class ThreadSpider(ForumSpider):
    """Makes one article of all the pages that a thread's article stands on."""

    halves: Halves  # the articles that wait for their other half

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - as Scrapy has it
        """The spider of one crawl. Raises ConfigurationError where an argument is wrong."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.halves = Halves()
        return spider

    def idle(self) -> None:
        """All pages are read: hand on what waits. Raises DontCloseSpider where something does."""
        super().idle()
        if self.halves and self.crawler.engine is not None:
            # Only callbacks hand on articles; this request is one to ourselves, without a network.
            self.run.count("own_requests")
            self.crawler.engine.crawl(Request("data:,", callback=self.hand_on, dont_filter=True))
            raise DontCloseSpider

    def hand_on(self, _: Response) -> Output:
        """The articles whose other half did not come."""
        yield from self.halves.rest()

    def thread(self, page: Page, response: Response, wanted: Wanted) -> Output:
        """Read a page of a thread, and ask for the next one or hand on the article."""
        thread = read_thread(page, self.zone, self.seen(response))
        if thread is None:
            yield from self._fail(wanted, page.url, "unreadable", missing(page, "thread"))
        elif wanted.draft is None:
            yield from self._first_page(page, thread, response, wanted)
        elif not wanted.part:
            wanted.draft.add_page(thread)
            yield from self._go_on(wanted.draft, wanted)
        elif wanted.draft.add_part(thread):
            yield from self._go_on(wanted.draft, wanted)
        else:
            yield from self._fail(wanted, page.url, "unreadable", "no more of the post on this page of its own")

    def _first_page(self, page: Page, thread: ThreadPage, response: Response, wanted: Wanted) -> Output:
        if not wanted.oldest_first and is_newest_first(thread):
            self.asked.discard(self.site.key(page.url))  # this page, but in the other order
            turned = replace(wanted, oldest_first=True)
            yield from self.ask(turned, self._in_order(turned, thread.layout), urgent=True)
            return
        post = thread.posts[0]
        for notice in post.message.notices:
            self._note(notice.kind, response.url, notice.text, wanted.address.tid)
        if is_barred(post):
            self._count_noise(thread)
            self._settle(wanted, next(notice for notice in post.message.notices if notice.kind in BARRING))
            return
        parts = parts_of(page, post.pid, wanted.address.tid or 0) if post.pid else ()
        parts = tuple(filter(self.site.owns, parts))  # an author may write links to anywhere
        listed = wanted.row.replies if wanted.row else None
        if self.arguments.replies == "all" and is_alone(thread) and (thread.replies or listed):
            self._note("replies_unread", response.url, "a script of the forum loads the replies", wanted.address.tid)
        draft = Draft(thread, wanted.row, response.meta[ENCODING], self.seen(response), parts)
        yield from self.source.saw(draft, wanted, len(response.body))
        yield from self._go_on(draft, wanted)

    def _go_on(self, draft: Draft, wanted: Wanted) -> Output:
        """Ask for the next page of a thread, before anything else; without one, the article is whole."""
        if draft.parts:
            part = replace(wanted, draft=draft, part=True, redirects=0)
            yield from self.ask(part, draft.parts.popleft(), urgent=True)
            return
        number = draft.next_page(replies=self.arguments.replies == "all")
        if number is None:
            self._count_noise(draft.thread)
            yield from self.halves.take(self._finished(draft, wanted), self.harvest)
            return
        address = replace(wanted.address, page=number, part=1)
        following = replace(wanted, address=address, draft=draft, part=False, redirects=0)
        url = self._in_order(following, draft.thread.layout) if wanted.oldest_first else None
        requests = list(self.ask(following, url, urgent=True))
        yield from requests
        if not requests:  # asked for before, under another address
            yield from self.halves.take(self._finished(draft, wanted), self.harvest)

    def _in_order(self, wanted: Wanted, layout: str) -> str:
        return self.site.oldest_first_url(wanted.address.tid or 0, wanted.address.page, layout)

    def _count_noise(self, thread: ThreadPage) -> None:
        message = thread.posts[0].message
        self.run.count("jammers", message.jammers)
        self.run.count("jammer_chars", message.jammer_chars)


def is_newest_first(thread: ThreadPage) -> bool:
    """Whether a thread's first page begins with its last posts, as boards of the versions before X may have it.

    Since X the first post leads the first page in any order.
    """
    return thread.page == 1 < thread.pages and (thread.posts[0].floor or 1) > 1


def is_alone(thread: ThreadPage) -> bool:
    """Whether a page has the first post alone, without its number: polls of 6.x."""
    return thread.layout == "6" and thread.posts[0].pid == 0
