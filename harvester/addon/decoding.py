"""Decoding the pages of another project: a page's bytes count more than what it declares."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response, TextResponse
from scrapy.http.request import NO_CALLBACK
from scrapy.statscollectors import StatsCollector

from harvester.addon.options import read_options
from harvester.items import ENCODING, Encoding
from harvester.text import decode
from harvester.text.encodings.labels import declared_by


class DecodingMiddleware:
    """Decodes every response that is text, and hands it on in UTF-8; ``HARVESTER_CHARSET`` overrides what it finds.

    An undecodable byte is kept as a private code point until
    :class:`~harvester.addon.repairing.RepairPipeline` has seen it. How a page was decoded is in
    ``response.meta["harvester_encoding"]``. Stats: ``harvester/encoding/USED/METHOD``, ``harvester/bad_bytes``.
    """

    def __init__(self, stats: StatsCollector, charset: str | None = None) -> None:
        self.stats = stats
        self.charset = charset

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's stats and settings."""
        assert crawler.stats is not None  # noqa: S101 - Scrapy makes them before its middlewares
        return cls(crawler.stats, read_options(crawler.settings).reading.charset)

    def process_response(self, request: Request, response: Response) -> Response:
        """``response`` with its text decoded; unchanged if it is not text, or not for a callback."""
        if not isinstance(response, TextResponse) or request.callback is NO_CALLBACK:
            return response
        header = (response.headers.get("Content-Type") or b"").decode("latin-1")
        decoded = decode(response.body, declared_by(header), charset=self.charset)
        self.stats.inc_value(f"harvester/encoding/{decoded.used}/{decoded.method}")
        if decoded.bad_bytes:
            self.stats.inc_value("harvester/bad_bytes", decoded.bad_bytes)
        request.meta[ENCODING] = Encoding(decoded.declared, decoded.used, decoded.method, decoded.bad_bytes)
        return response.replace(body=decoded.text.encode(), encoding="utf-8")
