"""When a site is due again."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from harvester.config.program import ExitCode
from harvester.fleet.waits import Following, Rules, following
from harvester.visits.hours import Hours

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 30, 15, 0, tzinfo=ZONE).timestamp()
HOUR, DAY = 3600.0, 86400.0
RULES = Rules(6 * HOUR, ZONE, Hours.parse("22-06"), failures=3)


@pytest.mark.parametrize(
    ("reason", "code", "expected"),
    [
        ("finished", ExitCode.DONE, Following(6 * HOUR, done=True)),
        ("finished", ExitCode.FAILURES, Following(6 * HOUR, done=True)),
        ("finished", ExitCode.BARRED, Following(4800.0, done=False, failures=4)),
        ("slice_over", ExitCode.DONE, Following(0.0, done=False)),
        ("handed_back", ExitCode.DONE, Following(0.0, done=False)),
        ("hours_over", ExitCode.DONE, Following(7 * HOUR, done=False)),
        ("budget_spent", ExitCode.DONE, Following(9 * HOUR, done=False)),
        ("no_answer", ExitCode.FAILURES, Following(4800.0, done=False, failures=4)),
        ("refused", ExitCode.NOT_STARTED, Following(4800.0, done=False, failures=4)),
        ("lease_over", ExitCode.FAILURES, Following(0.0, done=False, failures=3)),
        ("no_database", ExitCode.FAILURES, Following(0.0, done=False, failures=3)),
        ("no_database", ExitCode.NOT_STARTED, Following(0.0, done=False, failures=3)),
        ("fenced", ExitCode.LOCKED, Following(0.0, done=False, failures=3)),
        ("commits_lost", ExitCode.INTERRUPTED, Following(0.0, done=False, failures=3)),
    ],
)
def test_what_follows_a_slice(reason: str, code: ExitCode, expected: Following) -> None:
    assert following(reason, code, RULES, NOW) == expected


def test_failures_wait_a_day_at_most() -> None:
    for failures in (0, 8, 50, 10**6):
        after = following("failing", ExitCode.FAILURES, Rules(HOUR, ZONE, failures=failures), NOW)
        assert after.wait == (600.0 if failures == 0 else DAY)


def test_hours_that_end_before_they_begin_again_tomorrow() -> None:
    morning = Rules(HOUR, ZONE, Hours.parse("06:30-09"))
    assert following("hours_over", ExitCode.DONE, morning, NOW).wait == 15.5 * HOUR
