"""What a crawl is started in."""

from __future__ import annotations

import pytest
from crawling import RunCrawl


@pytest.mark.parametrize(
    "setting",
    [
        "TWISTED_REACTOR=twisted.internet.selectreactor.SelectReactor",
        "TWISTED_REACTOR=no.such.Reactor",
        "TWISTED_REACTOR=",
        "TWISTED_REACTOR_ENABLED=0",
    ],
)
def test_another_reactor_is_refused_in_a_line(run_crawl: RunCrawl, setting: str) -> None:
    crawl = run_crawl("http://127.0.0.1:9/", settings=(setting,))
    assert crawl.exit_code == 2
    assert crawl.output.count("\n") == 1
    assert "reactor" in crawl.output


def test_a_log_on_a_full_disk_keeps_a_run_from_starting_and_says_so(run_crawl: RunCrawl) -> None:
    crawl = run_crawl("http://127.0.0.1:9/", settings=("LOG_FILE=/dev/full",))
    assert crawl.exit_code == 1, crawl.output
    assert "could not start" in crawl.output
    assert "No space left on device" in crawl.output
