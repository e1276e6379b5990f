"""Headers and proxies for requests to a site."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any, Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester.crawl.configuration import configuration_of
from harvester.forum.authority import place_of
from harvester.forum.site import Site


class HeadersMiddleware:
    """Sends the headers of ``HARVESTER_HEADERS`` to the forum, and all requests through ``HARVESTER_PROXIES``.

    Proxies take turns. The pace of a site does not depend on their number: it goes by the site's host.
    Other servers, where pictures may be, do not get the headers: one of them may be a secret. For the same reason they
    are not sent by http to a forum with https: any picture of a post may have such an address.
    """

    def __init__(self, site: Callable[[], Site], headers: dict[str, str], proxies: Sequence[str]) -> None:
        """``site``: returns the forum as it is known at that time; pages may change it."""
        self.site = site
        self.headers = headers
        self.proxies = itertools.cycle(proxies) if proxies else None

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Read the settings. Raises ``NotConfigured`` where there are none, or no forum is crawled."""
        options = configuration_of(crawler).sending
        spider: Any = crawler.spider
        if not hasattr(spider, "site") or not (options.headers or options.proxies):
            raise NotConfigured  # without a message, because Scrapy would log it as a warning
        return cls(lambda: spider.site, options.headers, options.proxies)

    def process_request(self, request: Request) -> None:
        """Add headers and proxy to the request."""
        base = self.site().base  # a forum may turn out to have moved
        in_clear = base.startswith("https:") and not request.url.startswith("https:")
        if place_of(request.url) == place_of(base) and not in_clear:
            for name, value in self.headers.items():
                request.headers.setdefault(name, value)
        if self.proxies is not None:
            request.meta["proxy"] = next(self.proxies)
