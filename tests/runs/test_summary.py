"""How a run ended, for a person and for cron."""

from __future__ import annotations

from typing import Any

import pytest

from harvester.config.program import ExitCode
from harvester.runs.summary import Summary

DONE = {"finish_reason": "finished", "harvester/pages": 3, "harvester/articles": 2}


@pytest.mark.parametrize(
    ("stats", "code"),
    [
        (DONE, ExitCode.DONE),
        (DONE | {"harvester/notices/deleted": 4}, ExitCode.DONE),
        (DONE | {"harvester/notices/no_permission": 4}, ExitCode.DONE),
        ({"finish_reason": "finished", "harvester/pages": 1}, ExitCode.DONE),
        (DONE | {"harvester/failures/download": 1}, ExitCode.FAILURES),
        (DONE | {"spider_exceptions/KeyError": 1}, ExitCode.FAILURES),
        (DONE | {"finish_reason": "shutdown"}, ExitCode.FAILURES),
        ({"finish_reason": "finished", "harvester/failures/download": 1}, ExitCode.NOT_STARTED),
        ({"finish_reason": "finished", "harvester/pages": 1, "harvester/failures/unreadable": 1}, ExitCode.FAILURES),
        ({"finish_reason": "finished", "harvester/notices/no_permission": 1}, ExitCode.BARRED),
        ({"finish_reason": "browser_check", "harvester/notices/browser_check": 1}, ExitCode.BARRED),
        (DONE | {"finish_reason": "browser_check", "harvester/notices/browser_check": 1}, ExitCode.BARRED),
        ({"finish_reason": "banned", "harvester/notices/banned": 1}, ExitCode.BARRED),
        (DONE | {"finish_reason": "flooded", "harvester/failures/flood_limit": 1}, ExitCode.FAILURES),
        ({"finish_reason": "finished", "harvester/notices/robots": 1}, ExitCode.BARRED),
        ({"finish_reason": "finished", "harvester/notices/deleted": 1}, ExitCode.DONE),
        ({"finish_reason": "finished", "harvester/notices/password": 1, "harvester/fruitful": True}, ExitCode.DONE),
        ({"harvester/notices/password": 1, "harvester/failures/download": 1}, ExitCode.NOT_STARTED),
        ({"finish_reason": "budget_spent"}, ExitCode.DONE),
        ({"finish_reason": "budget_spent", "harvester/notices/password": 1}, ExitCode.DONE),
        ({"finish_reason": "closespider_timeout", "harvester/notices/password": 1}, ExitCode.FAILURES),
        ({"finish_reason": "finished", "harvester/notices/password": 1, "harvester/too_deep": 3}, ExitCode.DONE),
        ({"finish_reason": "no_forum", "harvester/refused": "a diary", "harvester/pages": 1}, ExitCode.NOT_STARTED),
        ({"finish_reason": "hours_over", "harvester/pages": 3, "harvester/failures/download": 1}, ExitCode.FAILURES),
        (DONE | {"finish_reason": "slice_over"}, ExitCode.DONE),
        (DONE | {"finish_reason": "handed_back"}, ExitCode.DONE),
        (DONE | {"finish_reason": "lease_over"}, ExitCode.FAILURES),
        ({"finish_reason": "locked"}, ExitCode.LOCKED),
        ({"finish_reason": "refused", "harvester/refused": "the disk is full"}, ExitCode.NOT_STARTED),
        ({"finish_reason": "no_database", "harvester/refused": "it does not answer"}, ExitCode.NOT_STARTED),
        ({"finish_reason": "no_database"}, ExitCode.FAILURES),
        (DONE | {"finish_reason": "shutdown", "harvester/interrupted": True}, ExitCode.INTERRUPTED),
    ],
)
def test_exit_code(stats: dict[str, Any], code: ExitCode) -> None:
    assert Summary(stats).exit_code is code


def test_summary_names_counts_and_files() -> None:
    stats = DONE | {
        "harvester/threads": 5,
        "harvester/file/articles": "harvest/site/articles.jsonl",
        "harvester/notices/deleted": 2,
        "harvester/failures/download": 1,
        "harvester/encoding/gb18030/declared": 7,
        "harvester/jammers": 12,
        "harvester/jammer_chars": 300,
    }
    text = "\n".join(Summary(stats).lines())
    for part in (
        "5",
        "2  in harvest/site/articles.jsonl",
        "deleted 2",
        "download 1",
        "gb18030/declared 7",
        "12 runs, 300 characters",
        "2 articles, 2 notices, 1 failure (exit code 3)",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("stats", "says"),
    [
        ({"finish_reason": "closespider_timeout"}, "stopped by CLOSESPIDER_TIMEOUT: run it again, and it goes on"),
        (DONE | {"harvester/too_deep": 1}, "done, as far as the settings allow: DEPTH_LIMIT left out 1 address;"),
        (DONE | {"urllength/request_ignored_count": 2}, "URLLENGTH_LIMIT left out 2 addresses;"),
        ({"finish_reason": "no_robots", "harvester/refused": "try http", "harvester/failures/download": 1}, "try http"),
        (DONE | {"harvester/refused": "try http"}, "done; 2 articles"),
    ],
)
def test_what_a_run_came_to_in_a_line(stats: dict[str, Any], says: str) -> None:
    assert says in Summary(stats).verdict
