"""Crawl a Discuz forum, a board or a thread: which page next, and when to stop."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Self
from zoneinfo import ZoneInfo

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import CloseSpider, IgnoreRequest
from scrapy.http import Response
from scrapy.settings import BaseSettings
from twisted.python.failure import Failure

from harvester import items, signals
from harvester.assemble import article, reply
from harvester.discuz.board import read_board
from harvester.discuz.index import read_index
from harvester.discuz.model import BoardLink, Notice, Post, Row, ThreadPage
from harvester.discuz.notice import read_notice
from harvester.discuz.page import Page
from harvester.discuz.thread import read_thread
from harvester.discuz.urls import Address, Site
from harvester.extensions.notices import Record
from harvester.middlewares import ENCODING
from harvester.run import Run
from harvester.spiders.arguments import Arguments, zone

#: Notices that pass when one comes back later, more slowly and with the cookies kept.
PASSING = frozenset({"flood_limit", "reload"})
#: Notices that the whole forum answers with: there is no point in going on.
CLOSED = frozenset({"browser_check", "question", "forum_closed"})
#: Notices of a forum that does not work.
FAILING = frozenset({"system_error"})
#: Notices that stand in the place of a first post; others (a hidden part, files for members) leave an article.
BARRING = frozenset({"blocked_post", "login_needed", "no_permission", "password", "payment", "reading_level"})
#: Redirects in a row that are followed.
MOST_REDIRECTS = 5
#: Seconds between two requests that a flood limit can slow a site down to.
SLOWEST = 60.0
#: What is asked for first: the rest of a thread, then threads, then list pages.
PRIORITY = {"thread": 10, "board": 0, "index": 0}

Output = Iterator[Request | items.Article]


@dataclass(slots=True)
class Wanted:
    """What a request is for: the page, and what is known of it already."""

    address: Address
    row: Row | None = None
    article: items.Article | None = None
    redirects: int = 0


class DiscuzSpider(Spider):
    """Visits what a guest may read below the address it is given."""

    name = "discuz"
    zone: ZoneInfo
    run: Run

    def __init__(self, **given: str) -> None:
        super().__init__()
        self.arguments = Arguments.parse(given)
        self.site = Site.of(self.arguments.url)
        self.asked: set[object] = set()
        self.learned: set[str] = set()

    @staticmethod
    def check_arguments(given: dict[str, str]) -> None:
        """Raise ArgumentError where the crawl could not work with these arguments."""
        Arguments.parse(given)

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - as Scrapy has it
        """The spider of one crawl. Raises ArgumentError where an argument is wrong."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.zone = zone(spider.arguments.zone or crawler.settings["HARVESTER_ZONE"])
        spider.run = Run(crawler)
        return spider

    @classmethod
    def update_settings(cls, settings: BaseSettings) -> None:
        """Add the contact to the user agent, unless the user gave one of their own."""
        super().update_settings(settings)
        if contact := settings["HARVESTER_CONTACT"]:
            settings.set("USER_AGENT", f"{settings['USER_AGENT']} {contact}", priority="spider")

    # --- asking -----------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Any]:
        """Ask for the page that the address names."""
        address = self.site.parse(self.arguments.url) or Address("index")
        self.site.learn([self.arguments.url])
        if address.tid is not None:
            address = Address("thread", tid=address.tid)
        elif address.fid is not None:
            address = Address("board", fid=address.fid)
        for request in self._ask(Wanted(address)):
            yield request

    def _url(self, address: Address) -> str:
        if address.tid is not None:
            return self.site.thread_url(address.tid, address.page)
        if address.fid is not None:
            return self.site.board_url(address.fid, address.page)
        return self.arguments.url

    def _ask(self, wanted: Wanted, url: str | None = None, *, urgent: bool = False) -> Iterator[Request]:
        """The request for a page, unless the run asked for that page already under any of its addresses."""
        url = url or self._url(wanted.address)
        key = self.site.key(url) or url
        if key in self.asked:
            return
        self.asked.add(key)
        if wanted.address.kind == "thread" and wanted.article is None:
            self.run.count("threads")
        yield Request(
            url,
            callback=self.parse,
            errback=self.failed,
            cb_kwargs={"wanted": wanted},
            meta={"handle_httpstatus_all": True},
            priority=PRIORITY.get(wanted.address.kind, 0) + (10 if urgent else 0),
        )

    # --- answers ----------------------------------------------------------------------

    def parse(self, response: Response, wanted: Wanted) -> Output:
        """Read a page of the forum, whatever it turned out to be."""
        if 300 <= response.status < 400:
            yield from self._redirected(response, wanted)
            return
        if not response.body or ENCODING not in response.meta:
            yield from self._fail(wanted, response.url, "not_a_page", f"status {response.status}, no text")
            return
        page = Page(response.text, response.url)
        notice = read_notice(page, response.status)
        if notice is not None:
            yield from self._noticed(notice, response, wanted)
        elif response.status >= 400:
            yield from self._fail(wanted, response.url, "http_error", f"status {response.status}")
        else:
            self.run.count("pages")
            self._learn(page, wanted.address.kind)
            yield from self._read(page, response, wanted)

    def _read(self, page: Page, response: Response, wanted: Wanted) -> Output:
        match wanted.address.kind:
            case "thread":
                yield from self._thread(page, response, wanted)
            case "board":
                yield from self._board(page, wanted)
            case _:
                yield from self._index(page, wanted)

    def _learn(self, page: Page, kind: str) -> None:
        """See how the forum writes its addresses, on the first page of each kind."""
        if kind not in self.learned:
            self.learned.add(kind)
            self.site.learn(page.links())

    def _index(self, page: Page, wanted: Wanted) -> Output:
        boards = read_index(page)
        front = f"{self.site.base}forum.php"
        if boards:
            yield from self._boards(boards)
        elif wanted.address.kind == "index" and page.url != front and front not in self.asked:
            self.asked.discard(self.site.key(front))  # the same page by name, but a portal may stand before the forum
            self.asked.add(front)
            yield from self._ask(Wanted(Address("index")), front)
        else:
            yield from self._fail(wanted, page.url, "unreadable", "no boards found: is this a Discuz forum?")

    def _boards(self, boards: Iterable[BoardLink]) -> Iterator[Request]:
        for board in boards:
            if board.fid is not None:
                yield from self._ask(Wanted(Address("board", fid=board.fid)))

    def _board(self, page: Page, wanted: Wanted) -> Output:
        listed = read_board(page, self.zone)
        if listed is None:
            yield from self._fail(wanted, page.url, "unreadable", "no list of threads found")
            return
        yield from self._boards(listed.sub_boards)
        for row in listed.rows:
            self.site.learn_link("thread", row.tid, row.url)
            yield from self._ask(Wanted(Address("thread", tid=row.tid), row))
        if wanted.address.page == listed.page < listed.pages:
            yield from self._ask(Wanted(replace(wanted.address, page=listed.page + 1)))

    def _thread(self, page: Page, response: Response, wanted: Wanted) -> Output:
        thread = read_thread(page, self.zone)
        if thread is None:
            yield from self._fail(wanted, page.url, "unreadable", "no posts found")
            return
        item = wanted.article or self._first_post(thread, response, wanted)
        if item is None:
            return
        if self.arguments.replies == "all":
            replies = (post for post in thread.posts if post.pid != item.pid and not is_barred(post))
            item.replies = [*(item.replies or []), *map(reply, replies)]
            if wanted.address.page == thread.page < thread.pages:
                following = replace(wanted.address, page=thread.page + 1)
                yield from self._ask(replace(wanted, address=following, article=item), urgent=True)
                return
        yield item

    def _first_post(self, thread: ThreadPage, response: Response, wanted: Wanted) -> items.Article | None:
        """The article of a thread's first page, or ``None`` where a notice stands in its place."""
        post = thread.posts[0]
        self.run.count("jammers", post.message.jammers)
        self.run.count("jammer_chars", post.message.jammer_chars)
        for notice in post.message.notices:
            self._note(notice.kind, response.url, notice.text, wanted.address.tid)
        if is_barred(post):
            return None
        tid = wanted.address.tid or 0
        return article(thread, post, tid=tid, site=self.site, row=wanted.row, encoding=response.meta[ENCODING])

    def _redirected(self, response: Response, wanted: Wanted) -> Output:
        """Go where the forum sends us, as long as that is the same site and no page that was asked for before."""
        target = response.urljoin((response.headers.get("Location") or b"").decode("latin-1"))
        if wanted.redirects >= MOST_REDIRECTS or target == response.url:
            yield from self._fail(wanted, response.url, "redirect_loop", f"sent on and on, last to {target}")
        elif not self.site.owns(target):
            yield from self._fail(
                wanted, response.url, "redirected_away", f"leads to {target}: name that site to harvest it"
            )
        elif self.site.key(target) in self.asked and self.site.key(target) != self.site.key(response.url):
            self._note("redirected", response.url, f"leads to {target}", wanted.address.tid)
        else:
            self.asked.add(self.site.key(target) or target)
            onward = replace(wanted, redirects=wanted.redirects + 1)
            yield request_of(response).replace(url=target, cb_kwargs={"wanted": onward}, dont_filter=True)

    def _noticed(self, notice: Notice, response: Response, wanted: Wanted) -> Output:
        if notice.kind in PASSING:
            yield from self._later(notice, response, wanted)
            return
        if notice.kind in FAILING:
            yield from self._fail(wanted, response.url, notice.kind, notice.text)
            return
        self._note(notice.kind, response.url, notice.text, wanted.address.tid)
        if notice.kind in CLOSED:
            raise CloseSpider(notice.kind)

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
            return
        if notice.kind == "flood_limit":
            self._slow_down(response)
        yield again

    def _slow_down(self, response: Response) -> None:
        assert self.crawler.engine is not None  # noqa: S101 - it runs while pages come
        slot = self.crawler.engine.downloader.slots.get(response.meta["download_slot"])
        if slot is not None:
            slot.delay = min(max(slot.delay * 2, self.settings.getfloat("HARVESTER_FLOOD_DELAY")), SLOWEST)

    def failed(self, failure: Failure) -> Output:
        """Report a page that could not be had: robots.txt, network, size."""
        request: Request = failure.request  # type: ignore[attr-defined]  # Scrapy sets it
        wanted = request.cb_kwargs["wanted"]
        if isinstance(failure.value, IgnoreRequest):
            self._note("robots", request.url, str(failure.value), wanted.address.tid)
        else:
            text = f"{type(failure.value).__name__}: {failure.value}"
            yield from self._fail(wanted, request.url, "download", text)

    # --- reporting --------------------------------------------------------------------

    def _note(self, kind: str, url: str, text: str, tid: int | None, *, failure: bool = False) -> None:
        record = Record(self.site.name, kind, url, text, tid, failure)
        self.crawler.signals.send_catch_log(signals.notice, record=record)

    def _fail(self, wanted: Wanted, url: str, kind: str, text: str) -> Iterator[items.Article]:
        """Report a failure; what was harvested of the thread before it is not lost."""
        self._note(kind, url, text, wanted.address.tid, failure=True)
        if wanted.article is not None:
            yield wanted.article


def is_barred(post: Post) -> bool:
    """Whether a notice stands in the place of a post."""
    return any(notice.kind in BARRING for notice in post.message.notices)


def request_of(response: Response) -> Request:
    """The request that a response answers."""
    assert response.request is not None  # noqa: S101 - Scrapy sets it before any callback
    return response.request
