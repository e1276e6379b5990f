"""Runs that come to nothing say why, and leave nothing behind."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from changing import Answer, changed
from crawling import RunCrawl
from forum_pages import board, index, listed, row, thread
from serving import served

from harvester.demo.forum import DemoForum

WORDPRESS = '<html><head><meta name="generator" content="WordPress 6.5"></head><body><p>A diary.</p></body></html>'
PHPBB = "<html><body id='phpbb'><a href='./viewforum.php?f=2'>News</a></body></html>"
PORTAL = '<html><head><meta name="generator" content="Discuz! X3.4"></head><a href="forum.php">论坛</a></html>'
PLAIN = "<html><title>本地小站</title><p>欢迎</p></html>"

#: Pages, the address that is given, and what the result says.
NOTHING = {
    "blog": ({"/": WORDPRESS}, "/", "is a WordPress site: give the address of the forum"),
    "blog's page": ({"/a/first.html": WORDPRESS}, "/a/first.html", "is a WordPress site"),
    "other forum": ({"/": PHPBB}, "/", "is a phpBB forum: Harvester reads forums of Discuz!"),
    "portal": ({"/": PORTAL}, "/", "a site of Discuz! without a forum at"),
    "something": ({"/": PLAIN}, "/", "no forum at"),
    "something with an index": ({"/": PLAIN, "/forum.php": PLAIN}, "/", "'本地小站' is not a page of Discuz!"),
    "nothing": ({}, "/bbs/", "(status 404): check the address"),
    "no board": ({}, "/forum-2-1.html", "(status 404): check the address"),
}


def result(output: str) -> str:
    return next(line for line in output.splitlines() if line.strip().startswith("result"))


@pytest.mark.parametrize("name", NOTHING)
def test_a_site_that_is_no_forum(run_crawl: RunCrawl, tmp_path: Path, name: str) -> None:
    pages, path, says = NOTHING[name]
    with served(pages) as (site, asked):
        crawl = run_crawl(site + path)
    assert crawl.exit_code == 1, crawl.output
    assert says in result(crawl.output)
    assert "run it again" not in result(crawl.output)
    assert list((tmp_path / "harvest").iterdir()) == []
    assert len(asked) <= 3


def test_no_server_and_no_https(run_crawl: RunCrawl, tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
        crawl = run_crawl(f"http://127.0.0.1:{port}/", settings=("RETRY_TIMES=0",))
    assert crawl.exit_code == 1, crawl.output
    assert f"127.0.0.1:{port} refuses connections: check the address" in result(crawl.output)
    with served({}) as (site, _):
        crawl = run_crawl(site.replace("http:", "https:") + "/bbs/", settings=("RETRY_TIMES=0",))
    assert crawl.exit_code == 1, crawl.output
    assert f"speaks no https: try {site}/bbs/" in result(crawl.output)
    assert list((tmp_path / "harvest").iterdir()) == []


def test_a_blog_with_a_forum_behind_it_is_no_blog(run_crawl: RunCrawl) -> None:
    front = WORDPRESS.replace("A diary.", '<a href="forum.php">论坛</a>')
    pages = {"/": front, "/forum.php": index(board(2)), board(2): listed(2, 1, 1, row(40))}
    with served(pages | {"/forum.php?mod=viewthread&tid=40": thread(40)}) as (site, _):
        crawl = run_crawl(f"{site}/")
    assert [line["tid"] for line in crawl.articles] == [40], crawl.output


def test_a_known_forum_that_is_away_for_a_day_stays_one(run_crawl: RunCrawl, tmp_path: Path) -> None:
    with DemoForum() as forum, changed(forum) as front:
        assert run_crawl(front.url, "max_threads=1").exit_code == 0

        def away(answer: Answer) -> None:
            answer.status, answer.body = 404, WORDPRESS.encode()

        front.change = away
        crawl = run_crawl(front.url)
    assert crawl.exit_code in (1, 3), crawl.output
    assert "WordPress" not in result(crawl.output)
    assert len(list((tmp_path / "harvest").iterdir())) == 1


def test_limits_of_the_users_own_are_no_shut_door(run_crawl: RunCrawl) -> None:
    with DemoForum() as forum:
        crawl = run_crawl(forum.url, settings=("DEPTH_LIMIT=1",))
    assert crawl.exit_code == 0, crawl.output
    assert "as far as the settings allow: DEPTH_LIMIT left out" in result(crawl.output)


@pytest.mark.parametrize("detour", ["", "/check.php?to="])
def test_a_redirect_to_itself_with_a_cookie_is_followed(run_crawl: RunCrawl, detour: str) -> None:
    with DemoForum() as forum, changed(forum) as front:

        def change(answer: Answer) -> None:
            if answer.path.startswith("/check.php"):
                answer.status, answer.body = 302, b""
                answer.headers |= {"Location": answer.path.partition("to=")[2], "Set-Cookie": "seen=1; path=/"}
            elif "seen=1" not in answer.cookie and answer.path != "/robots.txt":
                answer.status, answer.body = 302, b""
                answer.headers |= {"Location": detour + answer.path}
                if not detour:
                    answer.headers["Set-Cookie"] = "seen=1; path=/"

        front.change = change
        crawl = run_crawl(f"{front.url}forum-2-1.html", "max_threads=3")
    assert crawl.exit_code == 0, crawl.output
    assert len(crawl.articles) == 3


def test_a_redirect_to_itself_that_stays_is_a_failure(run_crawl: RunCrawl) -> None:
    with DemoForum() as forum, changed(forum) as front:

        def change(answer: Answer) -> None:
            if answer.path.startswith("/thread-105"):
                answer.status, answer.body = 302, b""
                answer.headers |= {"Location": answer.path, "Set-Cookie": "other=1; path=/"}

        front.change = change
        crawl = run_crawl(f"{front.url}forum-2-1.html", settings=("HARVESTER_FLOOD_RETRIES=2",))
        assert sum(path.startswith("/thread-105") for path in front.asked) == 3
    assert crawl.exit_code == 3, crawl.output
    assert crawl.kinds()[105] == "reload"
