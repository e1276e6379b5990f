"""Texts in the other script."""

from __future__ import annotations

import sys

import pytest

from harvester.corpora.conversion import Converter

HANS = "皇后的头发很长，后面的干部在这里发展软件。"


@pytest.mark.parametrize(
    ("target", "converted"),
    [
        ("hans", HANS),
        ("hant", "皇后的頭髮很長，後面的幹部在這裏發展軟件。"),
        ("hant-tw", "皇后的頭髮很長，後面的幹部在這裡發展軟件。"),
        ("hant-hk", "皇后的頭髮很長，後面的幹部在這裏發展軟件。"),
    ],
)
def test_a_text_is_converted_by_words(target: str, converted: str) -> None:
    assert Converter(target).convert(HANS) == converted
    assert Converter("hans").convert(converted) == HANS


def test_a_text_in_the_script_asked_for_stays() -> None:
    text = "皇后住在這裡，后里車站的鐘錶修復師說。"
    assert Converter("hant").convert(text) == text


def test_targets_are_checked() -> None:
    with pytest.raises(ValueError, match="hanz: give hans, hant"):
        Converter("hanz")


def test_without_opencc_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opencc", None)
    with pytest.raises(ValueError, match=r"pip install opencc"):
        Converter("hans")
