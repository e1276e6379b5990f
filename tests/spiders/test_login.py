"""Coming in as a member: with an account from the environment, or with cookies of a browser."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from crawling import Crawl, RunCrawl
from harvests import FEW, QUICK

from harvester.config.program import ExitCode
from harvester.demo.forum import DemoForum
from harvester.login.account import Account, LoginError, account_of, variables
from harvester.login.cookies import holds_login, of_host, read_cookies

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
        assert posts(forum) == 0
    assert stale.exit_code == old.exit_code == ExitCode.NOT_STARTED
    assert "the cookies of HARVESTER_COOKIES are of no login (any more): export them again" in stale.output
    assert "all out of date: export them again" in old.output
    assert [line["tid"] for line in crawl.articles] == [hidden], crawl.output
    keeps_the_secret(tmp_path, crawl, token)


def test_a_file_that_holds_no_cookies(tmp_path: Path) -> None:
    path = tmp_path / "cookies.json"
    path.write_text('[{"name": "auth", "value": "secret"}]', encoding="utf-8")
    with pytest.raises(ValueError, match="not in Netscape's format") as error:
        read_cookies(path)
    assert "secret" not in str(error.value)


def test_an_account_is_of_the_environment_and_shows_nowhere() -> None:
    assert variables("bbs.example.com:8080/x") == (
        "HARVESTER_USER_BBS_EXAMPLE_COM_8080_X",
        "HARVESTER_PASSWORD_BBS_EXAMPLE_COM_8080_X",
    )
    both = {"HARVESTER_USER_BBS": "me", "HARVESTER_PASSWORD_BBS": "secret"}
    account = account_of("bbs", both)
    assert account == Account("me", "secret")
    assert "me" not in repr(account).replace("Account", "")
    assert "secret" not in repr(account)
    assert account_of("other", both) is None
    with pytest.raises(LoginError, match="HARVESTER_USER_BBS is set, but HARVESTER_PASSWORD_BBS is not"):
        account_of("bbs", {"HARVESTER_USER_BBS": "me"})
    with pytest.raises(LoginError, match="HARVESTER_PASSWORD_BBS is set, but HARVESTER_USER_BBS is not"):
        account_of("bbs", {"HARVESTER_PASSWORD_BBS": "secret"})


def test_cookies_of_other_sites_are_left_alone(tmp_path: Path) -> None:
    names = {".example.com": "a_auth", "bbs.example.com": "b_auth", "example.org": "c_auth", "xexample.com": "d"}
    later = int(time.time()) + 3600
    text = "".join(
        f"{host}\t{str(host[0] == '.').upper()}\t/\tFALSE\t{later}\t{name}\tx\n" for host, name in names.items()
    )
    path = tmp_path / "cookies.txt"
    path.write_text(f"# HTTP Cookie File\n{text}", encoding="utf-8")
    cookies = read_cookies(path)
    assert {cookie.name for cookie in of_host(cookies, "bbs.example.com")} == {"a_auth", "b_auth"}
    assert not holds_login(list(of_host(cookies, "xexample.com")))
    assert holds_login(list(of_host(cookies, "example.org")))
