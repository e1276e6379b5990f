"""How a crawl logs in and stays logged in: with cookies, with an account, or not at all, as a guest."""

from __future__ import annotations

import asyncio
import logging
from http.cookiejar import Cookie
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.exceptions import NotConfigured
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK

from harvester.crawl.configuration import configuration_of
from harvester.crawl.queues import PostponedError
from harvester.crawl.run import Run
from harvester.extensions.keeper import REFUSED, keeper_of
from harvester.forum.authority import join
from harvester.forum.engine import Viewer
from harvester.forum.model import Notice
from harvester.forum.notices import NOTICES, kinds
from harvester.login.account import Account, LoginError, account_of, cookies_in
from harvester.login.cookies import holds_login, of_host, read_cookies, read_header
from harvester.login.form import OWN, Login
from harvester.store.interface import StoreError

if TYPE_CHECKING:
    from harvester.spiders.asking import AskingSpider

logger = logging.getLogger(__name__)

#: Key of ``request.meta``: the number of our login under which a request was made.
_LOGINS = "harvester_logins"
#: Logins of a run at most. A forum that logs us out repeatedly does not want us, and may lock the account.
MOST_LOGINS = 2
GUEST = "guest"


class AccessMiddleware:
    """Sends the cookies of ``HARVESTER_COOKIES``, logs in if the environment has an account, and stays logged in.

    If a member gets a page made for a guest, that page is not handed on: it is requested again after another login.
    If that is not possible, the run stops with the reason ``logged_out``, and nothing is noted of the page. Stats:
    ``harvester/logins``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.run = Run(crawler)
        self.spider = cast("AskingSpider", crawler.spider)
        self.login = Login(crawler, self.spider, self.spider.arguments.address)
        self.account: Account | None = None
        self.member = False
        self.logins = 0
        self._shut = ""  # why we cannot log in again
        self._brought: set[tuple[str, str | None]] = set()  # the cookies of a browser
        self._turn = asyncio.Lock()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl. Raises ``NotConfigured`` where no forum is crawled."""
        if not hasattr(crawler.spider, "known_as"):
            raise NotConfigured("no forum is crawled")
        return cls(crawler)

    async def enter(self) -> bool:
        """Log in; returns whether that worked. If not, the spider is closed with the reason ``refused``."""
        try:
            name = await self._come_in()
            await self._note(name)
        except LoginError as error:
            self.run.stats.set_value("harvester/refused", str(error))
            logger.error("Not logged in: %s", error)  # noqa: TRY400 - the line says it all
            await self.crawler.engine.close_spider_async(reason=REFUSED)
            return False
        except (OSError, StoreError) as error:
            keeper_of(self.crawler).give_up(error)
            return False
        return True

    def process_request(self, request: Request) -> None:
        """Note the login under which the request is made."""
        request.meta[_LOGINS] = self.logins

    async def process_response(self, request: Request, response: Response) -> Response | Request:
        """``response``, or the request again if it shows that we are logged out.

        Raises :class:`~harvester.crawl.polite_handler.PostponedError` if we cannot log in again.
        """
        if not self.member or OWN in request.meta or request.callback is NO_CALLBACK:
            return response
        if not isinstance(response, TextResponse) or not self.spider.site.owns(response.url):
            return response
        if not await self._shut_out(request, response):
            return response
        async with self._turn:
            if request.meta[_LOGINS] == self.logins:  # otherwise another page has caused a login meanwhile
                await self._come_back(request)
        return request.replace(dont_filter=True)

    # --- inside -----------------------------------------------------------------------

    async def _come_in(self) -> str:
        """Log in; returns who we are from now on: ``guest``, or ``member`` and a number."""
        self.account = account_of(self.spider.known_as)
        exported = self._bring_cookies()
        if self.account is None and not exported:
            return GUEST
        viewer = await (self.login.viewer() if self.account is None else self._log_in(self.account))
        if viewer is None or not viewer.member:
            raise LoginError("the cookies of HARVESTER_COOKIES log nobody in (any longer): export them again")
        self.member = True
        logger.info("Logged in as member %s", viewer.uid or "of unknown number")
        return f"member {viewer.uid or ''}".rstrip()

    async def _log_in(self, account: Account) -> Viewer:
        viewer = await self.login.log_in(account)
        self.logins += 1
        self.run.count("logins")
        return viewer

    def _bring_cookies(self) -> bool:
        """Give Scrapy a browser's cookies; returns whether one of them is a login's, expired or not."""
        host = urlsplit(self.spider.site.base).hostname or ""
        ours = self._cookies(host)
        if ours is None:
            return False
        fresh = [cookie for cookie in ours if not cookie.is_expired()]
        if not fresh:
            raise LoginError(f"HARVESTER_COOKIES: none for {host}, or all out of date: export them again")
        self._brought = {(cookie.name, cookie.value) for cookie in ours}
        keeper = self.crawler.get_downloader_middleware(CookiesMiddleware)
        if keeper is None:
            raise LoginError("HARVESTER_COOKIES has no effect with COOKIES_ENABLED=0")
        for cookie in fresh:
            keeper.jars[None].jar.set_cookie(cookie)
        return holds_login(ours, self.spider.is_login_cookie)

    def _cookies(self, host: str) -> list[Cookie] | None:
        """The cookies for a host that the environment and the file have now; ``None`` if neither is given."""
        file, value = configuration_of(self.crawler).login.cookies, cookies_in(self.spider.known_as)
        if file is None and not value:
            return None
        try:
            kept = read_cookies(file) if file else []
            secure = self.spider.site.base.startswith("https:")
            return [*of_host(kept, host), *(read_header(value, host, secure=secure) if value else ())]
        except ValueError as error:
            raise LoginError(f"HARVESTER_COOKIE{'S' if file and not value else ''}: {error}") from error

    async def _note(self, name: str) -> None:
        """Have threads visited again that an earlier visitor could not read."""
        harvest = keeper_of(self.crawler).harvest
        reopened = await harvest.store.visit_as(name, kinds(lambda kind: kind.personal) if name != GUEST else ())
        await harvest.commit()
        if reopened:
            logger.info("%d threads are visited again that were closed to an earlier visitor", reopened)

    async def _shut_out(self, request: Request, response: TextResponse) -> bool:
        """Whether a page was made for a guest."""
        pages = self.spider.engine.login
        page = self.spider.page(response, request)
        viewer = None if page is None else pages.viewer_of(page)
        if viewer is None:
            reading = self.spider.read(response, request.cb_kwargs.get("wanted"), request)
            said = reading.said if reading is not None else None
            doubtful = isinstance(said, Notice) and NOTICES[said.kind].login
            location = (response.headers.get("Location") or b"").decode("latin-1")
            if not doubtful and not (location and pages.is_login(join(response.url, location))):
                return False
            try:
                viewer = await self.login.viewer()
            except LoginError:
                return True
        return viewer is not None and not viewer.member

    async def _come_back(self, request: Request) -> None:
        """Log in again, or stop the run."""
        if not self._shut:
            logger.warning("Logged out, as %s shows", request.url)
            self._shut = await self._failed_return()
            if not self._shut:
                return
            self.run.count("failures/logged_out")
            logger.error("The run stops: %s", self._shut)
            self.run.stop("logged_out")
        raise PostponedError(self._shut)

    async def _failed_return(self) -> str:
        """Log in again; returns why that failed, or ``""``."""
        if self.account is None:
            return "" if await self._other_cookies() else "logged out, and there is no account to log in with"
        if self.logins >= MOST_LOGINS:
            return f"logged out after {self.logins} logins"
        try:
            await self._log_in(self.account)
        except LoginError as error:
            return str(error)
        return ""

    async def _other_cookies(self) -> bool:
        """Whether somebody exported new cookies during the run, and they log us in."""
        known = self._brought
        try:
            if not self._bring_cookies() or self._brought == known:
                return False
            viewer = await self.login.viewer()
        except LoginError:
            return False
        self.logins += 1
        return viewer is not None and viewer.member


async def let_in(crawler: Crawler) -> bool:
    """Log in as the settings and the environment say; returns whether the crawl may go on."""
    access = crawler.get_downloader_middleware(AccessMiddleware)
    return access is None or await access.enter()
