"""Scripts are told apart, and folded into one."""

from __future__ import annotations

import pytest
from opencc import OpenCC

from harvester.corpora.scripts import fold, fold_characters, script

HANS = "霁川江边的渔火一盏接一盏亮了起来，岸上的人们说这里从来没有这样热闹过。"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (HANS, "Hans"),
        ("山高水深，日月同明。", None),
        ("皇后在干什么", None),
        ("The harvest is in.", None),
        ("", None),
    ],
)
def test_the_script_of_a_text(text: str, found: str | None) -> None:
    assert script(text) == found


@pytest.mark.parametrize("configuration", ["s2t", "s2tw", "s2hk"])
def test_the_script_of_a_converted_text(configuration: str) -> None:
    converted = OpenCC(configuration).convert(HANS)
    assert script(converted) == "Hant"
    assert script(HANS + converted) == "mixed"


def test_a_quoted_word_of_the_other_script_does_not_mix_a_text() -> None:
    assert script(f"{HANS}{HANS}招牌上写着“發財”。") == "Hans"


@pytest.mark.parametrize("configuration", ["s2t", "s2tw", "s2hk"])
def test_all_forms_are_folded_into_one(configuration: str) -> None:
    text = "头发发展里程公里干部后面皇后著名看着为了台湾乾隆"
    assert fold(OpenCC(configuration).convert(text)) == fold(text)


def test_folding_is_blind_to_width_and_case() -> None:
    assert fold("ＡＢＣ１２３，") == "abc123,"
    assert fold_characters("ＡＢＣ發") == "ＡＢＣ发"
