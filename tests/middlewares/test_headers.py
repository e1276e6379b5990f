"""Headers and proxies of a site."""

from __future__ import annotations

import pytest
from scrapy import Request

from harvester.config.declaring import options_of
from harvester.crawl.options import SendingOptions
from harvester.discuz.site import DiscuzSite
from harvester.middlewares.headers import HeadersMiddleware

SITE = DiscuzSite("https://bbs.example.com/")


def sent(middleware: HeadersMiddleware, url: str) -> Request:
    request = Request(url, headers={"Accept-Language": "zh-CN"} if "own" in url else None)
    middleware.process_request(request)
    return request


def test_headers_are_for_the_forum_alone_and_give_way_to_a_requests_own() -> None:
    middleware = HeadersMiddleware(lambda: SITE, {"X-Key": "k", "Accept-Language": "zh-TW"}, ())
    assert sent(middleware, "https://bbs.example.com/").headers["X-Key"] == b"k"
    assert sent(middleware, "https://bbs.example.com/own").headers["Accept-Language"] == b"zh-CN"
    assert "X-Key" not in sent(middleware, "https://img.example.com/a.jpg").headers
    assert "X-Key" not in sent(middleware, "http://bbs.example.com/a.jpg").headers  # in the clear
    assert "proxy" not in sent(middleware, "https://bbs.example.com/").meta


def test_proxies_take_turns() -> None:
    middleware = HeadersMiddleware(lambda: SITE, {}, ("http://a:1", "http://b:2"))
    urls = [sent(middleware, "https://bbs.example.com/").meta["proxy"] for _ in range(3)]
    assert urls == ["http://a:1", "http://b:2", "http://a:1"]


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("X: y", "give headers as JSON"),
        ({"cookie": "a=b"}, "cookie is set by HARVESTER_COOKIES"),
        ({"User-Agent": "x"}, "User-Agent is set by USER_AGENT"),
        ({"X Y": "z"}, "'X Y' is not a header"),
        ({"X": "a\r\nY: b"}, "'X' is not a header"),
    ],
)
def test_headers_that_cannot_be_sent(value: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        options_of(SendingOptions, {"HARVESTER_HEADERS": value})


def test_headers_of_a_command_line() -> None:
    given = {"HARVESTER_HEADERS": '{"Accept-Language": "zh-TW"}'}
    assert options_of(SendingOptions, given).headers == {"Accept-Language": "zh-TW"}


@pytest.mark.parametrize("proxy", ["socks5://me:secret@host:1", "host:3128", "http://", "http://me:secret@host:x"])
def test_a_proxy_that_is_none_is_not_repeated(proxy: str) -> None:
    with pytest.raises(ValueError, match="number 2 is not an address") as error:
        options_of(SendingOptions, {"HARVESTER_PROXIES": ["http://a:1", proxy]})
    assert "secret" not in str(error.value)


def test_headers_go_with_a_forum_that_moved() -> None:
    site = DiscuzSite("http://bbs.example.com/")
    middleware = HeadersMiddleware(lambda: site, {"X-Key": "k"}, ())
    site.move_to("https://www.example.com/bbs/")
    assert sent(middleware, "https://www.example.com/bbs/forum-2-1.html").headers["X-Key"] == b"k"
    assert "X-Key" not in sent(middleware, "http://bbs.example.com/").headers
