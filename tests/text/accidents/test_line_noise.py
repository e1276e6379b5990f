"""Noise at the end of every line: ten characters of any code, anew at each load."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

import pytest

from harvester.text import Profile
from harvester.text import repair as repair_all
from harvester.text.accident import Context
from harvester.text.accidents.line_noise import ACCIDENT, KIND, collapse, damage, repair
from harvester.text.edits import apply, revert
from harvester.text.options import Options
from harvester.text.work import Work

NEWS = (
    "本报讯　水库清淤过半。\n工期还有两个月。\n\n记者 Li Ming 报道，完成 85%\n来源：http://news.example.cn/a.html\n完。"
)
VERSE = "The lazy dog sleeps by \xa0\nthe old red gate, \xa0\nand no one wakes it, \xa0\nnot even us. \xa0\nThe end."
CODES = "\n".join(f"序号 {number} 8F3K-D0{number}{number + 3}L \xa0" for number in range(10, 20))


def explains(before: str, after: str) -> bool:
    return ACCIDENT.explains(before, after, Context(KIND, before, 0, len(before)))


def repaired(text: str, profile: Profile | None = None) -> str:
    made = repair(text, profile or Profile(), Options(), Work.on(text))
    assert revert(apply(text, made), made) == text
    assert all(each.kind == KIND and explains(each.before, each.after) for each in made)
    return apply(text, made)


def jammed(text: str, seed: int, **how: bool) -> str:
    return damage(text, rng=random.Random(seed), **how)  # noqa: S311 - no secret


@pytest.mark.parametrize("seed", range(40))
def test_every_line_comes_back(seed: int) -> None:
    assert repaired(jammed(NEWS, seed)) == NEWS
    assert repair_all(jammed(NEWS, seed)).text == NEWS
    whole = jammed(NEWS, seed, tags=True)
    assert repaired(whole).replace("&nbsp;", "").replace("<br />", "\n") == NEWS


@pytest.mark.parametrize(
    "lost",
    [
        lambda text: text.replace("\0", "\ufffd"),
        lambda text: text.replace("\0", ""),
        lambda text: text.replace("<", "&lt;"),
        lambda text: text.replace("\xa0", "&nbsp;"),
        lambda text: text.replace("\xa0", " "),
        lambda text: text.replace("\r\n", "\n").replace("\r", "\n"),
    ],
    ids=["NUL shown", "NUL dropped", "escaped", "blanks escaped", "blanks made plain", "line ends made one"],
)
def test_what_readers_of_pages_make_of_it(lost: Callable[[str], str]) -> None:
    """Where a character was dropped, the noise is shorter; nearly all lines come back."""
    lines = NEWS.split("\n")
    back = 0
    for seed in range(40):
        made = repaired(lost(jammed(NEWS, seed))).split("\n")
        back += sum(line in made for line in lines)
    assert back >= 0.98 * 40 * len(lines)


def test_ends_of_lines_that_were_taken_off() -> None:
    back = sum(repaired(collapse(jammed(NEWS, seed))) == NEWS for seed in range(40))
    assert back >= 32


def test_where_control_characters_were_dropped_chance_and_the_blank_prove_it() -> None:
    lines = [f"第{number}行，记者报道。" for number in range(12)]
    back = 0
    for seed in range(20):
        made = repaired(re.sub("[\0-\x08\x0b-\x1f]", "", jammed("\n".join(lines), seed))).split("\n")
        back += sum(line in made for line in lines)
    assert back >= 0.85 * 20 * len(lines)


def test_one_line_end_is_proof_enough_where_two_characters_are_of_no_text() -> None:
    assert repaired("天晴。 a\x01b\x02cdefgh \xa0\n明天有雨。") == "天晴。\n明天有雨。"
    assert repaired("天晴。 abcdefghij \xa0\n明天有雨。") == "天晴。 abcdefghij \xa0\n明天有雨。"


def test_a_site_that_is_known_to_have_it_needs_less() -> None:
    profile = Profile()
    profile.proofs[KIND] = 3
    assert repaired("天晴。 a\x01bzcdefgh \xa0\n明天有雨。", profile) == "天晴。\n明天有雨。"


@pytest.mark.parametrize(
    "text",
    [
        NEWS,
        VERSE,
        CODES,
        "甲\x01乙\n丙\x02丁\n戊",
        "a \x1b[31mred\x1b[0m \nlog line two\nlog line three",
        "key aB3$xY9!pQ\nkey Zz8@kL2#mN\nkey 7^tR4&wE1*\nkey uI5(oP6)aS",
        "行末有空格 \xa0\n行末有空格 \xa0\n行末有空格 \xa0\n完",
        "Ninety bottles on the wall\nNinety bottles in a row\x07\nTake one down, pass it around\nthe bell rings\x07",
        "\x1b[1mdone\x1b[0m\n\x1b[1mnext one\x1b[0m\n\x1b[1mand the last\x1b[0m\n",
        "N\x08NA\x08AM\x08ME\x08E\n       ls - list files\nS\x08SE\x08EE\x08E A\x08AL\x08LS\x08SO\x08O\nend",
        "one\x1fb two three\x1fb\nfour\x1fb five six\x1fb\nseven\x1fb eight nine\x1fb\nten",
        "display: none 是一种写法\n换行\n再换行",
        "",
    ],
    ids=range(13),
)
def test_what_stays(text: str) -> None:
    assert repaired(text) == text
    assert repair_all(text).text == text


def test_what_the_accident_cannot_do_is_not_explained() -> None:
    assert explains(" 6~s,j({^u. \xa0", "")
    assert explains('<span style="display:none"> 6~s,j&lt;({^u </span>\xa0', "")
    assert not explains(" 6~s,j({^u. \xa0", "。")
    assert not explains(" 6~s,j({^u.x \xa0", "")
    assert not explains(" 6~s,天({^u. \xa0", "")
    assert not explains(" \xa0", "")


def test_what_it_costs_grows_with_the_text_alone() -> None:
    for text in (" \xa0\n" * 40_000, "x \x01" * 60_000, " &lt;" * 40_000 + " \xa0", "\x01\n" * 60_000):
        assert repaired(text) is not None


@pytest.mark.parametrize(
    ("end", "certainty"), [("", "certain"), ("\n+", "likely")], ids=["text follows", "what may be noise follows"]
)
def test_what_the_author_s_last_marks_may_begin_is_not_certain(end: str, certainty: str) -> None:
    """``**`` is the author's where two characters of the noise stand in a line of their own."""
    lines = collapse(jammed("\n".join(f"请走{place}门。" for place in "东西南北中左右前"), 4))
    text = f'天晴。** 1\r\x03"T\x0fa{end}\n{lines}'
    made = [entry for entry in repair(text, Profile(), Options(), Work.on("")) if entry.before.startswith("**")]
    assert [entry.certainty for entry in made] == [certainty]
