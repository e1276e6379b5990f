"""Pages come out of the door as text, with word of how they were decoded."""

from __future__ import annotations

import pytest
from articles import crawler
from scrapy import Request
from scrapy.http import HtmlResponse, Response, TextResponse
from scrapy.http.request import NO_CALLBACK

from harvester.crawl.run import Run
from harvester.items import ENCODING
from harvester.middlewares.decoding import DecodingMiddleware

URL = "http://127.0.0.1/thread-1-1-1.html"
HTML = (
    "<html><head><title>河堤加固工程完工</title></head><body><p>本报讯 昨日，河堤加固工程全部完工。</p></body></html>"
)


def ignore(_response: Response) -> None:
    """A callback, so that the request counts as one for a page."""


def decoded(body: bytes, header: str = "text/html") -> tuple[Request, Response, Run]:
    request = Request(URL, callback=ignore)
    response = TextResponse(URL, body=body, headers={"Content-Type": header}, request=request)
    middleware = DecodingMiddleware.from_crawler(crawler())
    return request, middleware.process_response(request, response), middleware.run


@pytest.mark.parametrize(
    "header", ["text/html; charset=gbk", "text/html; charset=utf-8", "text/html", "text/html; charset=x-gbk"]
)
def test_the_bytes_decide_whatever_the_header_says(header: str) -> None:
    request, response, run = decoded(HTML.encode("gbk"), header)
    assert isinstance(response, HtmlResponse)
    assert response.text == HTML
    assert request.meta[ENCODING].used == "gb18030"
    assert request.meta[ENCODING].bad_bytes == 0
    assert any(name.startswith("harvester/encoding/gb18030/") for name in run.stats.get_stats())


@pytest.mark.parametrize("label", ["GBK", "x-gbk", "gb2312"])
def test_what_was_declared_is_kept_as_it_stood(label: str) -> None:
    request, _, _ = decoded(HTML.encode("gbk"), f'text/html; charset="{label}"')
    assert request.meta[ENCODING].declared == label


def test_a_bad_byte_is_kept_and_counted() -> None:
    body = HTML.encode("gbk").replace("完工".encode("gbk"), b"\xcd\xea\xff", 1)
    request, response, run = decoded(body, "text/html; charset=gbk")
    assert isinstance(response, HtmlResponse)
    assert chr(0x10F800 + 0xFF) in response.text
    assert request.meta[ENCODING].bad_bytes == 1
    assert run.stats.get_value("harvester/bad_bytes") == 1


def test_pictures_and_robots_txt_pass_untouched() -> None:
    middleware = DecodingMiddleware.from_crawler(crawler())
    picture = Response(URL, body=b"\x89PNG")
    assert middleware.process_response(Request(URL, callback=ignore), picture) is picture
    robots = TextResponse(URL, body=b"User-agent: *")
    assert middleware.process_response(Request(URL, callback=NO_CALLBACK), robots) is robots
