"""The servers that a crawl may send requests to: those of its forum, and those that files may come from."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester.crawl.configuration import configuration_of
from harvester.forum.authority import masked, place_of
from harvester.forum.site import Site

#: Marks the requests for files in ``request.meta``.
FILE = "harvester_file"
ANY = "*"


class OffSiteError(Exception):
    """A request to a server that the crawl must not ask; it is not made."""


class FileHosts:
    """The servers that files may come from: the forum's own, and those of ``HARVESTER_MEDIA_HOSTS``.

    A host means its default ports, unless it is given with another one. ``*`` means any host, except this machine and
    private networks, unless the forum is there too.
    """

    def __init__(self, site: Callable[[], Site], names: Iterable[str]) -> None:
        """``site``: returns the forum as it is known at that time; pages may change it."""
        self.site = site
        named = [name.strip().lower() for name in names if name.strip()]
        self.any = ANY in named
        self.places = {place_of(f"http://{name}/") for name in named if name != ANY} - {None}

    def allow(self, url: str) -> bool:
        """Whether a file at a full address may be requested."""
        there = place_of(url)
        if there is None:
            return False
        if self.site().is_on(url) or there in self.places:
            return True
        return self.any and (not _is_private(url) or _is_private(self.site().base))


class ReachMiddleware:
    """Stops requests to other servers than the forum's, whatever led there: a redirect, a form, a page.

    Files may also come from the servers of ``HARVESTER_MEDIA_HOSTS``. Order 100, before all that makes requests.
    """

    def __init__(self, site: Callable[[], Site], files: FileHosts) -> None:
        self.site = site
        self.files = files

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl. Raises ``NotConfigured`` where no forum is crawled."""
        spider: Any = crawler.spider
        if not hasattr(spider, "site"):
            raise NotConfigured  # without a message, because Scrapy would log it as a warning
        files = FileHosts(lambda: spider.site, configuration_of(crawler).media.hosts)
        return cls(lambda: spider.site, files)

    def process_request(self, request: Request) -> None:
        """Let a request of the forum pass. Raises :class:`OffSiteError` for another."""
        if request.url.startswith("data:") or self.site().is_on(request.url):  # internal, for a callback
            return
        if FILE not in request.meta or not self.files.allow(request.url):
            raise OffSiteError(f"{masked(request.url)} is of another server than the forum's")


def _is_private(url: str) -> bool:
    """Whether an address is evidently that of this machine or of a private network."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        # The system's resolver reads numbers as addresses too: 127.1, 2130706433, 0x7f.1.
        last = host.rpartition(".")[2]
        return "." not in host or host.endswith((".localhost", ".local", ".internal")) or last[:1].isdecimal()
