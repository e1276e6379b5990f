import pytest

from harvester.discuz.members import read_member
from harvester.forum.model import Member
from harvester.forum.numbers import count_of, floor_of, id_at_end
from harvester.forum.page import Element, Page


def element(html: str) -> Element:
    return Page(f"<div id='e'>{html}</div>", "http://h/").ids["e"]


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("3218", 3218),
        ("1,204", 1204),
        ("<em>主题: 48</em>", 48),
        ('<span title="22361">2万</span>', 22361),
        ('<span title="浏览">7</span>', 7),
        ("-", None),
        ("", None),
    ],
)
def test_counts(html: str, count: int | None) -> None:
    assert count_of(element(html)) == count


def test_no_element_no_count() -> None:
    assert count_of(None) is None


@pytest.mark.parametrize(
    ("html", "floor"),
    [
        ("楼主", 1),
        ("樓主", 1),
        ("沙发", 2),
        ("板凳", 3),
        ("地板", 4),
        ("<em>5</em>楼", 5),
        ("<em>12</em><sup>#</sup>", 12),
        ("#7", 7),
        ("第 8 楼", 8),
        ("<img src='settop.png'> 来自 3#", 3),
        ("来自 9F", 9),
        ("推荐", None),
        ("", None),
        ("2026-7-7 10:00", None),
    ],
)
def test_floors(html: str, floor: int | None) -> None:
    assert floor_of(element(html)) == floor


@pytest.mark.parametrize(
    ("name", "number"), [("normalthread_12", 12), ("forum_2", 2), ("7", 7), ("thread_", None), (None, None)]
)
def test_ids(name: str | None, number: int | None) -> None:
    assert id_at_end(name) == number


@pytest.mark.parametrize(
    ("html", "member"),
    [
        ('<a href="space-uid-17.html"> 溪边 客 </a>', Member("溪边 客", 17)),
        ('<a href="home.php?mod=space&uid=17"><img></a><a href="home.php?mod=space&uid=17">甲</a>', Member("甲", 17)),
        ('<a href="space.php?uid=17">甲</a>', Member("甲", 17)),
        ('<a href="suid-17">甲</a>', Member("甲", 17)),
        ('<a href="/u/17">甲</a>', Member("甲", 17)),
        ('<a href="space-username-%BC%D7.html">甲</a>', Member("甲")),
        ('<a href="home.php?mod=space&amp;uid=17&amp;do=thread">13</a>', None),
        ('<a href="home.php?mod=spacecp&amp;ac=pm&amp;touid=17">发消息</a>', None),
        ('<a href="home.php?mod=spacecp&amp;ac=friend&amp;uid=17">加为好友</a>', None),
        ('<a href="pm.php?action=send&amp;uid=17">发短消息</a>', None),
        ('<a href="javascript:;">游客 <em>1.2.3.4</em></a>', None),
        ("匿名", None),
        ("旧友 <em>该用户已被删除</em>", Member("旧友")),
        ("舊友 <em>該用戶已被刪除</em>", Member("舊友")),
    ],
)  # fmt: skip
def test_members(html: str, member: Member | None) -> None:
    assert read_member(element(html)) == member
