"""The look at a forum: a handful of requests, one after another."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from typing import Any, Self

from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.robotstxt import RobotParser

from harvester.config.program import ExitCode
from harvester.crawl.configuration import configuration_of, prepare
from harvester.crawl.http_dates import date_in
from harvester.crawl.queues import PostponedError
from harvester.engines import table
from harvester.forum.authority import masked, target_of
from harvester.forum.engine import Asked, Door, Said
from harvester.forum.model import IndexPage, ListPage, Notice, ThreadPage
from harvester.forum.names import DOOR, PageName
from harvester.forum.notices import NOTICES
from harvester.forum.page import Page
from harvester.items import ENCODING
from harvester.middlewares.robots import ForbiddenError
from harvester.robots.rules import EVERYBODY
from harvester.spiders.reasons import of_error, of_host
from harvester.survey.findings import Findings
from harvester.survey.zone import guess_zone, shows_relative_times

#: The most boards to look at: the largest ones, to read from, and the smallest, which may be closed to guests.
LARGE, SMALL = 2, 4
#: How many redirects in a row are followed.
MOST_REDIRECTS = 5
#: No time on a page is used here, so any zone will do.
_ZONE = UTC


class SurveyError(Exception):
    """The forum can't be examined; the message says why in one line, ``code`` is the exit code."""

    def __init__(self, message: str, code: ExitCode) -> None:
        super().__init__(message)
        self.code = code


class SurveySpider(Spider):
    """Looks at the forum at ``address``; afterwards there are ``findings``, or an ``error``."""

    name = "survey"
    custom_settings = {  # noqa: RUF012 - Scrapy's own form of it
        "DOWNLOADER_MIDDLEWARES": {
            "harvester.middlewares.decoding.DecodingMiddleware": 585,
            "harvester.middlewares.robots.RobotsMiddleware": 595,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
        },
        "EXTENSIONS": {"harvester.extensions.pace.Pace": 600},
        "ITEM_PIPELINES": {},
    }

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        engine = table.of_address(address)
        self.findings = Findings(engine, engine.site.of(address))
        self.hosts: tuple[str, ...] = ()  # further ones of the forum, which the user names
        self.error: SurveyError | None = SurveyError("interrupted", ExitCode.INTERRUPTED)  # until it is done
        self._robots: RobotParser | None = None
        self._known = False  # whether a page has told what runs the forum

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - as Scrapy has it
        """Wire it to the crawl's signals."""
        prepare(crawler.settings)
        spider = super().from_crawler(crawler, *args, **kwargs)
        spider.hosts = configuration_of(crawler).reading.hosts
        spider.findings.site.name_hosts(spider.hosts)
        crawler.signals.connect(spider.robots_parsed, signal=signals.robots_parsed)
        crawler.signals.connect(spider.reached_downloader, signal=signals.request_reached_downloader)
        return spider

    def robots_parsed(self, robotparser: RobotParser) -> None:
        """Keep what robots.txt says."""
        self._robots = robotparser

    def reached_downloader(self) -> None:
        """Count requests to the forum, including robots.txt and retries."""
        self.findings.requests += 1

    async def start(self) -> AsyncIterator[Any]:
        """Look; afterwards nothing is left to request."""
        try:
            await self._look()
            self.error = None
        except SurveyError as error:
            self.error = error
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # what makes it a generator, as Scrapy wants it
            yield request

    # --- looking ----------------------------------------------------------------------

    async def _look(self) -> None:
        found = self.findings
        page, index = await self._index()
        elsewhere = found.site.take_in(board.url for board in index.boards)
        if elsewhere and not any(found.site.owns(board.url) for board in index.boards):
            raise SurveyError(of_host(min(elsewhere), "the forum is"), ExitCode.FAILURES)
        software = found.engine.recognise(page)
        found.version = software.version if software else None
        for board in index.boards:
            found.add(board.fid, board.name, board.threads)
        if not found.boards:
            raise SurveyError(f"no boards: {index.why}", ExitCode.FAILURES)
        found.site.learn(page.links())
        lists = [listed async for listed in self._lists()]
        for listed in lists[:LARGE]:
            await self._thread(listed)
        doors = list(found.site.doors(found.version, lists[0].fid if lists else None))
        for door in doors:
            if door.looked:
                found.doors[door.name] = await self._opens(door)
        self._rules(list(found.site.doors(found.version, next(iter(found.boards)))))

    async def _index(self) -> tuple[Page, IndexPage]:
        """The page with the boards: the one that was named, or the forum behind a portal."""
        page, said = await self._page(self.address, PageName("index"))
        index = _boards_of(said)
        site = self.findings.site
        if index.front is None:
            return page, index
        if not site.may_be_on(index.front):
            raise SurveyError(of_host(index.front, "the forum is"), ExitCode.FAILURES)
        try:
            page, said = await self._page(index.front, PageName("index"))
        except SurveyError as error:
            if index.boards or error.code is ExitCode.BARRED:
                raise
            return page, index  # no page of boards, and none behind it
        return page, _boards_of(said)

    async def _lists(self) -> AsyncIterator[ListPage]:
        """The list pages that a guest may read, the largest boards first."""
        for fid in self._choice():
            board = self.findings.boards[fid]
            try:
                _, said = await self._page(self.findings.site.board_url(fid), PageName("board", fid=fid))
            except SurveyError as error:
                if error.code is not ExitCode.BARRED:
                    raise
                board.barred = str(error)
                continue
            for sub in _boards_of(said).boards:
                self.findings.add(sub.fid, sub.name, sub.threads)
            if isinstance(said, ListPage) and said.rows:
                yield said

    def _choice(self) -> Iterator[int]:
        boards = sorted(self.findings.boards.values(), key=lambda board: -(board.threads or 0))
        yield from (board.fid for board in [*boards[:LARGE], *boards[LARGE:][::-1][:SMALL]])

    async def _thread(self, listed: ListPage) -> None:
        """Read a thread of a list, the last on its page: the first ones may be announcements."""
        row = next((row for row in reversed(listed.rows) if not row.moved and not row.readperm and not row.price), None)
        if row is None:
            return
        self.findings.site.learn_link("thread", row.tid, row.url)
        try:
            _, said = await self._page(self.findings.site.thread_url(row.tid), PageName("thread", tid=row.tid))
        except SurveyError:
            return
        if isinstance(said, ThreadPage):
            self.findings.noise[row.tid] = sum(post.message.jammers for post in said.posts)

    async def _opens(self, door: Door) -> bool:
        """Whether another door gives a page, and the right one."""
        try:
            page, _ = await self._page(door.url, PageName(DOOR))
        except SurveyError:
            return False
        return self.findings.site.opens(door, page)

    def _rules(self, doors: list[Door]) -> None:
        """Note what robots.txt says about the pages that a harvest requests."""
        found, robots = self.findings, self._robots
        if robots is None:
            return
        site, fid, tid = found.site, next(iter(found.boards)), next(iter(found.noise), 1)
        pages = {"lists of threads": site.board_url(fid), "threads": site.thread_url(tid)}
        pages |= {door.about: door.url for door in doors}
        found.forbidden = [what for what, url in pages.items() if not robots.allowed(url, EVERYBODY)]
        found.crawl_delay = robots.crawl_delay(EVERYBODY)

    # --- asking -----------------------------------------------------------------------

    async def _page(self, url: str, name: PageName) -> tuple[Page, Said]:
        """The page at an address, and what it is. Raises :class:`SurveyError` for no page, or a notice."""
        for last in (False, True):
            response = await self._answer(url)
            page = Page(response.text if isinstance(response, TextResponse) else "", response.url)
            said = self._read(page, name, response.status)
            if not isinstance(said, Notice) or not NOTICES[said.kind].passes or last:
                break
        if isinstance(said, Notice):
            code = ExitCode.BARRED if NOTICES[said.kind].verdict else ExitCode.FAILURES
            raise SurveyError(f"{said.kind}: {said.text[:200]}", code)
        if response.status >= 400:
            code = ExitCode.BARRED if response.status in (401, 403) else ExitCode.FAILURES
            raise SurveyError(f"{url} answers with status {response.status}", code)
        self._note(page, response)
        return page, said

    def _read(self, page: Page, name: PageName, status: int) -> Said:
        """What a page is; the first one that shows its engine decides the forum's."""
        found = self.findings
        if not self._known:
            found.engine = (table.recognise(page) or (found.engine,))[0]
            found.site = found.engine.site.of(page.url)
            found.site.name_hosts(self.hosts)
        said = found.site.read(page, Asked(name, _ZONE, status=status)).said
        self._known = self._known or not isinstance(said, Notice)
        return said

    async def _answer(self, url: str) -> Response:
        """The answer to an address, with redirects followed on the same site."""
        for _ in range(MOST_REDIRECTS + 1):
            response = await self._asked(url)
            location = response.headers.get("Location")
            if not 300 <= response.status < 400 or location is None:
                return response
            url = self._onward(url, location)
        raise SurveyError(f"too many redirects, the last to {url}", ExitCode.FAILURES)

    def _onward(self, url: str, location: bytes) -> str:
        site = self.findings.site
        try:
            target = target_of(url, location)
        except ValueError as error:
            raise SurveyError(f"{url} leads to {error}", ExitCode.FAILURES) from error
        if not site.moved(url, target) and not site.is_on(target):
            raise SurveyError(f"{url} leads to {masked(target)}: name that site to look at it", ExitCode.FAILURES)
        return target

    async def _asked(self, url: str) -> Response:
        meta = {"handle_httpstatus_list": [401, 403, 404, 429, 500, 503], "dont_redirect": True}
        try:
            return await self.crawler.engine.download_async(Request(url, callback=_ignore, meta=meta))
        except PostponedError as error:
            raise SurveyError(str(error), ExitCode.NOT_STARTED) from error
        except ForbiddenError as error:
            raise SurveyError(f"robots: {url}: {error}", ExitCode.BARRED) from error
        except Exception as error:  # whatever the network may raise
            raise SurveyError(of_error(error, url), ExitCode.NOT_STARTED) from error

    def _note(self, page: Page, response: Response) -> None:
        """Note what any page says."""
        found = self.findings
        found.encoding = found.encoding or response.meta.get(ENCODING)
        found.relative_times = found.relative_times or shows_relative_times(page.text)
        if found.zone is None or found.zone.name is None:
            clock = found.engine.clock
            found.zone = guess_zone(clock.search(page.text) if clock else None, _sent(response))


def _boards_of(said: Said) -> IndexPage:
    """The boards that a page names, whatever it is."""
    if isinstance(said, IndexPage):
        return said
    return IndexPage(said.sub_boards if isinstance(said, ListPage) else (), why=getattr(said, "why", ""))


def _sent(response: Response) -> datetime | None:
    """When the server says that it sent an answer."""
    return date_in(response.headers.get("Date") or b"")


def _ignore(_response: Response) -> None:
    """A callback that is never called: by it middlewares distinguish a page from a file."""
