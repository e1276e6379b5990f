"""By how many bits a reading is better, once the words of a dictionary count as well."""

from __future__ import annotations

from math import inf

import pytest

from harvester.text.language.alphabets import UTF_8, Pattern
from harvester.text.language.model import model
from harvester.text.misread.worded import Guesses


def last_byte_lost(text: str, *places: int) -> dict[int, Pattern]:
    return {place: (*text[place].encode()[:-1], None) for place in places}


def against(text: str, *others: str) -> Guesses:
    """``text``, of which every character that differs in one of ``others``, the only rivals, was guessed."""
    places = [place for place in range(len(text)) if any(other[place] != text[place] for other in others)]
    return Guesses(text, last_byte_lost(text, *places), UTF_8, others.__contains__)


def by_model(text: str, other: str) -> float:
    return model().cost(f"{other}\n") - model().cost(f"{text}\n")


@pytest.mark.parametrize(
    ("words", "other"),
    [("请把电脑重启一下", "请把电脑重名一下"), ("送一盘羊肉", "逐一盘羊肉"), ("只收了二十块", "只收了二十坐")],
)
def test_words_speak_for_the_reading_that_has_them(words: str, other: str) -> None:
    bits = by_model(words, other)
    clearer = against(words, other).margins().of(bits)
    assert clearer >= bits
    assert against(other, words).margins().of(-bits) == pytest.approx(-clearer)


def test_the_nearest_rival_counts() -> None:
    text, near, far = "请把电脑重启一下", "请把电脑重合一下", "请把电脑重吐一下"
    margins = [against(text, *others).margins().of(-inf if len(others) > 1 else inf) for others in ((near,), (far,))]
    assert against(text, near, far).margins().of(inf) == min(margins)


def test_of_a_nearer_text_that_is_not_a_change_of_two_characters_words_say_nothing() -> None:
    text, other = "请把电脑重启一下", "请把电脑重名一下"
    assert against(text, other).margins().of(by_model(text, other) - 9.0) == by_model(text, other) - 9.0


def test_two_guesses_beside_each_other_are_changed_together() -> None:
    assert inf > against("请把电脑重启一下", "请把电脑里同一下").margins().of(inf) > 0


def test_without_a_rival_it_stays_as_clear_as_it_is() -> None:
    assert against("请把电脑重启一下").margins().of(3.0) == 3.0


def test_marks_are_not_words() -> None:
    assert against("请把电脑重启一下。", "请把电脑重启一下、").margins().of(4.0) == 4.0


def test_long_texts_are_left_to_the_model() -> None:
    text = "请把电脑重启一下" * 100

    def asked(_: str) -> bool:
        raise AssertionError

    assert Guesses(text, last_byte_lost(text, *range(5, len(text), 4)), UTF_8, asked).margins().of(1.5) == 1.5
