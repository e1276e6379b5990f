"""Downloads that wait for their turn at a server, across all crawls and processes that use that server."""

from __future__ import annotations

from typing import Self, cast

from scrapy import Request
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.utils.misc import build_from_crawler
from twisted.web.iweb import IPolicyForHTTPS

from harvester.crawl.configuration import configuration_of
from harvester.crawl.lease import lease_of
from harvester.crawl.old_tls import OldTls, check_key
from harvester.crawl.polite_pool import TURN, PolitePool
from harvester.crawl.queues import PostponedError, queue_of


class PoliteHandler:
    """Scrapy's handler of http and https, but each request waits for its turn at the server."""

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        self.queue = queue_of(crawler)
        self.inner = build_from_crawler(HTTP11DownloadHandler, crawler)
        self.old_tls = configuration_of(crawler).sending.old_tls
        if self.old_tls:
            policy = cast("IPolicyForHTTPS", build_from_crawler(OldTls, crawler))
            self.inner._contextFactory = policy  # noqa: SLF001 - there is no public way
        self.lease = lease_of(crawler)
        self.inner._pool = PolitePool(self.queue, self.lease, self.inner._pool)  # noqa: SLF001 - as above

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The handler of one crawl."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """The answer, once it is the request's turn.

        Raises what Scrapy's handler does, :class:`PostponedError`, and what :func:`check_key` does.
        """
        TURN.set(await self.queue.take(request))
        if self.lease is not None and not self.lease.holds():
            raise PostponedError(f"the lease is over: {request.url}")
        response = await self.queue.wait_for(self.inner.download_request(request), request)
        if not self.old_tls:
            check_key(response)
        return response

    async def close(self) -> None:
        """Close the connections."""
        await self.inner.close()
