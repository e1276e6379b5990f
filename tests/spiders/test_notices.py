"""What a forum answers instead of articles: each kind by name, listed with its address, and said in the verdict."""

from __future__ import annotations

import re

import pytest
from changing import Answer, changed
from crawling import RunCrawl
from harvests import FEW
from serving import served

from harvester.demo.forum import DemoForum
from harvester.demo.gates import Gate
from harvester.forum.notices import NOTICES

QUICK = ("HARVESTER_REPAIR=0",)

#: What a message page says, by the kind that it is; all of them let no guest in.
SAID = {
    "banned": "抱歉，您的 IP 地址不在被允许的范围内，或您的IP被禁止访问",
    "proxy_limit": "代理服务器访问限制",
    "login_needed": "抱歉，您尚未登录，没有权限访问该版块",
    "no_permission": "抱歉，您没有权限访问该版块",
    "reading_level": "抱歉，本帖要求阅读权限高于 20 才能浏览",
    "payment": "本主题需向作者支付 5 金钱才能浏览",
    "password": "本版块需要密码，您必须在下面输入正确的密码才能浏览这个版块",
    "missing_board": "抱歉，指定的版块不存在",
    "forum_closed": "抱歉，今天这里什么也没有",  # in the place of the index, whatever its words
}


def only_plays_a_video(answer: Answer) -> None:
    """The first post of one thread has nothing but a player."""
    if "thread-101-" in answer.path:
        player = rb"""\1<div align="center"><iframe src="//player.example/embed/9"></iframe><br /></div>\2"""
        body = re.compile(rb"""(<td class="t_f" id="postmessage_\d+">).*?(</td>)""", re.DOTALL)
        answer.body, count = body.subn(player, answer.body, count=1)
        assert count == 1


def test_an_article_without_any_text_is_said(run_crawl: RunCrawl) -> None:
    with DemoForum(most=FEW) as forum, changed(forum, only_plays_a_video) as front:
        crawl = run_crawl(f"{front.url}thread-101-1-1.html", settings=QUICK)
    assert crawl.exit_code == 0, crawl.output
    assert [line["text"] for line in crawl.articles] == [""]
    assert [(notice["kind"], notice["tid"]) for notice in crawl.notices] == [("no_text", 101)]


@pytest.mark.parametrize("kind", SAID)
def test_message_pages_end_with_code_4_and_say_what_is_asked_for(run_crawl: RunCrawl, kind: str) -> None:
    page = f"<html><body><div id='messagetext' class='alert_info'><p>{SAID[kind]}</p></div></body></html>"
    with served({"/": page, "/robots.txt": "User-agent: *\nDisallow:"}) as (url, _):
        crawl = run_crawl(f"{url}/", settings=QUICK)
    assert crawl.exit_code == 4, crawl.output
    assert [(notice["kind"], notice["url"]) for notice in crawl.notices] == [(kind, f"{url}/")]
    assert kind in NOTICES
    assert f"({kind}); 0 articles, 1 notice" in crawl.output


@pytest.mark.parametrize(
    ("gate", "says"),
    [("browser_check", "checks for a browser"), ("question", "asks a question"), ("forum_closed", "is closed")],
)
def test_a_gate_ends_the_site_at_once(run_crawl: RunCrawl, gate: Gate, says: str) -> None:
    with DemoForum(gate=gate) as forum:
        crawl = run_crawl(forum.url, settings=QUICK)
        assert len(forum.requests) <= 3
    assert crawl.exit_code == 4, crawl.output
    assert f"nothing harvested: the forum lets no guest in: it {says} ({gate})" in crawl.output


def test_a_forum_that_fails_is_a_failure(run_crawl: RunCrawl) -> None:
    with DemoForum(gate="system_error") as forum:
        crawl = run_crawl(forum.url, settings=(*QUICK, "RETRY_TIMES=0"))
    assert crawl.exit_code == 1, crawl.output
    assert [notice["kind"] for notice in crawl.notices] == ["system_error"]


def test_a_site_that_robots_txt_closes(run_crawl: RunCrawl) -> None:
    with served({"/robots.txt": "User-agent: *\nDisallow: /"}) as (url, asked):
        crawl = run_crawl(f"{url}/", settings=QUICK)
    assert asked == ["/robots.txt"]
    assert crawl.exit_code == 4, crawl.output
    assert "its robots.txt disallows it (robots)" in crawl.output


def test_flood_pages_that_go_on_end_the_run_and_say_what_to_do(run_crawl: RunCrawl) -> None:
    page = "<html><body><div id='messagetext' class='alert_info'><p>频繁刷新限制</p></div></body></html>"
    hasty = ("HARVESTER_FLOOD_DELAY=0.01", "HARVESTER_SLOWEST=0.05", "HARVESTER_FLOOD_RETRIES=3")
    with served({"/": page, "/robots.txt": "User-agent: *\nDisallow:"}) as (url, asked):
        crawl = run_crawl(f"{url}/", settings=(*QUICK, *hasty))
    assert asked.count("/") == 4
    assert crawl.exit_code == 1, crawl.output
    assert [notice["kind"] for notice in crawl.notices] == ["flood_limit"]
    assert "the forum's flood limit stays: run it again later, with a larger DOWNLOAD_DELAY" in crawl.output
