"""Which readings of a shift are clear, and by how much others are worse."""

from __future__ import annotations

import pytest

from harvester.text.shift.clearness import is_clear
from harvester.text.shift.paths import GONE, Path, Span, Trace
from harvester.text.shift.rereading import Found
from harvester.text.shift.rivals import with_margin
from harvester.text.shift.shown import Shown
from harvester.text.work import Work

BEFORE = "館長說：“新館下個月開放"


def found(span: Span) -> Found:
    return Found(span, 40.0, closes=False)


@pytest.mark.parametrize(
    ("reading", "clear"),
    [
        ("。”郭先生補充", True),
        ("。”郭先生－補充", False),  # any ASCII byte gives such a sign
        ("。”郭先生）補充", False),  # closes a bracket that nothing opens
    ],
)
def test_odd_marks_are_doubted(reading: str, *, clear: bool) -> None:
    text = f"{BEFORE}?!惫壬a充，附近的居民都會受益"
    span = Span(len(BEFORE), len(BEFORE) + 7, reading, 0, (), squashed=True, margin=11.0)
    assert is_clear(text, found(span)) is clear


def test_a_bracket_of_the_line_may_be_closed() -> None:
    before = f"（{BEFORE}"
    text = f"{before}?!惫壬a充，附近的居民都會受益"
    span = Span(len(before), len(before) + 7, "。”郭先生）補充", 0, (), squashed=True, margin=11.0)
    assert is_clear(text, found(span))


def test_a_reading_with_one_more_character_is_a_rival() -> None:
    before, reading = "\n\n標一致。", "系列主的內容"
    text = "標一致?系列主的內容"
    span = Span(3, len(text), reading, GONE, (), squashed=True, since=len(before))
    path = Path(60.0, 0, before + reading, Trace())
    shown = Shown(text, Work.on(text))
    known = Shown(text, Work.on(text), prices={})
    assert with_margin(shown, span, path).margin < with_margin(known, span, path).margin
