"""Downloads answered from an archive: nothing goes over the network."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from harvester.warc import SEEN
from harvester.warc.reader import Pages, load


class NotInArchiveError(Exception):
    """A page that no WARC file has."""


class ArchiveHandler:
    """Answers each request from the spider's ``pages``, with the page's date in ``request.meta``."""

    lazy = False

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """The handler of one crawl."""
        return cls(crawler.spider.pages)  # type: ignore[union-attr]  # the replay spider has them

    async def download_request(self, request: Request) -> Response:
        """The archived answer. Raises :class:`NotInArchiveError` where there is none."""
        capture = self.pages.take(request.url)
        if capture is None:
            raise NotInArchiveError(request.url)
        answer = load(capture)
        request.meta[SEEN] = capture.date
        headers = Headers()
        for name, value in answer.headers:
            headers.appendlist(name, value.encode("latin-1"))
        kind = responsetypes.from_args(headers=headers, url=request.url, body=answer.body)
        return kind(url=request.url, status=answer.status, headers=headers, body=answer.body)

    async def close(self) -> None:
        """Do nothing: no file is held open."""
