"""One character, over and over: what looks again from each of them would not come to an end of such a text."""

from __future__ import annotations

import pytest

from harvester.corpora.languages import language_of
from harvester.survey.zone import shows_relative_times
from harvester.text import decode, repair
from harvester.text.flags import find_flags

MANY = 2_000_000


@pytest.mark.parametrize("declared", ["gbk", "big5", "utf-8", None])
def test_a_page_of_brackets(declared: str | None) -> None:
    assert decode(b"[" * MANY, declared).text == "[" * MANY


def test_a_text_of_letters_is_in_no_language() -> None:
    assert language_of("a" * MANY) is None


def test_a_page_of_blanks_words_no_times() -> None:
    assert not shows_relative_times(" " * MANY)


def test_beginnings_of_hanzi_and_nothing_more() -> None:
    assert find_flags("é" * 50_000) == []
    [flag] = find_flags("é" * 30 + "ä½\xa0")
    assert flag.text == "é" * 20 + "ä½\xa0"


@pytest.mark.parametrize("run", [" ", "."])
def test_a_run_before_what_was_misread(run: str) -> None:
    text = run * 50_000
    assert repair(f"{text}ä¸\xadå\x9b½").text == f"{text}中国"
