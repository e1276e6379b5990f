"""Work in proportion: steps are counted, and what takes too many is left as it is and flagged."""

from __future__ import annotations

import random

import pytest

from harvester.text import repair
from harvester.text.accidents import ACCIDENTS, misreadings
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import TooMuchWorkError, Vain, Work

#: Lines of which each is searched in vain, or for long.
LINES = {
    "lost emoji": "今天终于买到票了????晚上请大家吃饭",
    "question marks and marks": "好!???,????12??寶??",
    "cries": "?!好?!,?;",
    "orphans after which all is rare": "?!惫鶗詵?;乔盏?",
    "replacement characters": "好�!�,�?�好",
    "glosses after orphans": "?(jié)?jiè)",
    "UTF-8 read as Latin-1": "äº§ä¸æ????ä»ç",
    "UTF-8 read as GBK": "鐢ㄦ?埛鐨?",
    "GBK read as Big5": "笢�恅��珨�堤",
    "Big5 read as GBK": "いゅ?讽?き?~",
}

SAID = "列车晚点四十分钟，站台上的人渐渐多了起来。"
#: A line, GBK read as Big5, of which so much is lost, and that is so long, that nobody can tell.
ENDLESS = "怢奻腔ㄛ�佌末扒�" * 3_000


def spent(text: str) -> int:
    """The steps of one pass over ``text``."""
    work = Work.on(text)
    whole = work.left
    for accident in ACCIDENTS:
        accident.repair(text, Profile(), Options(), work)
    return whole - work.left


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_no_text_takes_more_than_its_length_is_worth(line: str) -> None:
    for size in (100, 2_000):
        text = f"{line}\n" * (size // len(line))
        worth = Work.on(text).left
        assert spent(text) <= worth * 1.05, "but for the first step that is too many, of each search"


def test_a_character_of_a_long_text_is_worth_no_more_than_of_a_short_one() -> None:
    worth = [Work.on("字" * size).left / size for size in (10, 100, 1_000, 10_000, 100_000)]
    assert worth == sorted(worth, reverse=True)
    assert worth[-1] < 30


def test_plain_text_takes_no_steps() -> None:
    assert spent("昨天夜里下了一场雨，早上起来，院子里的花都开了。真的吗？" * 100) == 0


def test_a_long_run_of_question_marks_takes_none() -> None:
    assert spent("今天终于买到票了????????晚上请大家吃饭") == 0


def test_what_takes_too_much_is_left_and_flagged() -> None:
    repaired = repair(ENDLESS)
    assert repaired.text == ENDLESS
    assert [(flag.start, flag.text) for flag in repaired.flags if flag.kind == "unread"] == [(0, ENDLESS)]


def test_flags_stand_where_the_spans_are_once_others_are_repaired() -> None:
    text = f'好<BR>\n<font class="jammer">e3 `& Y</font>{SAID}\n{ENDLESS}'
    repaired = repair(text)
    assert repaired.text.endswith(f"{SAID}\n{ENDLESS}")
    assert repaired.undo() == text != repaired.text
    [flag] = [flag for flag in repaired.flags if flag.kind == "unread"]
    assert repaired.text[flag.start :] == flag.text == ENDLESS


def test_a_line_too_long_to_search_leaves_work_for_others() -> None:
    damaged = misreadings.damage(SAID, "gbk-as-big5", random.Random(1), "\ufffd")  # noqa: S311 - a fixed seed
    assert "\ufffd" in damaged
    repaired = repair(f"{ENDLESS}\n{damaged}")
    assert repaired.text == f"{ENDLESS}\n{SAID}"


def test_what_comes_to_nothing_is_hardly_looked_at_any_more() -> None:
    work = Work.on("字" * 100_000)
    vain = Vain(work)
    looked = 0
    for _ in range(10_000):
        if vain.is_worth():
            looked += 1
            work.spend(1_000)
    assert 100 < looked < 120
    vain.found()
    assert vain.is_worth()


def test_a_part_of_the_work_can_be_set_aside() -> None:
    work = Work(10)
    with work.at_most(3), pytest.raises(TooMuchWorkError):
        work.spend(4)
    work.spend(6)
    assert work.left == 0


def test_spending_more_than_is_left_raises() -> None:
    work = Work(3)
    work.spend(3)
    with pytest.raises(TooMuchWorkError):
        work.spend(1)
    work = Work(3)
    with pytest.raises(TooMuchWorkError):
        work.afford(4)
    assert work.left == 3
