"""Several sites of one server, in one process and in two: it is asked no sooner than the delay, by its own clock."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Hashable, Iterator
from http.server import BaseHTTPRequestHandler
from itertools import count, pairwise
from pathlib import Path
from typing import Any, cast

import pytest
from conftest import PACE
from crawling import RunCrawl, ended, started
from loopback import SETTING, SILENT_SETTING
from serving import QuietServer
from twisted.internet.defer import Deferred
from twisted.internet.interfaces import IReactorTime, IStreamClientEndpoint
from twisted.web.client import HTTPConnectionPool

from harvester.crawl import crawls

DELAY = 0.2
#: What one gap may be short of the delay on a busy machine, where a request is held up on its way; the sum is not.
LESS = DELAY / 2
SITES = "\n".join(
    f'[{name}]\naddress = "http://{host}:PORT/{name}/"\n'
    for name, host in [("a", "127.0.0.1"), ("b", "127.0.0.1"), ("c", "bbs.forum.test"), ("d", "other.example")]
)


class Clock(QuietServer):
    """Has nothing, and notes when it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.times: list[float] = []
        self.paths: list[str] = []
        self.asked = threading.Event()
        self.retry_after = ""
        self.holds = False
        self.drops = ""
        self.over = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Clock
    protocol_version = "HTTP/1.1"  # connections are kept

    def do_GET(self) -> None:
        self.server.times.append(time.monotonic())
        self.server.paths.append(self.path)
        if self.path == self.server.drops and self.server.paths.count(self.path) == 1:
            self.close_connection = True
            return
        robots = self.path == "/robots.txt"
        self.send_response(404 if robots or not self.server.retry_after else 503)
        if self.server.retry_after and not robots:
            self.send_header("Retry-After", self.server.retry_after)
        self.send_header("Content-Length", "0" if robots or not self.server.holds else "9")
        self.end_headers()
        if not robots:
            self.server.asked.set()
            if self.server.holds:
                self.server.over.wait(60)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def server() -> Iterator[Clock]:
    with Clock() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server
        server.shutdown()


def words(tmp_path: Path, server: Clock, sites: str, *settings: str) -> list[str]:
    file = tmp_path / "sites.toml"
    file.write_text(SITES.replace("PORT", str(server.server_port)), encoding="utf-8")
    given = [f"HARVESTER_DIR={tmp_path / 'harvest'}", f"HARVESTER_SITES={file}", *PACE, SETTING, *settings]
    return ["crawl", "forum", "-a", f"site={sites}", *(word for setting in given for word in ("-s", setting))]


def connect_late() -> None:
    """Have every other connection take almost a whole delay, as over a bad network."""
    number = count()
    connect = HTTPConnectionPool._newConnection

    def late(pool: HTTPConnectionPool, key: Hashable, endpoint: IStreamClientEndpoint) -> Deferred[Any]:
        from twisted.internet import reactor, task  # noqa: PLC0415 - an earlier import would install the wrong one

        wait = DELAY * 0.9 if next(number) % 2 else 0.0
        return task.deferLater(cast("IReactorTime", reactor), wait, connect, pool, key, endpoint)

    HTTPConnectionPool._newConnection = late  # type: ignore[assignment]


@pytest.mark.parametrize(("processes", "before"), [(["all"], None), (["a,c", "b,d"], None), (["all"], connect_late)])
def test_sites_of_one_server_share_its_delay(
    tmp_path: Path, server: Clock, processes: list[str], before: Callable[[], None] | None
) -> None:
    delay = f"DOWNLOAD_DELAY={DELAY}"
    runs = [
        started(words(tmp_path, server, sites, delay), tmp_path / f"log-{number}", before=before)
        for number, sites in enumerate(processes)
    ]
    for run in runs:
        ended(run)
    logs = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("log-*"))
    assert {path.strip("/") for path in server.paths} >= {"a", "b", "c", "d"}, logs
    gaps = sorted(later - earlier for earlier, later in pairwise(server.times))
    # A request that is sent in its turn may arrive late, and the next one on its heels: most do neither.
    assert gaps[len(gaps) // 3] >= DELAY - LESS, gaps
    assert sum(gaps) >= DELAY * len(gaps) - LESS, gaps
    assert len(processes) > 1 or "c: " in logs


def test_a_request_that_is_sent_again_waits_for_its_turn(tmp_path: Path, server: Clock) -> None:
    server.drops = "/a/"
    log = tmp_path / "log"
    ended(started(words(tmp_path, server, "a", f"DOWNLOAD_DELAY={DELAY}", "RETRY_ENABLED=False"), log))
    assert server.paths == ["/robots.txt", "/a/", "/a/"], log.read_text(encoding="utf-8")
    assert server.times[2] - server.times[1] >= DELAY - LESS


@pytest.mark.parametrize(("retry_after", "delay"), [("600", "0.01"), ("", "600")])
def test_a_signal_ends_a_wait_at_once(tmp_path: Path, server: Clock, retry_after: str, delay: str) -> None:
    server.retry_after = retry_after
    run = started(words(tmp_path, server, "a", f"DOWNLOAD_DELAY={delay}", "HARVESTER_SLOWEST=700"), tmp_path / "log")
    if retry_after:
        assert server.asked.wait(60)
    else:
        while not server.times:
            time.sleep(0.01)
    began = time.monotonic()
    os.kill(run.pid or 0, signal.SIGTERM)
    assert ended(run) == 3, (tmp_path / "log").read_text(encoding="utf-8")
    assert time.monotonic() - began < 60


def hurry() -> None:
    """Have pages in hand come sooner, after a signal, than in a crawl that matters."""
    crawls.GRACE = 0.1


def test_a_signal_ends_the_wait_for_a_page_that_does_not_come(tmp_path: Path, server: Clock) -> None:
    server.holds = True
    log = tmp_path / "log"
    run = started(words(tmp_path, server, "a", "DOWNLOAD_TIMEOUT=600"), log, before=hurry)
    assert server.asked.wait(60)
    began = time.monotonic()
    os.kill(run.pid or 0, signal.SIGTERM)
    assert ended(run) == 3, log.read_text(encoding="utf-8")
    assert time.monotonic() - began < 60
    server.over.set()


def test_a_name_is_looked_up_for_as_long_as_dns_timeout_says(run_crawl: RunCrawl) -> None:
    settings = (SILENT_SETTING, "DNS_TIMEOUT=0.2", "RETRY_TIMES=1", "DOWNLOAD_TIMEOUT=180")
    crawl = run_crawl("http://bbs.forum.test/", settings=settings)
    assert crawl.exit_code == 1, crawl.output
    assert "no address of bbs.forum.test within 0.2 s (DNS_TIMEOUT)" in crawl.output
    assert "bbs.forum.test does not answer" in crawl.output


def test_a_signal_ends_a_lookup(tmp_path: Path, server: Clock) -> None:
    given = [word for setting in (SILENT_SETTING, "DNS_TIMEOUT=600") for word in ("-s", setting)]
    log = tmp_path / "log"
    run = started([*words(tmp_path, server, "c"), *given], log)
    while not log.exists() or "Spider opened" not in log.read_text(encoding="utf-8"):
        time.sleep(0.01)
    began = time.monotonic()
    os.kill(run.pid or 0, signal.SIGTERM)
    assert ended(run) in (1, 3), log.read_text(encoding="utf-8")
    assert time.monotonic() - began < 60
