"""An extension whose handlers of signals raise."""

from __future__ import annotations

from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler


class Broken:
    """Raises at each page, and at the end."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        broken = cls()
        crawler.signals.connect(broken.fails, signal=signals.response_received)
        crawler.signals.connect(broken.fails_later, signal=signals.spider_closed)
        return broken

    def fails(self) -> None:
        raise ValueError("a handler")

    async def fails_later(self) -> None:
        raise ValueError("a handler that waits")
