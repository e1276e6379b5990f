"""The forum's manners: notices, redirects, gates, cookies, declarations, failures, the log."""

from __future__ import annotations

import http.client
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harvester.demo import DemoForum
from harvester.demo.gates import Gate

#: The client of ``conftest.py``.
Get = Callable[..., Any]


@pytest.fixture(scope="module")
def forum() -> Iterator[DemoForum]:
    with DemoForum() as running:
        yield running


@pytest.mark.parametrize(
    ("path", "status", "alert", "said"),
    [
        ("thread-127-1-1.html", 404, "alert_error", "指定的主题不存在或已被删除"),
        ("thread-99999-1-1.html", 404, "alert_error", "指定的主题不存在或已被删除"),
        ("forum-99-1.html", 200, "alert_error", "指定的版块不存在"),
        ("forum-22-1.html", 200, "alert_info", "您没有权限访问该版块"),
        ("thread-195-1-1.html", 200, "alert_info", "您没有权限访问该版块"),
        ("thread-115-1-1.html", 200, "alert_info", "本帖要求阅读权限高于 100 才能浏览"),
        ("archiver/tid-127.html", 404, "alert_error", "指定的主题不存在"),
        ("forum.php?mod=redirect&tid=127&goto=lastpost", 200, "alert_error", "指定的主题不存在"),
        ("forum.php?mod=redirect&ptid=101&pid=99999&goto=findpost", 200, "alert_error", "指定的主题不存在"),
    ],
)
def test_notices(forum: DemoForum, get: Get, path: str, status: int, alert: str, said: str) -> None:
    answer = get(forum, path)
    box = answer.page.get_element_by_id("messagetext")
    assert (answer.status, box.get("class")) == (status, alert)
    assert said in box.text_content()


def test_a_board_with_a_password_asks_for_it_and_its_threads_lead_there(forum: DemoForum, get: Get) -> None:
    assert get(forum, "forum-23-1.html").page.xpath('//form//input[@name="pw"]')
    answer = get(forum, "thread-198-1-1.html")
    assert (answer.status, answer.headers["Location"]) == (302, "forum.php?mod=forumdisplay&fid=23")


@pytest.mark.parametrize(
    ("path", "status", "location"),
    [
        ("forum.php?mod=redirect&tid=119&goto=lastpost", 302, r"forum\.php\?mod=viewthread&tid=119&page=3#lastpost"),
        (
            "forum.php?mod=redirect&goto=findpost&ptid={tid}&pid={pid}",
            301,
            r"forum\.php\?mod=viewthread&tid=119&page=2#pid\d+",
        ),
        ("forum-24-1.html", 302, r"http://paper\.example/today/"),
    ],
)
def test_redirects(forum: DemoForum, get: Get, path: str, status: int, location: str) -> None:
    pid = next(record for record in forum.truth() if record["tid"] == 119)["replies"][4]["pid"]
    answer = get(forum, path.format(tid=119, pid=pid))
    assert answer.status == status
    assert re.fullmatch(location, answer.headers["Location"])


def test_robots_is_the_stock_one(forum: DemoForum, get: Get) -> None:
    answer = get(forum, "robots.txt")
    assert "Disallow: /forum.php?mod=redirect*" in answer.body.decode()
    assert answer.headers.get_content_type() == "text/plain"


def test_rewritten_addresses_need_the_rules(get: Get) -> None:
    with DemoForum(addresses="dynamic") as plain:
        assert get(plain, "thread-101-1-1.html").status == 404
        assert get(plain, "forum.php?mod=viewthread&tid=101").status == 200


def test_cookies_are_set_once_and_again(forum: DemoForum, get: Get) -> None:
    fresh = get(forum).headers.get_all("Set-Cookie")
    names = [cookie.partition("=")[0] for cookie in fresh]
    assert names == [f"Jc7T_2132_{name}" for name in ("saltkey", "lastvisit", "sid", "lastact")]
    known = get(forum, Cookie="Jc7T_2132_saltkey=abcdefgh").headers.get_all("Set-Cookie")
    assert [cookie.partition("=")[0] for cookie in known] == names[2:]


@pytest.mark.parametrize(
    ("declare", "header", "meta"),
    [("auto", "gbk", "gbk"), ("none", None, None), ("utf-8", "utf-8", "utf-8")],
)
def test_the_declared_charset_may_be_another(get: Get, declare: str, header: str | None, meta: str | None) -> None:
    with DemoForum(declare=declare) as forum:
        answer = get(forum)
    assert answer.headers.get_content_charset() == header
    assert re.findall(r'text/html; charset=([\w-]+)"', answer.text) == ([meta] if meta else [])
    assert "霁川论坛" in answer.text


def test_the_base_may_lack_the_port(get: Get) -> None:
    with DemoForum(bare_base=True) as forum:
        assert '<base href="http://127.0.0.1/" />' in get(forum).text


def test_the_flood_page_comes_after_so_many_pages(get: Get) -> None:
    with DemoForum(flood=3) as forum:
        answers = [get(forum, f"thread-{tid}-1-1.html") for tid in range(101, 109)]
        assert get(forum, "robots.txt").status == 200
    flooded = ["频繁刷新限制" in answer.text for answer in answers]
    assert flooded == [False, False, False, True] * 2
    assert answers[3].status == 200
    assert len(answers[3].body) < 1500


def test_the_reload_page_passes_with_the_cookies(get: Get) -> None:
    with DemoForum(gate="reload") as forum:
        first = get(forum)
        cookie = first.headers.get_all("Set-Cookie")[0].partition(";")[0]
        second = get(forum, Cookie=cookie)
    assert "页面重载开启" in first.text
    assert second.page.get_element_by_id("category_1") is not None


@pytest.mark.parametrize(
    ("gate", "status", "said"),
    [
        ("forum_closed", 200, 'class="alert_info"'),
        ("question", 200, 'name="answer"'),
        ("browser_check", 200, "window.location.replace"),
        ("system_error", 503, "System Error"),
    ],
)
def test_gates_let_nobody_through(get: Get, gate: Gate, status: int, said: str) -> None:
    with DemoForum(gate=gate) as forum:
        for path in ("", "thread-101-1-1.html"):
            answer = get(forum, path, Cookie="Jc7T_2132_saltkey=abcdefgh")
            assert answer.status == status
            assert said in answer.text
            assert "老码头" not in answer.text


def test_a_share_of_the_requests_fails_and_another_try_helps(get: Get) -> None:
    outcomes = []
    with DemoForum(fail=0.5, seed=1) as forum:
        for _ in range(40):
            try:
                outcomes.append(get(forum, "forum-2-1.html").status)
            except http.client.IncompleteRead:
                outcomes.append(0)
    assert {0, 200, 503} == set(outcomes)


def test_requests_are_remembered_and_logged(get: Get, tmp_path: Path) -> None:
    log = tmp_path / "requests.log"
    with DemoForum(log=log) as forum:
        get(forum, "forum-2-1.html")
        get(forum, "thread-127-1-1.html")
        assert forum.requests == [("GET", "/forum-2-1.html"), ("GET", "/thread-127-1-1.html")]
    assert [line.split(" ")[1:] for line in log.read_text().splitlines()] == [
        ["200", "/forum-2-1.html"],
        ["404", "/thread-127-1-1.html"],
    ]


def test_head_answers_without_a_body(forum: DemoForum) -> None:
    request = urllib.request.Request(forum.url, method="HEAD")  # noqa: S310  # our own forum
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # our own forum
        assert int(answer.headers["Content-Length"]) > 1000
        assert answer.read() == b""


def test_pictures_are_pictures(forum: DemoForum, get: Get) -> None:
    record = next(record for record in forum.truth() if record["tid"] == 104)
    answer = get(forum, record["pictures"][0]["url"].removeprefix(forum.url))
    assert answer.headers.get_content_type() == "image/gif"
    assert answer.body.startswith(b"GIF89a")


def test_the_command_line_serves_until_it_is_stopped() -> None:
    command = [sys.executable, "-m", "harvester.demo", "--charset", "utf-8", "--seed", "4"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  # our own command
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  # our own forum
            assert "霁川论坛" in answer.read().decode("utf-8")
        process.terminate()
    assert process.returncode == -signal.SIGTERM
