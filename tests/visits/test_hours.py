from __future__ import annotations

from datetime import time

import pytest

from harvester.visits.hours import Hours


@pytest.mark.parametrize(
    ("text", "on", "off"),
    [
        ("22-06", ["22:00", "23:59", "00:00", "05:59"], ["06:00", "12:00", "21:59"]),
        ("9 - 17:30", ["09:00", "17:29"], ["08:59", "17:30", "00:00"]),
        ("20-24", ["20:00", "23:59"], ["00:00", "19:59"]),
        ("00-24", ["00:00", "12:00", "23:59"], []),
    ],
)
def test_open(text: str, on: list[str], off: list[str]) -> None:
    hours = Hours.parse(text)
    assert hours is not None
    assert [at for at in on if not hours.open(time.fromisoformat(at))] == []
    assert [at for at in off if hours.open(time.fromisoformat(at))] == []


def test_no_limit() -> None:
    assert Hours.parse("") is None


@pytest.mark.parametrize("text", ["22", "22-", "a-b", "22-06-08", "22:70-06", "25-06", "２２-０６"])
def test_anything_else_is_an_error_that_shows_how(text: str) -> None:
    with pytest.raises(ValueError, match="give hours such as 22-06 or 22:30-06:15"):
        Hours.parse(text)
