"""robots.txt as servers send it, obeyed by real crawls."""

from __future__ import annotations

import gzip
import socketserver
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import pytest
from crawling import RunCrawl
from serving import Answer, served

QUICK = ("HARVESTER_REPAIR=0", "RETRY_TIMES=1")
INDEX = "<html><body><div id='messagetext' class='alert_info'><p>论坛已关闭，暂停访问</p></div></body></html>"
SHUT = "robots.txt can't be fetched, which forbids all for now"


@contextmanager
def raw(robots: Iterable[bytes]) -> Iterator[tuple[str, list[str]]]:
    """A server whose robots.txt is these bytes, after which it says nothing more and waits; and what it was asked."""
    asked: list[str] = []
    over = threading.Event()

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            asked.append(self.rfile.readline().split()[1].decode())
            while self.rfile.readline().strip():
                pass
            for part in robots if asked[-1] == "/robots.txt" else [b"HTTP/1.1 200 OK\r\n\r\n" + INDEX.encode()]:
                try:
                    self.wfile.write(part)
                except OSError:
                    return
            if asked[-1] == "/robots.txt":
                over.wait(60)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/", asked
        over.set()
        server.shutdown()


@pytest.mark.parametrize("status", [500, 503, 599, 304])
def test_a_server_that_fails_is_shut_for_the_run(run_crawl: RunCrawl, status: int) -> None:
    with served({"/robots.txt": status, "/": INDEX}) as (url, asked):
        crawl = run_crawl(f"{url}/", settings=(*QUICK, "HARVESTER_SLOWEST=0.01"))
    assert set(asked) == {"/robots.txt"}
    assert crawl.exit_code == 1, crawl.output
    (notice,) = crawl.notices
    assert (notice["kind"], notice["url"]) == ("robots_unreachable", f"{url}/robots.txt")
    assert f"status {status}" in notice["text"]
    assert SHUT in crawl.output
    assert "Traceback" not in crawl.output


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_none_allows_all(run_crawl: RunCrawl, status: int) -> None:
    with served({"/robots.txt": status, "/": INDEX}) as (url, asked):
        crawl = run_crawl(f"{url}/", settings=QUICK)
    assert asked == ["/robots.txt", "/"]
    assert crawl.exit_code == 4, crawl.output


def test_another_server_is_not_asked_for_it(run_crawl: RunCrawl) -> None:
    with served({}) as (other, asked_there):
        port = other.rpartition(":")[2]
        for place in (
            f"http://localhost:{port}/robots.txt",
            f"//127.0.0.1:{port}/",
            "http://a:b@127.0.0.1:0/",
            "ftp://x/",
        ):
            with served({"/robots.txt": f"->{place}", "/": INDEX}) as (url, asked):
                crawl = run_crawl(f"{url}/", settings=QUICK)
            assert asked == ["/robots.txt"], place
            assert crawl.exit_code == 1, crawl.output
            (notice,) = (notice for notice in crawl.notices if notice["url"] == f"{url}/robots.txt")
            assert f"{url}/robots.txt leads to" in notice["text"]
            assert "a:b@" not in crawl.output
    assert asked_there == []


def test_redirects_are_followed_on_the_same_server_five_at_most(run_crawl: RunCrawl) -> None:
    answers: dict[str, Answer] = {f"/{number}": f"->/{number + 1}" for number in range(1, 9)}
    answers |= {"/robots.txt": "->/1", "/5": "User-agent: *\nDisallow: /", "/": INDEX}
    with served(answers) as (url, asked):
        crawl = run_crawl(f"{url}/", settings=QUICK)
        assert asked == ["/robots.txt", "/1", "/2", "/3", "/4", "/5"]
        assert crawl.exit_code == 4, crawl.output
        asked.clear()
        answers["/5"] = "->/6"
        crawl = run_crawl(f"{url}/", settings=QUICK)
        assert asked == ["/robots.txt", "/1", "/2", "/3", "/4", "/5"]
        assert crawl.exit_code == 1, crawl.output


def test_of_a_large_one_the_beginning_counts(run_crawl: RunCrawl) -> None:
    start = b"User-agent: *\nDisallow: /\n"
    with served({"/robots.txt": start + b"# nothing\n" * 3_000_000, "/": INDEX}) as (url, asked):
        crawl = run_crawl(f"{url}/", settings=(*QUICK, "DOWNLOAD_MAXSIZE=1000000"))
    assert asked == ["/robots.txt"]
    assert crawl.exit_code == 4, crawl.output


def test_of_an_endless_one_the_beginning_counts(run_crawl: RunCrawl) -> None:
    start = b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /\n"
    with raw([start, *[b"# nothing\n" * 1000] * 60]) as (url, asked):
        crawl = run_crawl(url, settings=(*QUICK, "DOWNLOAD_TIMEOUT=50"))
    assert asked == ["/robots.txt"]
    assert crawl.exit_code == 4, crawl.output


def test_one_that_does_not_end_and_stays_short_shuts_the_server(run_crawl: RunCrawl) -> None:
    with raw([b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /x\n"]) as (url, asked):
        crawl = run_crawl(url, settings=(*QUICK, "DOWNLOAD_TIMEOUT=0.5"))
    assert asked == ["/robots.txt", "/robots.txt"]
    assert crawl.exit_code == 1, crawl.output
    assert "/robots.txt took longer than" in crawl.output
    assert "Traceback" not in crawl.output


def test_a_packed_bomb_does_no_harm(run_crawl: RunCrawl) -> None:
    bomb = gzip.compress(b"User-agent: *\nDisallow: /\n" + b"\n" * 300_000_000, compresslevel=1)
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    with raw([head, bomb]) as (url, asked):
        crawl = run_crawl(url, settings=QUICK)
    assert asked == ["/robots.txt"]
    assert crawl.exit_code == 4, crawl.output


def test_a_crawl_delay_beyond_all_patience_ends_the_run(run_crawl: RunCrawl) -> None:
    robots = "User-agent: *\nCrawl-delay: 901\n"
    with served({"/robots.txt": robots, "/": INDEX}) as (url, asked):
        crawl = run_crawl(f"{url}/", settings=QUICK)
        assert asked == ["/robots.txt"]
        assert crawl.exit_code == 1, crawl.output
        assert [notice["kind"] for notice in crawl.notices] == ["crawl_delay"]
        assert "HARVESTER_LONGEST_WAIT" in crawl.output


def test_it_can_be_left_out(run_crawl: RunCrawl) -> None:
    with served({"/robots.txt": 500, "/": INDEX}) as (url, asked):
        crawl = run_crawl(f"{url}/", settings=(*QUICK, "ROBOTSTXT_OBEY=0"))
    assert asked == ["/"]
    assert crawl.exit_code == 4, crawl.output
