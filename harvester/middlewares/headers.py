"""Headers and proxies that a site is asked with."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from harvester.forum.authority import place_of
from harvester.forum.site import Site

#: Headers that have a setting of their own.
_ELSEWHERE = {"cookie": "HARVESTER_COOKIES", "user-agent": "USER_AGENT, or HARVESTER_CONTACT"}


class HeadersMiddleware:
    """Sends the headers of ``HARVESTER_HEADERS`` to the forum, and all requests through ``HARVESTER_PROXIES``.

    Proxies take turns. The pace of a site is the same through any number of them: it goes by the site's host.
    Other servers, which pictures may be of, get no headers: there may be a key among them.
    """

    def __init__(self, site: Callable[[], Site], headers: dict[str, str], proxies: Sequence[str]) -> None:
        """``site``: gives the forum as it is known by then, which a page may change."""
        self.site = site
        self.headers = headers
        self.proxies = itertools.cycle(proxies) if proxies else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings. Raises ``NotConfigured`` where there are none, or no forum is crawled."""
        headers, proxies = headers_of(crawler.settings), proxies_of(crawler.settings)
        spider: Any = crawler.spider
        if not hasattr(spider, "site") or not (headers or proxies):
            raise NotConfigured  # without a word: Scrapy would warn of it
        return cls(lambda: spider.site, headers, proxies)

    def process_request(self, request: Request) -> None:
        """Add what is set."""
        if place_of(request.url) == place_of(self.site().base):  # a forum may prove to have moved
            for name, value in self.headers.items():
                request.headers.setdefault(name, value)
        if self.proxies is not None:
            request.meta["proxy"] = next(self.proxies)


def headers_of(settings: BaseSettings) -> dict[str, str]:
    """The headers that are set. Raises :class:`ValueError` where they can't be sent."""
    try:
        given = settings.getdict("HARVESTER_HEADERS")
    except (ValueError, TypeError) as error:
        example = json.dumps({"Accept-Language": "zh-TW"})
        raise ValueError(f"HARVESTER_HEADERS: give headers as JSON, such as {example}") from error
    headers = {str(name): str(value) for name, value in given.items()}
    for name, value in headers.items():
        if name.lower() in _ELSEWHERE:
            raise ValueError(f"HARVESTER_HEADERS: {name} is set by {_ELSEWHERE[name.lower()]}")
        if not name.isascii() or not name.replace("-", "").isalnum() or {"\r", "\n"} & set(value):
            raise ValueError(f"HARVESTER_HEADERS: {name!r} is no header that can be sent")
    return headers


def proxies_of(settings: BaseSettings) -> list[str]:
    """The proxies that are set. Raises :class:`ValueError` where one is no address, which may hold a password."""
    proxies: list[str] = settings.getlist("HARVESTER_PROXIES")
    for number, proxy in enumerate(proxies, 1):
        try:
            parts = urlsplit(proxy)
            fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(f"HARVESTER_PROXIES: number {number} is no address such as http://127.0.0.1:3128")
    return proxies
