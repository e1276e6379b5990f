"""Control characters are taken out last, and the log gives the input again."""

from __future__ import annotations

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harvester.text import repair
from harvester.text.accidents import noise
from harvester.text.controls import KIND, without_controls

texts = st.text(st.sampled_from("灯会\x00\x07\x0b\x0c\x1f\x7f\x85\x93\x94\r\n\t?,。a\ufffd"), max_size=30)


@given(texts)
def test_none_is_left_and_undo_is_exact(text: str) -> None:
    repaired = without_controls(repair(text))
    assert repaired.undo() == text
    assert not any(unicodedata.category(char) == "Cc" and char not in "\n\t" for char in repaired.text)
    assert all(repaired.text[flag.start : flag.start + len(flag.text)] == flag.text for flag in repaired.flags)


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("灯会\x07开始", "灯会开始"),
        ("灯会\x0b开始\x0c请走\x85西门", "灯会\n开始\n请走\n西门"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("\x93灯会\x94今晚开始", "“灯会”今晚开始"),
        ("列\t表\n", "列\t表\n"),
    ],
)
def test_what_is_left(text: str, clean: str) -> None:
    assert without_controls(repair(text)).text == clean


def test_noise_of_old_forums_is_evidence_first() -> None:
    clean = "灯会今晚开始。\n请走西门。\n不要带狗。\n门票五元。"
    jammed = noise.damage(clean, rng=random.Random(5), spaced=False)  # noqa: S311 - a fixed seed
    repaired = without_controls(repair(jammed))
    assert jammed != repaired.text == clean
    assert KIND not in {made.kind for made in repaired.repairs}


def test_a_title_stays_one_line() -> None:
    assert without_controls(repair("灯会\x85开始"), " ").text == "灯会 开始"


def test_clean_text_is_handed_back_as_it_is() -> None:
    repaired = repair("灯会开始")
    assert without_controls(repaired) is repaired
