"""Words of two characters that look like one character once both have lost a byte."""

from __future__ import annotations

import pytest

from harvester.text import repair


@pytest.mark.parametrize("text", ["重要通知", "南部重要城市", "重要的頁面"])
def test_what_is_left_of_two_is_not_taken_for_one(text: str) -> None:
    shown = text.encode("big5").decode("latin-1").replace("\xad", "")
    assert shown.encode("latin-1").decode("big5") != text  # it reads as something else
    found = repair(shown)
    assert found.text == shown
    assert [flag.kind for flag in found.flags] == ["misread"]


def test_other_characters_are_certain() -> None:
    text = "中國人民的生活"
    shown = text.encode("big5").decode("latin-1")
    found = repair(shown)
    assert found.text == text
    assert {made.certainty for made in found.repairs} == {"certain"}


def test_a_byte_that_is_shown_was_not_left_out() -> None:
    text = "南部通知，這個消息很要緊"
    found = repair(text.encode("big5").decode("latin-1"))
    assert found.text == text
    assert {made.certainty for made in found.repairs} == {"certain"}
