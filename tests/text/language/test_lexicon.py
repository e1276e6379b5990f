"""The words of a dictionary, which give a second opinion."""

from __future__ import annotations

import pytest

from harvester.text.language.lexicon import LONGEST, lexicon


@pytest.mark.parametrize(
    ("words", "others"),
    [("电脑重启", "电脑重吃"), ("電腦重啟", "電腦重啃"), ("一盘羊肉", "一盘羊向"), ("候车厅里", "候车斤里")],
)
def test_words_save_more(words: str, others: str) -> None:
    assert lexicon().saved(words) > lexicon().saved(others)


def test_what_is_not_words_saves_nothing() -> None:
    assert (
        lexicon().saved("") == lexicon().saved("，。") == lexicon().saved("abc 123") == lexicon().saved("阿斧鼻") == 0
    )


def test_both_scripts_are_alike() -> None:
    assert lexicon().saved("這條裙子有點短") == lexicon().saved("这条裙子有点短") > 0


def test_only_words_about_what_differs_count() -> None:
    far = "我家的猫不吃鱼" * 3
    text, other = "把电脑重启一下", "把电脑重吃一下"
    alone = lexicon().worse(other, text, 4, 5)
    assert alone > 0
    assert lexicon().worse(other, text, 4, 5) == -lexicon().worse(text, other, 4, 5)
    place = len(far) + 4
    assert lexicon().worse(far + other + far, far + text + far, place, place + 1) == pytest.approx(alone)


def test_texts_of_different_lengths_are_not_compared() -> None:
    assert lexicon().worse("电脑重", "电脑重启", 3, 4) == 0


def test_a_short_text_may_have_no_words() -> None:
    assert not lexicon().lacks_words("阿斧鼻" * 2)
    assert lexicon().lacks_words("阿斧鼻" * LONGEST)
