"""The peer of ``bench/neighbours.py``: how a forum is usually crawled, with Scrapy's own means and trafilatura."""

from __future__ import annotations

from collections.abc import Iterator

import trafilatura
from scrapy.http import Response, TextResponse
from scrapy.linkextractors import LinkExtractor
from scrapy.spiders import CrawlSpider, Rule

#: Boards and their pages; first pages of threads.
BOARDS, THREADS = r"/forum-\d+-\d+\.html", r"/thread-\d+-1-\d+\.html"


class PlainSpider(CrawlSpider):
    """Follows the links to boards and threads; an item is a thread's address and what trafilatura makes of its page."""

    name = "plain"
    rules = (
        Rule(LinkExtractor(allow=BOARDS)),
        Rule(LinkExtractor(allow=THREADS), callback="parse_thread"),
    )

    def __init__(self, url: str) -> None:
        super().__init__()
        self.start_urls = [url]

    def parse_thread(self, response: Response) -> Iterator[dict[str, str]]:
        """The page's main text, as trafilatura finds it."""
        if isinstance(response, TextResponse):
            yield {"url": response.url, "text": trafilatura.extract(response.body) or ""}
