"""A forum that goes on: new threads, replies, edits, deletions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from harvester.demo import DemoForum
from harvester.demo.model import Passing

#: The client of ``conftest.py``.
Get = Callable[..., Any]


@pytest.fixture
def forum() -> Iterator[DemoForum]:
    with DemoForum() as running:
        yield running


def record(forum: DemoForum, tid: int) -> dict[str, Any]:
    return next(record for record in forum.truth() if record["tid"] == tid)


def listed(text: str) -> list[int]:
    return [int(tid) for tid in re.findall(r"normalthread_(\d+)\"", text)]


def test_a_reply_brings_its_thread_to_the_top(forum: DemoForum, get: Get) -> None:
    before = record(forum, 171)
    pid = forum.add_reply(171, "补充一句。", author="阿满", quotes=before["pid"])
    after = record(forum, 171)
    assert after["reply_count"] == before["reply_count"] + 1
    assert after["last_reply"] > max(entry["last_reply"] for entry in forum.truth() if entry["tid"] != 171)
    assert (after["replies"][-1]["pid"], after["replies"][-1]["quotes"]) == (pid, [before["pid"]])
    assert listed(get(forum, "forum-12-1.html").text)[0] == 171
    assert "补充一句。" in get(forum, "thread-171-1-1.html").text


def test_an_edit_changes_the_text_and_no_list(forum: DemoForum, get: Get) -> None:
    lists = listed(get(forum, "forum-2-2.html").text)
    before = record(forum, 133)
    forum.edit(133, message="比赛改期，时间另行通知。", by="站务")
    after = record(forum, 133)
    assert after["text"] == after["damaged_text"] == "比赛改期，时间另行通知。"
    assert after["edited"] == {"by": "站务", "at": "2025-11-14T17:23:00+08:00"}
    assert (after["published"], after["last_reply"]) == (before["published"], before["last_reply"])
    assert listed(get(forum, "forum-2-2.html").text) == lists
    assert "本帖最后由 站务 于 2025-11-14 17:23 编辑" in get(forum, "thread-133-1-1.html").text


def test_a_new_thread_is_first_of_its_board(forum: DemoForum, get: Get) -> None:
    tid = forum.add_thread(3, "新作：冬至", "冬至那天落了雪。", author="夜航船")
    assert tid > max(entry["tid"] for entry in forum.truth() if entry["tid"] != tid)
    assert record(forum, tid)["author"] == "夜航船"
    assert listed(get(forum, "forum-3-1.html").text)[0] == tid


def test_a_deleted_thread_is_gone(forum: DemoForum, get: Get) -> None:
    forum.delete(160)
    assert record(forum, 160)["visible"] == "deleted"
    assert 160 not in listed(get(forum, "forum-12-1.html").text)
    assert get(forum, "thread-160-1-1.html").status == 404


def test_a_forum_can_stand_at_any_moment_of_any_zone(get: Get) -> None:
    with DemoForum(now=datetime(2030, 1, 1, 0, 30, 5, 999, tzinfo=UTC)) as forum:
        assert record(forum, 119)["published"] == "2030-01-01T05:58:56+08:00"
        assert '<span title="2030-1-1 05:58:56">2&nbsp;小时前</span>' in get(forum, "thread-119-1-1.html").text
        assert "GMT+8, 2030-1-1 08:30<" in get(forum).text


def test_time_passes_with_each_change(forum: DemoForum) -> None:
    start = forum.now
    forum.add_reply(101, "一")
    forum.add_reply(101, "二")
    forum.advance(days=1)
    assert (forum.now - start).total_seconds() == 86400 + 120
    times = [datetime.fromisoformat(reply["published"]) for reply in record(forum, 101)["replies"]]
    assert times == sorted(times)


def test_threads_that_leave_a_list_let_others_slide_up(forum: DemoForum, get: Get) -> None:
    first, second = (listed(get(forum, f"forum-2-{page}.html").text) for page in (1, 2))
    forum.when("/forum-2-1.html", lambda: forum.delete(first[5]))
    assert listed(get(forum, "forum-2-1.html").text) == first  # the change comes after it
    assert listed(get(forum, "forum-2-1.html").text)[-1] == second[0]
    forum.restore(first[5])
    assert listed(get(forum, "forum-2-1.html").text) == first


def test_threads_that_are_moved(forum: DemoForum, get: Get) -> None:
    moved, traced = listed(get(forum, "forum-2-1.html").text)[-2:]
    forum.move(moved, 3)
    forum.move(traced, 3, trace=True)
    assert [record(forum, tid)["fid"] for tid in (moved, traced)] == [3, 3]
    left = get(forum, "forum-2-1.html").text
    assert not {moved, traced} & set(listed(left))
    assert f"thread-{traced}-" in left
    assert f"thread-{moved}-" not in left


def test_threads_that_are_merged(forum: DemoForum, get: Get) -> None:
    posts = [record(forum, tid)["reply_count"] + 1 for tid in (171, 160)]
    forum.merge(160, into=171)
    assert record(forum, 171)["reply_count"] + 1 == sum(posts)
    assert get(forum, "thread-160-1-1.html").status == 404


#: What staff does, and what a list row has of it.
SIGNS = {
    "rename": ("新的标题", ">新的标题</a>"),
    "honour": (1, "digest_1.gif"),
    "stick": (1, 'id="stickthread_{tid}"'),
    "ask_level": (50, '阅读权限 <span class="xw1">50</span>'),
    "ask_price": (5, '售价 <span class="xw1">5</span>'),
}


@pytest.mark.parametrize("name", SIGNS)
def test_what_staff_does_shows_in_the_row(forum: DemoForum, get: Get, name: str) -> None:
    value, sign = SIGNS[name]
    before = get(forum, "forum-12-1.html").text
    tid = listed(before)[0]
    getattr(forum, name)(tid, value)
    after = get(forum, "forum-12-1.html").text
    sign = sign.format(tid=tid)
    assert after.count(sign) == before.count(sign) + 1


def test_closed_threads_have_a_lock(forum: DemoForum, get: Get) -> None:
    before = get(forum, "forum-12-1.html").text
    tid = listed(before)[0]
    forum.close(tid)
    assert get(forum, "forum-12-1.html").text.count("folder_lock") > before.count("folder_lock")
    forum.close(tid, closed=False)
    assert get(forum, "forum-12-1.html").text.count("folder_lock") == before.count("folder_lock")


def test_empty_dates(forum: DemoForum) -> None:
    forum.date(171, datetime(1970, 1, 1, tzinfo=UTC))
    assert record(forum, 171)["published"] == "1970-01-01T08:00:00+08:00"


@pytest.mark.parametrize(
    ("state", "says"),
    [("login_needed", "尚未登录"), ("no_permission", "没有权限"), ("deleted", "已被删除")],
)
def test_states_that_pass(forum: DemoForum, get: Get, state: Passing, says: str) -> None:
    before = get(forum, "thread-171-1-1.html").text
    forum.pass_through(state)
    assert says in get(forum, "thread-171-1-1.html").text
    assert listed(get(forum, "forum-12-1.html").text)
    forum.pass_through(None)
    assert says not in before + get(forum, "thread-171-1-1.html").text
