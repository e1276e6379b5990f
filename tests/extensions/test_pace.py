"""How fast a site is asked, by what a real server says, and measured there."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest
from crawling import RunCrawl
from serving import QuietServer, served

from harvester.extensions.pace import retry_after

QUICK = ("HARVESTER_REPAIR=0",)
PAGE = """<html><head><title>渡口</title></head><body><div id="pt"><a href="forum-2-1.html">新闻</a></div>
<span id="thread_subject">渡口开了</span><div id="postlist"><div id="post_7"><div class="authi">
<a class="xw1" href="space-uid-3.html">记者</a><em id="authorposton7">发表于 2026-1-5 10:00:00</em></div>
<table><tr><td class="t_f" id="postmessage_7">渡口今天开了。{picture}</td></tr></table></div></div></body></html>"""


class Busy(QuietServer):
    """Answers each page with ``status`` and ``headers``, and notes when it was asked."""

    daemon_threads = True

    def __init__(self, robots: str, status: int, headers: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.robots = robots
        self.status = status
        self.headers = headers
        self.times: list[float] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/"

    def gaps(self) -> list[float]:
        """Seconds between one request and the next."""
        return [later - earlier for earlier, later in zip(self.times, self.times[1:], strict=False)]


class _Handler(BaseHTTPRequestHandler):
    server: Busy
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.times.append(time.monotonic())
        robots = self.path == "/robots.txt"
        body = self.server.robots.encode() if robots else b"busy"
        self.send_response(200 if robots else self.server.status)
        for name, value in ({} if robots else self.server.headers).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing."""


@pytest.fixture
def serve() -> Iterator[list[Busy]]:
    servers: list[Busy] = []
    yield servers
    for server in servers:
        server.shutdown()
        server.server_close()


def busy(servers: list[Busy], robots: str = "", status: int = 200, **headers: str) -> Busy:
    server = Busy(robots, status, headers)
    servers.append(server)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def test_crawl_delay_of_robots_txt_is_kept(run_crawl: RunCrawl, serve: list[Busy]) -> None:
    server = busy(serve, "User-agent: *\nCrawl-delay: 0.4\n", 503)
    run_crawl(server.url, settings=("RETRY_TIMES=3", "HARVESTER_SLOWEST=0.4", *QUICK))
    assert len(server.times) >= 4
    assert min(server.gaps()) >= 0.25  # 0.4, less what two threads of a busy machine differ by


def test_503_doubles_the_delay(run_crawl: RunCrawl, serve: list[Busy]) -> None:
    server = busy(serve, status=503)
    run_crawl(server.url, settings=("RETRY_TIMES=4", "DOWNLOAD_DELAY=0.05", *QUICK))
    assert server.gaps()[4] >= 0.5  # 0.05, four times twice that


def test_retry_after_is_waited_for(run_crawl: RunCrawl, serve: list[Busy]) -> None:
    server = busy(serve, status=429, **{"Retry-After": "1"})
    run_crawl(server.url, settings=("RETRY_TIMES=1", "HARVESTER_FLOOD_DELAY=0.01", *QUICK))
    assert server.gaps()[1] >= 0.8


def test_more_than_a_run_waits_for_ends_it(run_crawl: RunCrawl, serve: list[Busy]) -> None:
    server = busy(serve, status=503, **{"Retry-After": "86400"})
    crawl = run_crawl(server.url, settings=QUICK)
    assert crawl.exit_code == 1
    assert "the forum asks to come back later: run it again then" in crawl.output
    assert len(server.times) <= 3


def test_a_server_of_pictures_is_spared_and_ends_no_run(run_crawl: RunCrawl, serve: list[Busy]) -> None:
    other = busy(serve, status=503, **{"Retry-After": "86400"})
    picture = f'<img class="zoom" src="{other.url}a.gif" />'
    with served({"/thread-9-1-1.html": PAGE.format(picture=picture)}) as (url, _):
        there = other.url.removeprefix("http://").strip("/")
        settings = ("HARVESTER_MEDIA=pictures", f"HARVESTER_MEDIA_HOSTS={there}", "RETRY_TIMES=0", *QUICK)
        crawl = run_crawl(f"{url}/thread-9-1-1.html", settings=(*settings, "HARVESTER_LONGEST_WAIT=0.1"))
    assert len(other.times) == 2  # robots.txt and the picture
    assert "Spider closed (finished)" in crawl.output
    assert len(crawl.articles) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (b"120", 120),
        (b" 7 ", 7),
        (b"", 0),
        (b"soon", 0),
        (b"Thu, 01 Jan 1970 00:00:00 GMT", 0),
        (b"-5", 0),
        (b"\xb2", 0),
        ("３".encode(), 0),
        (b"1e9", 0),
        (b"1.5", 0),
        (b"0x10", 0),
        (b"9" * 5000, float("inf")),
        (b"Thu, 01 Jan 99999999999999999999 00:00:00 GMT", 0),
        (b"Thu, 01 Jan 0001 00:00:00 +9959", 0),
        (b"Thu, 31 Feb 2026 00:00:00 GMT", 0),
        (b"Thu, 01 Jan 2026 00:00:00 +99999999999999", 0),
        (b",,,", 0),
    ],
)
def test_retry_after_is_read(said: bytes, seconds: float) -> None:
    assert retry_after(said, now=0.0) == seconds


def test_retry_after_as_a_date() -> None:
    assert retry_after(b"Thu, 01 Jan 1970 00:01:40 GMT", now=40.0) == 60
