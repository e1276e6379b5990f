"""Logging in with the forum's own login form; the forum's pages show whether it worked."""

from __future__ import annotations

import logging
from typing import Any, Protocol
from urllib.parse import urlencode

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response, TextResponse

from harvester.forum.engine import Engine, LoginForm, Viewer
from harvester.forum.page import Page
from harvester.forum.site import Site
from harvester.items import ENCODING
from harvester.login.account import Account, LoginError

logger = logging.getLogger(__name__)

#: Key of ``request.meta`` that marks the requests made here.
OWN = "harvester_login"


class Forum(Protocol):
    """The forum to log in to, as far as it is known: its pages may show that it runs another engine."""

    engine: Engine
    site: Site

    def recognise(self, page: Page) -> bool:
        """Find out by a page which engine it runs; returns whether that is another one than was assumed."""


class Login:
    """Finds out whom a forum takes us for, and logs in. Requests use the crawl's own pace and cookies."""

    def __init__(self, crawler: Crawler, forum: Forum, front: str) -> None:
        """``front``: the address of the page to look at, whether a guest may read it or not."""
        self.crawler = crawler
        self.forum = forum
        self.front = front

    async def viewer(self) -> Viewer | None:
        """Whom the forum takes us for; ``None`` if its pages do not say."""
        return (await self._look())[1]

    async def log_in(self, account: Account) -> Viewer:
        """Fill in the forum's login form and send it. Raises :class:`LoginError` if we are not logged in after that.

        A form that asks for a code, a question or another check is not sent: checks are not solved here.
        """
        page, viewer = await self._look()
        if viewer is not None and viewer.member:
            return viewer
        pages = self.forum.engine.login
        address = pages.address(page)
        if address is None or not self.forum.site.owns(address):
            raise LoginError(f"no way to log in: {page.url} links to no login form of this site")
        self._keep_to_https(address)
        # robots.txt usually forbids the form; the user, who has an account, asks for this one visit.
        response = await self._get(address, dont_obey_robotstxt=True)
        form = pages.form(self._page(response))
        if form is None or not self.forum.site.owns(form.action):
            said = pages.refusal(self._page(response))
            raise LoginError(f"no login form on {address}: {said or 'nothing that is known'}")
        self._keep_to_https(form.action)
        if form.asks:
            raise LoginError(
                f"the login form asks for {form.asks}: log in with a browser, export its cookies, and name their file "
                "as HARVESTER_COOKIES"
            )
        answer = await self._send(form, account, response)
        viewer = await self.viewer()
        if viewer is None or not viewer.member:
            said = account.hidden_in(pages.refusal(self._page(answer))) if isinstance(answer, TextResponse) else ""
            raise LoginError(f"the forum does not take the login: {said or 'it does not say why'}")
        return viewer

    def _keep_to_https(self, url: str) -> None:
        """Raise :class:`LoginError` if a forum with https would have the login sent without."""
        if self.forum.site.base.startswith("https:") and not url.startswith("https:"):
            raise LoginError(f"the login would be sent without https, to {url}: anybody on the way could read it")

    async def _look(self) -> tuple[Page, Viewer | None]:
        """The front page, or the site's first page if that does not say it, and the viewer it was made for."""
        for url in (
            self.front,
            self.forum.site.base,
            self.forum.site.base,
        ):  # the first visit may be answered with a reload page
            page = self._page(await self._get(url))
            self.forum.recognise(page)
            if (viewer := self.forum.engine.login.viewer_of(page)) is not None:
                break
        return page, viewer

    async def _get(self, url: str, **meta: object) -> Response:
        return await self._download(Request(url, meta=meta))

    async def _send(self, form: LoginForm, account: Account, shown: Response) -> Response:
        """The answer to the form, which is sent once, without redirects, and not cached."""
        encoding = shown.meta[ENCODING].used if ENCODING in shown.meta else "utf-8"
        fields = form.filled(account.user, account.password)
        body = urlencode(fields, encoding=encoding, errors="xmlcharrefreplace")
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Referer": shown.url}
        meta = {"dont_obey_robotstxt": True, "dont_redirect": True, "dont_retry": True, "dont_cache": True}
        return await self._download(Request(form.action, method="POST", body=body, headers=headers, meta=meta))

    async def _download(self, request: Request) -> Response:
        """The answer. Raises :class:`LoginError` if there is none."""
        request = request.replace(callback=_ignore, meta=request.meta | {OWN: True})
        try:
            return await self.crawler.engine.download_async(request)
        except IgnoreRequest as error:
            raise LoginError(f"could not look who is logged in at {request.url}: {error}") from error
        except Exception as error:  # whatever the network may raise
            raise LoginError(f"no answer from {request.url}: {type(error).__name__}: {error}") from error

    def _page(self, response: Any) -> Page:  # noqa: ANN401 - a page, or a file without text
        return Page(response.text if isinstance(response, TextResponse) else "", response.url)


def _ignore(_response: Response) -> None:
    """A callback that is never called: with it, middlewares treat the answer as a page, not as a file."""
