"""Posts and threads that are evidently one text, and those that are not."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from harvester.news.continuation import Part, continuations, joined, may_go_on

SENTENCE = "江风吹过老码头，栈桥边的渔火一盏接一盏亮了起来，候船室里只剩下一只正在打盹的花猫。"
LONG = SENTENCE * 40
NOON = datetime.fromisoformat("2026-07-07T12:00:00+08:00")
FIRST = Part(1, "霁川日报", 1, LONG, NOON)


def second(text: str, **changes: object) -> Part:
    return replace(Part(2, "霁川日报", 2, text, NOON + timedelta(minutes=3)), **changes)  # type: ignore[arg-type]


def first(text: str) -> Part:
    return replace(FIRST, text=text)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LONG, f"（续）{SENTENCE}"),
        (LONG, f"（接上）\n{SENTENCE}"),
        (LONG, f"接上楼：{SENTENCE}"),
        (LONG, f"（接1楼）{SENTENCE}"),
        (LONG, f"續上樓\n{SENTENCE}"),
        (LONG, f"（上接第一版）{SENTENCE}"),
        (f"{LONG}\n（未完待续）", SENTENCE),
        (f"{LONG}（待續）", SENTENCE),
        (f"{LONG}\n未完，接下楼……", SENTENCE),
        (f"{LONG}（下转第二版）", LONG),
        (LONG[:-3], f"花猫。{LONG}"),
    ],
)
def test_a_post_that_goes_on_is_found(before: str, after: str) -> None:
    assert continuations([first(before), second(after)]) == (second(after),)


@pytest.mark.parametrize(
    "end",
    [
        *(
            "（未完）",
            "未完待续...",
            "【未完待续】",
            "——未完待续——",
            "（下楼继续）",
            "接下帖",
            "（见下楼）",
            "（下接2楼）",
        ),
        *("（转下贴）", "字数限制，下面接着发", "(To be continued)", "（接下页）", "（待續）"),
    ],
)
def test_more_is_promised(end: str) -> None:
    after = second(SENTENCE)
    assert continuations([first(f"{LONG}\n{end}"), after]) == (after,)


@pytest.mark.parametrize(
    "beginning",
    [
        *("（接上帖）", "（接楼上）", "接楼上：", "（续1）", "（续前）", "续楼上\n", "【接上文】", "上接1楼\n"),
        *("（二）续：", "（承上文）", "（上文接1楼）", "（續上樓）"),
    ],
)
def test_a_post_says_that_it_goes_on(beginning: str) -> None:
    after = second(f"{beginning}{SENTENCE}")
    assert continuations([FIRST, after]) == (after,)


@pytest.mark.parametrize(
    "words",
    [
        "接着看，",
        "续签合同的事，",
        "上接天光下接地气，",
        "楼上说得对：",
        "接楼主的话说，",
        "续集什么时候上映：",
        "接楼下的话，",
        "续前缘的故事，",
    ],
)
def test_words_that_begin_alike(words: str) -> None:
    assert continuations([FIRST, second(f"{words}{SENTENCE}")]) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (LONG, SENTENCE),
        (LONG, "谢谢大家关注，老码头的故事还很长，以后会慢慢讲给各位网友听，欢迎留言补充。"),
        (LONG, "接上楼，顶"),
        (LONG, f"继续关注：{SENTENCE}"),
        (LONG, f"手续办好了：{SENTENCE}"),
        (f"{LONG}（下转第二版）", SENTENCE),
        (f"{LONG}（上接第一版）", LONG),
        (SENTENCE[:-1], LONG),
        (f"{LONG}\n霁川日报全媒记者 陆川", LONG),
        (f"{LONG}\n欢迎留言", LONG),
        (LONG[:-3], f"本报讯（记者陆川）{LONG}"),
    ],
)
def test_a_reply_of_the_author_is_none(before: str, after: str) -> None:
    assert continuations([first(before), second(after)]) == ()


@pytest.mark.parametrize("changes", [{"author": "柳塘渔夫"}, {"author": None}, {"floor": 3}, {"floor": None}])
def test_only_the_authors_next_post_goes_on(changes: dict[str, object]) -> None:
    assert continuations([FIRST, second(f"（续）{SENTENCE}", **changes)]) == ()


def test_anonymous_posts_are_nobodys() -> None:
    assert continuations([replace(FIRST, author=None), second(f"（续）{SENTENCE}", author=None)]) == ()


@pytest.mark.parametrize("later", [timedelta(hours=2), timedelta(minutes=-1), None])
def test_a_sentence_is_finished_at_once_or_not_at_all(later: timedelta | None) -> None:
    after = second(f"花猫。{LONG}", published=None if later is None else NOON + later)
    assert continuations([first(LONG[:-3]), after]) == ()


def test_several_go_on_up_to_the_first_that_does_not() -> None:
    parts = [
        FIRST,
        second(f"（续）{SENTENCE}"),
        second(f"（续二）{SENTENCE}", pid=3, floor=3),
        second(SENTENCE, pid=4, floor=4),
        second(f"（续）{SENTENCE}", pid=5, floor=5),
    ]
    assert [part.pid for part in continuations(parts)] == [2, 3]


def test_a_post_alone_has_none() -> None:
    assert continuations([FIRST]) == ()
    assert continuations([]) == ()


def test_a_cut_sentence_is_whole_again() -> None:
    assert joined([first(LONG[:-3]), second(f"花猫。\n{SENTENCE}")]) == f"{LONG}\n{SENTENCE}"


def test_other_parts_are_paragraphs() -> None:
    assert joined([FIRST, second(f"（续）{SENTENCE}")]) == f"{LONG}\n（续）{SENTENCE}"


@pytest.mark.parametrize(
    ("parts", "may"),
    [
        ([first(f"{LONG}\n（未完待续）")], True),
        ([first(f"{LONG}（下转第二版）")], True),
        ([first(LONG[:-3])], True),
        ([FIRST, second(f"（续）{SENTENCE}")], True),
        ([FIRST], False),
        ([first(SENTENCE[:-3])], False),
        ([FIRST, second(SENTENCE)], False),
        ([replace(first(LONG[:-3]), author=None)], False),
        ([], False),
    ],
)
def test_what_may_go_on_upon_the_next_page(parts: list[Part], *, may: bool) -> None:
    assert may_go_on(parts) is may
