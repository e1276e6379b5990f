"""The cookies that a forum sets, no more of them than a browser keeps."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from http.cookiejar import Cookie

from scrapy import Request
from scrapy.downloadermiddlewares.cookies import CookiesMiddleware
from scrapy.http.cookies import CookieJar

logger = logging.getLogger(__name__)

#: Cookies that are kept, and bytes of one: RFC 6265 (6.1) asks for 50 a host and 4,096, browsers keep 180 or so.
MOST, LONGEST = 200, 4096
_LEFT_OUT = "harvester/cookies_left_out"


class FewCookiesMiddleware(CookiesMiddleware):
    """Scrapy's cookies, of which a forum can't set more and more: they are kept in memory, and sent with each request.

    New ones beyond :data:`MOST` are left out, those that are kept may change. Stat: ``harvester/cookies_left_out``.
    """

    def _process_cookies(self, cookies: Iterable[Cookie], *, jar: CookieJar, request: Request) -> None:
        super()._process_cookies(self._kept(cookies, jar), jar=jar, request=request)

    def _kept(self, cookies: Iterable[Cookie], jar: CookieJar) -> Iterator[Cookie]:
        """Those that may be set; each is set before the next is looked at."""
        for cookie in cookies:
            if len(cookie.name) + len(cookie.value or "") <= LONGEST and _has_place(cookie, jar):
                yield cookie
            else:
                self._leave_out(cookie)

    def _leave_out(self, cookie: Cookie) -> None:
        stats = self.crawler.stats
        assert stats is not None  # noqa: S101 - made before any request
        if not stats.get_value(_LEFT_OUT):
            host = cookie.domain.lstrip(".")
            logger.warning("%s sets more cookies, or longer ones, than a browser keeps: they are left out", host)
        stats.inc_value(_LEFT_OUT)


def _has_place(cookie: Cookie, jar: CookieJar) -> bool:
    if len(jar) >= MOST:
        jar.jar.clear_expired_cookies()
    return len(jar) < MOST or _key(cookie) in map(_key, jar)


def _key(cookie: Cookie) -> tuple[str, str, str]:
    return cookie.domain, cookie.path, cookie.name
