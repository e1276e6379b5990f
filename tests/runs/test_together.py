"""What a run of several sites came to."""

from __future__ import annotations

import signal

import pytest

from harvester.config.program import ExitCode
from harvester.crawl.crawls import SiteCrawl
from harvester.runs.summary import Summary
from harvester.runs.together import Together

DONE = {"finish_reason": "finished", "harvester/pages": 3, "harvester/articles": 2}
BARRED = {"finish_reason": "finished", "harvester/notices/no_permission": 1}
FAILED = DONE | {"harvester/failures/download": 1}
LOCKED = {"finish_reason": "locked"}
REFUSED = {"finish_reason": "refused"}
STOPPED = DONE | {"harvester/interrupted": True}


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        ([DONE, DONE], ExitCode.DONE),
        ([DONE, BARRED], ExitCode.BARRED),
        ([LOCKED, BARRED, DONE], ExitCode.LOCKED),
        ([LOCKED, FAILED, BARRED], ExitCode.FAILURES),
        ([FAILED, REFUSED, LOCKED], ExitCode.NOT_STARTED),
        ([REFUSED, STOPPED, FAILED], ExitCode.INTERRUPTED),
    ],
)
def test_the_exit_code_is_the_gravest(stats: list[dict[str, object]], code: ExitCode) -> None:
    assert Together({str(at): Summary(each) for at, each in enumerate(stats)}).exit_code is code


def test_a_line_a_site_and_one_for_all() -> None:
    lines = list(Together({"news": Summary(DONE), "other": Summary(LOCKED)}).lines())
    assert lines == [
        "  news  done; 2 articles, 0 notices, 0 failures (exit code 0)",
        " other  not started: another run is at work on this site; 0 articles, 0 notices, 0 failures (exit code 5)",
        "result  2 sites: 1 done, 1 locked; 2 articles, 0 notices, 0 failures (exit code 5)",
    ]


@pytest.mark.parametrize(
    ("each", "code"),
    [
        (SiteCrawl({"site": "a"}, failed=True), ExitCode.NOT_STARTED),
        (SiteCrawl({"site": "a"}, cut=signal.SIGINT), ExitCode.INTERRUPTED),
        (SiteCrawl({"site": "a"}, cut=signal.SIGTERM), ExitCode.FAILURES),
        (SiteCrawl({"site": "a"}, stats=dict(DONE)), ExitCode.DONE),
        (SiteCrawl({"site": "a"}, stats=dict(DONE), cut=signal.SIGINT), ExitCode.INTERRUPTED),
    ],
)
def test_what_became_of_a_crawl(each: SiteCrawl, code: ExitCode) -> None:
    assert (each.name, each.summary.exit_code) == ("a", code)
