"""Decoding: every page's bytes become text here, and nowhere else."""

from __future__ import annotations

from typing import Self

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import cookies
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.http.request import NO_CALLBACK

from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.forum.domains import public_suffixes
from harvester.items import ENCODING, Encoding
from harvester.text.encodings.decoding import decode
from harvester.text.encodings.labels import declared_by

# For cookies, Scrapy looks up public domains in a list that tldextract would download at the first cookie; the copy
# in its package is enough.
cookies._split_domain = public_suffixes()  # noqa: SLF001


class DecodingMiddleware:
    """Decodes a page by its bytes, checked against what it declares; ``HARVESTER_CHARSET`` overrides both.

    Hands on the page in UTF-8, with each undecodable byte as a private code point (see
    :mod:`harvester.text.encodings.decoding`), and notes in ``request.meta`` how it was decoded. Stats:
    ``harvester/encoding/USED/METHOD``, ``harvester/bad_bytes``.

    Order 585: after decompression (590), before everything that looks at the text.
    """

    def __init__(self, run: Run, charset: str | None = None) -> None:
        self.run = run
        self.charset = charset

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's stats."""
        return cls(Run(crawler), configuration_of(crawler).reading.charset)

    def process_response(self, request: Request, response: Response) -> Response:
        """``response`` in UTF-8, if it is text for a callback; otherwise as it is."""
        if not isinstance(response, TextResponse) or request.callback is NO_CALLBACK or not response.body:
            return response
        header = (response.headers.get("Content-Type") or b"").decode("latin-1")
        decoded = decode(response.body, declared_by(header), charset=self.charset)
        self.run.count(f"encoding/{decoded.used}/{decoded.method}")
        if decoded.bad_bytes:
            self.run.count("bad_bytes", decoded.bad_bytes)
        request.meta[ENCODING] = Encoding(decoded.declared, decoded.used, decoded.method, decoded.bad_bytes)
        return response.replace(body=decoded.text.encode(), encoding="utf-8", cls=HtmlResponse)
