"""Cookies that a forum sets, and how many of them are kept."""

from __future__ import annotations

from scrapy import Request, Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.statscollectors import MemoryStatsCollector

from harvester.middlewares.cookies import LONGEST, MOST, FewCookiesMiddleware


def test_a_forum_that_sets_more_and_more_cookies() -> None:
    crawler = Crawler(Spider)
    crawler.stats = MemoryStatsCollector(crawler)
    kept = FewCookiesMiddleware.from_crawler(crawler)
    first = Request("http://bbs.example.com/")
    kept.process_response(first, Response(first.url, headers={"Set-Cookie": ["sid=1", f"long={'x' * LONGEST}"]}))
    for page in range(MOST):
        request = Request(f"http://bbs.example.com/{page}")
        cookies = [f"a{page}={'x' * 50}", f"b{page}=1; path=/{page}", f"sid={page}"]
        kept.process_response(request, Response(request.url, headers={"Set-Cookie": cookies}))
    assert len(kept.jars[None]) == MOST
    last = Request("http://bbs.example.com/")
    kept.process_request(last)
    sent = (last.headers["Cookie"] or b"").decode()
    assert f"sid={MOST - 1}" in sent.split("; ")
    assert "long=" not in sent
    assert crawler.stats.get_value("harvester/cookies_left_out") == 2 * MOST + 2 - MOST  # sid is one of those kept
