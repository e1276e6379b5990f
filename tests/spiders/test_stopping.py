"""Runs that are stopped, by the user, by their limits or by a full disk: what was done stays, the next run goes on."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from conftest import PACE
from crawling import RunCrawl, ended, started
from harvests import QUICK, Harvests
from limits import small_files

from harvester.config.program import ExitCode
from harvester.demo.forum import DemoForum

SLOW = ("DOWNLOAD_DELAY=0.05", *QUICK)


def start(harvests: Harvests, *settings: str, before: Callable[[], object] | None = None) -> ForkServerProcess:
    """A run that is the caller's to stop; its output is ``log`` beside the harvest."""
    words = [f"HARVESTER_DIR={harvests.path.parent}", *PACE, *settings]
    crawl = ["crawl", "discuz", "-a", f"address={harvests.forum.url}"]
    log = harvests.path.parent.with_name("log")
    return started([*crawl, *(word for setting in words for word in ("-s", setting))], log, before=before)


def output(harvests: Harvests) -> str:
    """What such a run said."""
    return harvests.path.parent.with_name("log").read_text(encoding="utf-8")


def whole_lines(harvests: Harvests) -> Counter[int]:
    """How often each thread stands in the output; every line must be whole."""
    texts = [path.read_text(encoding="utf-8") for path in harvests.path.glob("articles-*.jsonl")]
    assert all(text.endswith("\n") or not text for text in texts)
    return Counter(json.loads(line)["tid"] for text in texts for line in text.splitlines())


def finish(harvests: Harvests) -> None:
    """The next run gets the rest, once."""
    crawl = harvests.run()
    assert crawl.exit_code == 0, crawl.output
    assert Counter(line["tid"] for line in crawl.articles) == Counter(harvests.tids)


#: Which of its threads ends a run as it is served: it is about the middle of those that a run visits.
AMONG = 5


@pytest.mark.parametrize(
    ("number", "code", "says"),
    [
        (signal.SIGTERM, ExitCode.FAILURES, "stopped: run it again, and it goes on from here"),
        (signal.SIGHUP, ExitCode.FAILURES, "stopped: run it again, and it goes on from here"),
        (signal.SIGINT, ExitCode.INTERRUPTED, "interrupted: run it again, and it goes on from here"),
    ],
)
def test_a_signal_ends_the_run_in_order(harvests: Harvests, number: int, code: ExitCode, says: str) -> None:
    begun, asked = threading.Event(), list[int]()

    def stop() -> None:
        begun.wait()
        asked.append(len(harvests.forum.requests))
        os.kill(run.pid or 0, number)

    harvests.forum.when(f"/{harvests.forum.links.thread(harvests.tids[AMONG])}", stop)
    run = start(harvests, *SLOW)
    begun.set()
    assert ended(run) == code, output(harvests)
    assert says in output(harvests)
    assert len(harvests.forum.requests) <= asked[0] + 3  # those in hand
    visited = re.search(r"threads visited +(\d+)", output(harvests))
    assert visited is not None
    assert 0 < int(visited[1]) <= sum("/thread-" in path for _, path in harvests.forum.requests)
    before = whole_lines(harvests)
    assert before
    finish(harvests)
    assert not set(before) & set(harvests.threads())


def test_a_days_budget_of_requests(harvests: Harvests) -> None:
    for spent in (12, 12):
        crawl = harvests.run(settings=("HARVESTER_DAILY_REQUESTS=12",))
        assert crawl.exit_code == 0, crawl.output
        assert "the day's requests are used up: the next run goes on" in crawl.output
        assert len(harvests.forum.requests) == spent
    finish(harvests)


def test_hours_of_the_sites_zone(harvests: Harvests) -> None:
    hour = datetime.now(ZoneInfo("America/New_York")).hour
    shut, on = f"{(hour + 2) % 24}-{(hour + 3) % 24}", f"{hour}-{(hour + 2) % 24}"
    crawl = harvests.run("zone=America/New_York", settings=(f"HARVESTER_HOURS={shut}",))
    assert crawl.exit_code == 0, crawl.output
    assert harvests.asked == []
    assert "not now, by HARVESTER_HOURS" in crawl.output
    assert harvests.run("zone=America/New_York", "max_threads=1", settings=(f"HARVESTER_HOURS={on}",)).articles


@pytest.fixture
def whole_forum(run_crawl: RunCrawl, tmp_path: Path) -> Iterator[Harvests]:
    """Runs over all that the demo forum has: enough to fill a disk."""
    with DemoForum() as forum:
        yield Harvests(forum, run_crawl, tmp_path / "harvest")


@pytest.fixture
def small_disk(whole_forum: Harvests) -> Iterator[Path]:
    """The site's folder on a disk of its own that is soon full."""
    whole_forum.path.parent.mkdir()
    disk = str(whole_forum.path.parent)
    if mount("-t", "tmpfs", "-o", "size=224k", "tmpfs", disk):
        pytest.skip("mounting a small disk is not permitted here")
    yield whole_forum.path.parent
    subprocess.run(["umount", disk], check=True)  # noqa: S603, S607 - the system's own


def mount(*words: str) -> int:
    """The exit code of mount(8)."""
    return subprocess.run(["mount", *words], check=False, capture_output=True).returncode  # noqa: S603, S607 - as above


def test_a_full_disk(whole_forum: Harvests, small_disk: Path) -> None:
    crawl = whole_forum.run()
    assert crawl.exit_code in (ExitCode.FAILURES, ExitCode.NOT_STARTED), crawl.output
    assert "Cannot write" in crawl.output
    assert "Traceback" not in crawl.output
    assert set(whole_lines(whole_forum).values()) <= {1}
    assert mount("-o", "remount,size=10m", str(small_disk)) == 0
    finish(whole_forum)


def test_a_limit_on_the_size_of_files(whole_forum: Harvests) -> None:
    run = start(whole_forum, *QUICK, before=partial(small_files, 30 << 10))
    assert ended(run) in (ExitCode.FAILURES, ExitCode.NOT_STARTED), output(whole_forum)
    assert "Traceback" not in output(whole_forum)
    finish(whole_forum)
