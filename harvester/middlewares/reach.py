"""What a crawl may ask at all: the servers of its forum, and those that files may come from."""

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
    """A request to a server that is none of the crawl's business: it is not made."""


class FileHosts:
    """The servers that files may come from: the forum's own, and those of ``HARVESTER_MEDIA_HOSTS``.

    A host is meant with its usual ports, unless it is given with another one. ``*`` means any, but none of the
    machine's own or of a private network, unless the forum is there, too.
    """

    def __init__(self, site: Callable[[], Site], names: Iterable[str]) -> None:
        """``site``: gives the forum as it is known by then, which a page may change."""
        self.site = site
        named = [name.strip().lower() for name in names if name.strip()]
        self.any = ANY in named
        self.places = {place_of(f"http://{name}/") for name in named if name != ANY} - {None}

    def allow(self, url: str) -> bool:
        """Whether a file may be asked for at a full address."""
        there = place_of(url)
        if there is None:
            return False
        if self.site().is_on(url) or there in self.places:
            return True
        return self.any and (not _is_private(url) or _is_private(self.site().base))


class ReachMiddleware:
    """Lets no request out to another server than the forum's, whatever leads there: a redirect, a form, a page.

    Files may come from the servers of ``HARVESTER_MEDIA_HOSTS``, too. Order 100, before all that asks a server.
    """

    def __init__(self, site: Callable[[], Site], files: FileHosts) -> None:
        self.site = site
        self.files = files

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl. Raises ``NotConfigured`` where no forum is crawled."""
        spider: Any = crawler.spider
        if not hasattr(spider, "site"):
            raise NotConfigured  # without a word: Scrapy would warn of it
        files = FileHosts(lambda: spider.site, configuration_of(crawler).media.hosts)
        return cls(lambda: spider.site, files)

    def process_request(self, request: Request) -> None:
        """Let a request of the forum pass. Raises :class:`OffSiteError` for another."""
        if request.url.startswith("data:") or self.site().is_on(request.url):  # one to ourselves
            return
        if FILE not in request.meta or not self.files.allow(request.url):
            raise OffSiteError(f"{masked(request.url)} is of another server than the forum's")


def _is_private(url: str) -> bool:
    """Whether an address names the machine itself, or one of a network that is not the Internet, as far as it shows."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        # Of labels that are figures, a system's resolver makes an address, too: 127.1, 2130706433, 0x7f.1.
        last = host.rpartition(".")[2]
        return "." not in host or host.endswith((".localhost", ".local", ".internal")) or last[:1].isdecimal()
