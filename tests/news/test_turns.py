"""Markers of page turns, and the breaks around them that posts have lost."""

from __future__ import annotations

import pytest

from harvester.news.turns import is_turn, lost_breaks, page_turns


def restored(text: str) -> str:
    for found in reversed(lost_breaks(text)):
        assert text[found.start : found.start + len(found.before)] == found.before
        text = text[: found.start] + found.after + text[found.start + len(found.before) :]
    return text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("船到了。（下转第二版） “都回来了。”", "船到了。\n（下转第二版）\n“都回来了。”"),
        ("船到了。(下轉第二版)都回來了。", "船到了。\n(下轉第二版)\n都回來了。"),
        ("船到了 （下转2版）都回来了。", "船到了\n（下转2版）\n都回来了。"),
        ("船（下转第二版）到了。", "船\n（下转第二版）\n到了。"),
        ("（上接第一版）船到了。", "（上接第一版）\n船到了。"),
        ("开船。\n（上接第一版）　船到了。", "开船。\n（上接第一版）\n船到了。"),
        ("开船。（下转第二版）（上接第一版）船到了。", "开船。\n（下转第二版）\n（上接第一版）\n船到了。"),
    ],
)
def test_a_turn_that_text_runs_on_behind_gets_its_own_paragraph(text: str, expected: str) -> None:
    assert restored(text) == expected
    assert lost_breaks(expected) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "船到了。（下转第二版）",
        "船到了。（下转第二版） ",
        "船到了。\n（下转第二版）\n都回来了。",
        "报上印着“（下转第二版）”几个字。",
        "报上印着“待续（下转第二版）”几个字。",
        "船（下转一圈）到了。",
        "船到了。（见第二版）都回来了。",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert lost_breaks(text) == []


@pytest.mark.parametrize(
    "line",
    [
        *("（下转第二版）", "（下转A3版）", "【上接01版】", "(緊接第一版)", "▶▶下转第4版", "（下转二、三版）"),
        *(
            "（下转2版·要闻）",
            "（文转第4版）",
            "▼下转第4版",
            "下转A2版>>",
            "［下转第5版］",
            "〖下转第二版〗",
            "（续第一版）",
        ),
        *(
            "（文接A1版）",
            "（下转今日二版）",
            "（下轉第十四頁）",
            "（轉A3頁）",
            "（未完，下转第2版）",
            "（下转叠二02版）",
        ),
        *(
            "（上接头版）",
            "（下转A-2版）",
            "【上接A02】",
            "（下转05）",
            "（上接昨日A5版）",
            "（下转第2版第3条）",
            "（紧转第二版）",
        ),
    ],
)
def test_a_line_is_a_turn(line: str) -> None:
    assert is_turn(line)
    assert page_turns(f"船到了。\n{line}\n都回来了。") == (line,)


@pytest.mark.parametrize(
    "words",
    [
        "见第二版",
        "详见A4版",
        "相关报道见3版",
        "图见2版",
        "接第一棒",
        "转第二人民医院",
        "上接天线",
        "转2018年版",
        "接2路车",
        "转3号线",
        "转A股",
    ],
)
def test_other_brackets_are_no_turns(words: str) -> None:
    assert page_turns(f"船到了（{words}）。\n（{words}）") == ()


def test_a_line_with_more_is_no_turn() -> None:
    assert not is_turn("船到了。（下转第二版）")
