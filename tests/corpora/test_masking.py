"""Personal data is masked, and what only looks like it stays."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

from harvester.corpora.masking import MARKS, checked, find, mask

CASES = json.loads(Path(__file__).with_name("masking.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("text", "masked"), CASES["masked"])
def test_it_is_masked(text: str, masked: str) -> None:
    assert mask(text, MARKS) == masked
    assert mask(masked, MARKS) == masked


@pytest.mark.parametrize("text", CASES["kept"])
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert mask(text, MARKS) == text


def test_only_what_is_asked_for() -> None:
    text = "王某（110101199003070020，13812345678，w@example.com）"
    assert mask(text, ["phones"]) == "王某（110101199003070020，[PHONE]，w@example.com）"
    assert mask(text, []) == text


@pytest.mark.parametrize("kinds", list(combinations(MARKS, 2)))
def test_in_several_steps_as_in_one(kinds: tuple[str, ...]) -> None:
    for text, masked in CASES["masked"]:
        assert mask(mask(text, kinds), MARKS) == masked


def test_places_are_those_of_the_text() -> None:
    text = "电话１３８１２３４５６７８，邮箱ａ＠example.com"
    assert [text[span.start : span.end] for span in find(text, MARKS)] == ["１３８１２３４５６７８", "ａ＠example.com"]


def test_kinds_are_checked() -> None:
    assert checked([" phones", "ids", ""]) == ("ids", "phones")
    with pytest.raises(ValueError, match="phone: give emails, ids, phones"):
        checked(["phone"])


@pytest.mark.parametrize("text", ["1" * 200_000, "a" * 200_000, "a." * 100_000, "a@" * 100_000, "138 " * 50_000])
def test_nothing_takes_long(text: str) -> None:
    assert mask(text, MARKS) == text
