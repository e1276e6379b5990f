"""What no words decide is left, and flagged, unless it is far likelier than anything else."""

from __future__ import annotations

import pytest

from harvester.text import repair
from harvester.text.language.alphabets import UTF_8
from harvester.text.language.classes import MARKS, OTHERS, are_alike
from harvester.text.misread.doubts import MOST, bits_to_decide, guessed
from harvester.text.misread.readers import Reader

READER = Reader("cp1252")


def shown(text: str) -> str:
    return text.encode().decode("cp1252", "replace")


def bits(text: str) -> float:
    return bits_to_decide(text, UTF_8, READER, lambda other: shown(other) == shown(text))


def test_what_is_shown_is_not_guessed() -> None:
    assert [place for place, _ in guessed("今天来小山", UTF_8, READER)] == [2, 3]
    assert [place for place, _ in guessed("你好", UTF_8, Reader("gbk"))] == []


@pytest.mark.parametrize(("text", "most"), [("我来这里", 0), ("字号 大 中 小", 8), ("小", 8), ("今天有五个人", 0)])
def test_words_decide(text: str, most: float) -> None:
    assert bits(text) == most


def test_what_nobody_writes_needs_the_most() -> None:
    rare = next(char for char in map(chr, range(0x3400, 0x3500)) if "\ufffd" in shown(char))
    assert bits(f"今天{rare}说") == MOST


@pytest.mark.parametrize("text", ["字号 大 中 小", "第 1 名 小"])
def test_a_character_alone_is_left_and_flagged(text: str) -> None:
    damaged = shown(text)
    assert "\ufffd" in damaged
    found = repair(damaged)
    assert found.text in (text, damaged)
    assert found.text == text or found.flags


def test_classes_do_not_overlap() -> None:
    chars = "".join(dict.fromkeys(MARKS)) + "".join("".join(dict.fromkeys(each)) for each in OTHERS)
    assert len(set(chars)) == len(chars)
    assert are_alike("三个", "五个")
    assert not are_alike("三个", "五人")
