"""The peer of ``fleet.py cpu`` that does what any crawl of a forum has to: parse pages, follow links, yield texts."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor

_LINKS = LinkExtractor()


class ParsingSpider(Spider):
    """Fetches the addresses of a file, by the links between them where there are any; an item is a page's text."""

    name = "parsing"

    def __init__(self, addresses: str) -> None:
        super().__init__()
        self.addresses = dict.fromkeys(Path(addresses).read_text(encoding="utf-8").splitlines())

    async def start(self) -> AsyncIterator[Any]:
        """Ask for all that no link led to."""
        for url in self.addresses:
            yield self._request(url)

    def parse(self, response: Response) -> Iterator[Any]:
        """The links of a page, and its text."""
        if isinstance(response, TextResponse):
            for link in _LINKS.extract_links(response):
                if link.url in self.addresses:
                    yield self._request(link.url)
            text = " ".join(response.xpath("//body//text()[not(ancestor::script)]").getall())
            yield {"url": response.url, "title": response.xpath("//title/text()").get(), "text": text}

    def _request(self, url: str) -> Request:
        return Request(url, meta={"handle_httpstatus_all": True})
