"""Coming in as a member: with an account from the environment, or with cookies of a browser."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from crawling import Crawl, RunCrawl
from harvests import FEW, QUICK
from tls import served_by_tls

from harvester.config.program import ExitCode
from harvester.demo.forum import DemoForum
from harvester.login.account import variables

MEMBER, PASSWORD = "顾念一", "tian1 di&地"


def environment(forum: DemoForum, password: str = PASSWORD) -> dict[str, str]:
    return dict(zip(variables(urlsplit(forum.url).netloc), (MEMBER, password), strict=True))


def tids(forum: DemoForum, name: str | None = None) -> set[int]:
    return {entry["tid"] for entry in forum.truth(name) if entry["visible"] == "yes"}


def posts(forum: DemoForum) -> int:
    return sum(method == "POST" for method, _ in forum.requests)


def keeps_the_secret(folder: Path, crawl: Crawl, *words: str) -> None:
    texts = [path.read_bytes() for path in folder.glob("harvest/**/*") if path.is_file()]
    for word in words:
        assert word not in crawl.output
        assert not any(word.encode() in text for text in texts)


def test_an_account_reads_what_guests_may_not_and_threads_that_were_closed_to_them(
    run_crawl: RunCrawl, tmp_path: Path
) -> None:
    with DemoForum(passwords={MEMBER: PASSWORD}, most=FEW) as forum:
        hidden = sorted(tids(forum, MEMBER) - tids(forum))
        assert hidden
        guest = run_crawl(f"{forum.url}thread-{hidden[0]}-1-1.html", settings=QUICK)
        assert guest.exit_code == ExitCode.BARRED, guest.output
        crawl = run_crawl(forum.url, settings=(*QUICK, "LOG_LEVEL=DEBUG"), environment=environment(forum))
        assert crawl.exit_code == 0, crawl.output
        assert {line["tid"] for line in crawl.articles} == tids(forum, MEMBER)
        assert posts(forum) == 1
        assert "1 threads are visited again that were closed to an earlier visitor" in crawl.output
        keeps_the_secret(tmp_path, crawl, PASSWORD, "tian1")
        before = len(forum.requests)
        again = run_crawl(forum.url, settings=QUICK, environment=environment(forum))
        asked = [path for _, path in forum.requests[before:]]
    assert again.exit_code == 0, again.output
    assert not [path for path in asked if path.startswith("/thread-")]


def test_a_session_that_ends_is_taken_up_once(run_crawl: RunCrawl, tmp_path: Path) -> None:
    with DemoForum(passwords={MEMBER: PASSWORD}, session=22, most=FEW) as forum:
        crawl = run_crawl(forum.url, settings=QUICK, environment=environment(forum))
        assert crawl.exit_code == 0, crawl.output
        assert {line["tid"] for line in crawl.articles} == tids(forum, MEMBER)
        assert posts(forum) == 2
    with DemoForum(passwords={MEMBER: PASSWORD}, session=9, most=FEW) as forum:
        crawl = run_crawl(forum.url, settings=QUICK, environment=environment(forum))
        assert crawl.exit_code == ExitCode.FAILURES, crawl.output
        assert "logged out after 2 logins" in crawl.output
        assert posts(forum) == 2
        assert "no_permission" not in {notice["kind"] for notice in crawl.notices}
    keeps_the_secret(tmp_path, crawl, PASSWORD)


LOGIN = "member.php?mod=logging&action=login"
FORM = (
    f'<form method="post" action="http://127.0.0.1:0/{LOGIN}&loginsubmit=yes"><input name="formhash" value="1">'
    '<input name="username"><input name="password" type="password"></form>'
)


@pytest.mark.parametrize(
    "page", [f'<a href="http://127.0.0.1:0/{LOGIN}">登录</a>', f'<a href="{LOGIN}">登录</a>{FORM}']
)
def test_a_login_is_not_sent_in_the_clear_to_a_forum_with_https(run_crawl: RunCrawl, tmp_path: Path, page: str) -> None:
    head = "<html><body><script>var discuz_uid = '0';</script>"
    with served_by_tls(f"{head}{page}</body></html>", tmp_path, ssl.TLSVersion.TLSv1_3) as url:
        names = variables(urlsplit(url).netloc)
        crawl = run_crawl(f"{url}/", environment=dict(zip(names, (MEMBER, PASSWORD), strict=True)))
    assert crawl.exit_code == ExitCode.NOT_STARTED, crawl.output
    assert "the login would be sent without https" in crawl.output


@pytest.mark.parametrize(
    ("captcha", "given", "says", "sent"),
    [
        (True, {}, "the login form asks for a code or a check for people: log in with a browser", 0),
        (False, {"password": "wrong"}, "the forum does not take the login: 登录失败，您还可以尝试 4 次", 1),
    ],
)
def test_a_login_that_fails_is_one_clear_error(
    run_crawl: RunCrawl, *, captcha: bool, given: Mapping[str, str], says: str, sent: int
) -> None:
    with DemoForum(passwords={MEMBER: PASSWORD}, captcha=captcha) as forum:
        crawl = run_crawl(forum.url, environment=environment(forum, **given))
        assert posts(forum) == sent
        assert not any("thread" in path for _, path in forum.requests)
    assert crawl.exit_code == ExitCode.NOT_STARTED, crawl.output
    assert says in crawl.output
    assert "Traceback" not in crawl.output
    assert not any(word in crawl.output for word in (PASSWORD, "wrong", MEMBER))


def cookie_file(folder: Path, forum: DemoForum, value: str, expires: int) -> str:
    path = folder / "cookies.txt"
    line = f"#HttpOnly_{urlsplit(forum.url).hostname}\tFALSE\t/\tFALSE\t{expires}\tJc7T_2132_auth\t{value}\n"
    path.write_text(f"# Netscape HTTP Cookie File\n\n{line}", encoding="utf-8")
    return f"HARVESTER_COOKIES={path}"


def test_cookies_of_a_browser(run_crawl: RunCrawl, tmp_path: Path) -> None:
    later = int(time.time()) + 3600
    with DemoForum(passwords={MEMBER: PASSWORD}, most=FEW) as forum:
        token = forum.log_in(MEMBER)
        hidden = min(tids(forum, MEMBER) - tids(forum))
        url = f"{forum.url}thread-{hidden}-1-1.html"
        stale = run_crawl(url, settings=(*QUICK, cookie_file(tmp_path, forum, "no-such-session", later)))
        old = run_crawl(url, settings=(*QUICK, cookie_file(tmp_path, forum, token, 1_000_000_000)))
        crawl = run_crawl(url, settings=(*QUICK, cookie_file(tmp_path, forum, token, later)))
        variable = variables(urlsplit(forum.url).netloc)[0].replace("USER", "COOKIE")
        header = run_crawl(url, "full=1", settings=QUICK, environment={variable: f"a=b; Jc7T_2132_auth={token}"})
        assert posts(forum) == 0
    assert header.exit_code == 0, header.output
    assert "Logged in as member" in header.output
    assert stale.exit_code == old.exit_code == ExitCode.NOT_STARTED
    assert "the cookies of HARVESTER_COOKIES log nobody in (any longer): export them again" in stale.output
    assert "all out of date: export them again" in old.output
    assert [line["tid"] for line in crawl.articles] == [hidden], crawl.output
    keeps_the_secret(tmp_path, crawl, token)
