"""Whether what came packed came whole."""

from __future__ import annotations

import gzip
import random
import socketserver
import threading
import zlib
from contextlib import suppress
from http.server import BaseHTTPRequestHandler

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from crawling import RunCrawl
from serving import QuietServer

from harvester.middlewares.downloads import TooLargeError, is_whole

PAGE = b"<html>" + random.Random(7).randbytes(40_000).hex().encode() * 4 + b"</html>"  # noqa: S311
PACKED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE, quality=4),
    "zstd": zstandard.compress(PAGE),
}


@pytest.mark.parametrize("coding", PACKED)
def test_without_its_end(coding: str) -> None:
    packed = PACKED[coding]
    assert is_whole(packed, coding)
    assert coding == "br" or is_whole(packed + b"\r\n", coding)  # no reader of br takes more than its end
    for length in (1, 20, len(packed) // 2, len(packed) - 5, len(packed) - 1):
        assert not is_whole(packed[:length], coding), length


def test_deflate_without_a_header_and_gzip_in_two_parts() -> None:
    raw = PACKED["deflate"][2:-4]
    assert is_whole(raw, "deflate")
    assert not is_whole(raw[:-9], "deflate")
    two = PACKED["gzip"] * 2
    assert is_whole(two, "gzip")
    assert not is_whole(two[:-9], "gzip")


def test_damage_in_the_middle_is_an_end_too_soon() -> None:
    packed = bytearray(PACKED["gzip"])
    packed[len(packed) // 2 :] = bytes(len(packed) - len(packed) // 2)
    assert not is_whole(bytes(packed), "gzip")


@pytest.mark.parametrize("coding", [*PACKED, "compress", "unheard-of"])
def test_what_is_not_packed_at_all_is_left_to_others(coding: str) -> None:
    assert is_whole(b"\xff\xfe<html>plain</html>", coding)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_what_unpacks_to_too_much(coding: str) -> None:
    pack = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstandard.compress}[coding]
    blanks = pack(b" " * 3_000_000)
    assert is_whole(blanks, coding, 3_000_000)
    with pytest.raises(TooLargeError, match="more than 2000000 bytes"):
        is_whole(blanks, coding, 2_000_000)


def test_a_bomb_in_two_wrappings_is_a_download_that_failed(run_crawl: RunCrawl) -> None:
    """Scrapy leaves it out as it does what robots.txt forbids; it is not that."""
    with Twice() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        crawl = run_crawl(f"http://127.0.0.1:{server.server_port}/thread-9-1-1.html", settings=("RETRY_TIMES=0",))
        server.shutdown()
    (notice,) = crawl.notices
    assert notice["kind"] == "download", crawl.output
    assert notice["failure"]
    assert crawl.exit_code in (1, 3)


@pytest.mark.parametrize(
    ("begin", "endless"),
    [(b"HTTP/1.1 200 OK\r\n", b"X-A: " + b"a" * 8000 + b"\r\n"), (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n")],
)
def test_a_head_without_end_is_given_up(run_crawl: RunCrawl, begin: bytes, endless: bytes) -> None:
    """Twisted keeps all headers, as many as come until the time is up."""

    class Endless(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            robots = b"robots.txt" in self.rfile.readline()
            self.wfile.write(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n" if robots else begin)
            with suppress(OSError):
                while not robots:
                    self.wfile.write(endless)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Endless) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}/thread-9-1-1.html"
        crawl = run_crawl(url, settings=("RETRY_TIMES=0", "DOWNLOAD_TIMEOUT=600"))
        server.shutdown()
    assert "more than 262144 bytes of headers" in crawl.output
    assert crawl.exit_code in (1, 3)


class Twice(QuietServer):
    """Answers with more than a page may have, packed and packed again."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        robots = self.path == "/robots.txt"
        body = b"" if robots else gzip.compress(gzip.compress(bytes(40_000_000)))
        self.send_response(404 if robots else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Encoding", "gzip, gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""
