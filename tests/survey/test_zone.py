"""The zone of a forum's times, from the line at the foot of its pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from harvester.discuz.engine import Discuz
from harvester.survey.zone import guess_zone, shows_relative_times

ASKED = datetime(2026, 7, 6, 23, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("foot", "asked", "zone", "why"),
    [
        ("GMT+8, 2026-7-7 07:20", ASKED, "Asia/Shanghai", "confirmed by"),
        ("GMT+8, 2026-7-7 07:20", None, "Asia/Shanghai", "does not confirm"),
        ("GMT+8, 2024-1-1 07:20", ASKED, "Asia/Shanghai", "does not confirm"),
        ("GMT+8, 2026-7-7 08:20", ASKED, "Asia/Tokyo", "confirmed by"),
        ("GMT+8, 2026-7-7 07:20 AM", ASKED, "Asia/Shanghai", "confirmed by"),
        ("GMT-3, 2026-7-6 20:22", None, "Etc/GMT+3", "does not confirm"),
        ("GMT, 2026-7-6 23:20", ASKED, "UTC", "confirmed by"),
        ("GMT+5.5, 2024-1-1 04:50", ASKED, None, "does not confirm"),
        ("2026-7-7 07:20", ASKED, None, "no line such as GMT+8"),
    ],
)
def test_a_guess_and_what_says_so(foot: str, asked: datetime | None, zone: str | None, why: str) -> None:
    line = Discuz.clock.search(f"<p class='xs0'>{foot}<span>, Processed in 0.01 second(s)</span></p>")
    guess = guess_zone(line, asked)
    assert guess.name == zone
    assert why in guess.why


def test_worded_times_are_seen() -> None:
    assert shows_relative_times('<span title="2026-11-23 17:07:12">6&nbsp;分钟前</span>')
    assert shows_relative_times("昨天 09:05")
    assert not shows_relative_times("2026-7-7 07:20")
