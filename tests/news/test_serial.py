"""Threads that are the halves of one article, and threads with like titles that are not."""

from __future__ import annotations

import pytest

from harvester.news.serial import Turn, goes_on_in, only, turn_of

SENTENCE = "江风吹过老码头，栈桥边的渔火一盏接一盏亮了起来，候船室里只剩下一只正在打盹的花猫。"
TURNS, COMES = f"{SENTENCE}\n（下转第二版）", f"（上接第一版）\n{SENTENCE}"
DAY = "2026-07-{:02d}T12:00:00+08:00"


def turn(tid: int, title: str, text: str, day: int = 7) -> Turn:
    found = turn_of(tid, title, text, DAY.format(day))
    return found or Turn(tid, title, turns=False, comes=False, published=0)


@pytest.mark.parametrize(
    ("one", "other", "enough"),
    [
        ("霁川老码头百年记（上）", "霁川老码头百年记（下）", True),
        ("霁川老码头百年记（一）", "霁川老码头百年记（二）", True),
        ("霁川老码头百年记之1", "霁川老码头百年记 之2", True),
        ("霁川老码头百年记", "霁川老码头百年记", False),
        ("霁川老码头百年记（下转第二版）", "（上接第一版）霁川老码头百年记", True),
        ("简讯（一）", "简讯（二）", False),
    ],
)
def test_halves_of_one_article(one: str, other: str, *, enough: bool) -> None:
    """``enough``: either of the two markers is."""
    assert goes_on_in(turn(1, one, TURNS), turn(2, other, COMES))
    assert not goes_on_in(turn(2, other, COMES), turn(1, one, TURNS))
    assert goes_on_in(turn(1, one, TURNS), turn(2, other, TURNS)) is enough
    assert not goes_on_in(turn(1, one, TURNS, day=1), turn(2, other, COMES, day=7))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("霁川老码头百年记（上）", "霁川老集市百年记（下）"),
        ("霁川老码头百年记（一）", "霁川老码头百年记（三）"),
        ("霁川老码头百年记（上）", "霁川老码头百年记"),
        ("霁川老码头百年记（下）", "霁川老码头百年记（上）"),
        ("今日要闻", "昨日要闻"),
    ],
)
def test_two_articles_with_like_titles(one: str, other: str) -> None:
    assert not goes_on_in(turn(1, one, TURNS), turn(2, other, COMES))


def test_a_daily_column_under_one_title_is_many_articles() -> None:
    assert not goes_on_in(turn(1, "今日要闻", TURNS), turn(2, "今日要闻", TURNS))


@pytest.mark.parametrize("text", [SENTENCE, f"{SENTENCE}（下转第二版）的说明写在报头。", "“（上接第一版）”是什么意思"])
def test_threads_that_turn_to_no_page(text: str) -> None:
    assert turn_of(1, "霁川老码头百年记（上）", text, DAY.format(7)) is None


def test_a_thread_without_a_time_is_linked_with_none() -> None:
    assert turn_of(1, "题", TURNS, None) is None


def test_several_that_fit_are_none() -> None:
    one, other = turn(1, "题", TURNS), turn(2, "题", TURNS)
    assert (only([one]), only([one, other]), only([])) == (1, None, None)
