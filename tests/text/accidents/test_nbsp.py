"""Blanks and dots shown as question marks."""

from __future__ import annotations

import pytest

from harvester.text import repair as repair_all
from harvester.text.accidents.nbsp import damage, repair
from harvester.text.edits import apply, revert
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

INDENTED = "\n".join(
    "\xa0\xa0\xa0\xa0" + line
    for line in ("河水退了。", "“走吧。”她说。", "他们沿着堤岸往回走。", "天黑之前，要赶到渡口。")
)
NAMES = "约翰·济慈的诗，列夫·托尔斯泰的小说，和安东·契诃夫的剧本。"


def repaired(text: str) -> str:
    made = repair(text, Profile(), Options(), Work.on(""))
    assert revert(apply(text, made), made) == text
    return apply(text, [found for found in made if found.certainty != "guess"])


def test_damage() -> None:
    assert damage("\xa0\xa0卡尔·马克思？") == "??卡尔?马克思？"


def test_blanks_at_the_starts_of_lines() -> None:
    assert repaired(damage(INDENTED)) == INDENTED
    assert repair_all(damage(INDENTED)).text == INDENTED


def test_dots_in_names() -> None:
    assert repaired(damage(NAMES)) == NAMES
    assert repair_all(damage(NAMES)).text == NAMES


def test_one_dot_is_a_guess() -> None:
    made = repair(damage("列夫·托尔斯泰的小说"), Profile(), Options(), Work.on(""))
    assert [(found.after, found.certainty) for found in made] == [("·", "guess")]


@pytest.mark.parametrize(
    "text",
    [
        "??什么情况\n?你说什么\n???不会吧\n好吧",
        "??什么情况\n??你说什么\n好吧\n行吧\n走吧",
        "你吃了吗?我吃了。他呢?他也吃了。",
        "列夫?不认识。托尔斯泰?也不认识。",
        "??是未知数\n其他的是常数",
        "a?b:c;?",
    ],
)
def test_what_stays(text: str) -> None:
    assert repaired(text) == text
