"""Sites that go on and on: what they may invent is bounded, and said."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from crawling import RunCrawl
from serving import Answer, served_by

from harvester.visits.ground import MOST_BARREN

QUICK = ("HARVESTER_REPAIR=0", "RETRY_TIMES=0", "HARVESTER_THREAD_PAGES=5")
PAGER = '<div class="pg"><strong>{0}</strong><label><span title="共 {1} 页"> / {1} 页</span></label></div>'
LIST = (
    '<html><head><meta name="generator" content="Discuz! X3.4"><title>新闻</title></head><body>'
    '<div id="pt"><a href="forum-{fid}-1.html">新闻</a></div>{boards}<div id="threadlist">'
    '<table id="threadlisttableid">{rows}</table></div>{pager}<div id="ft"></div></body></html>'
)
ROW = (
    '<tbody id="normalthread_{0}"><tr><th class="common"><a href="thread-{0}-1-1.html" class="s xst">标题{0}</a></th>'
    '<td class="by"><cite><a href="space-uid-3.html">甲</a></cite><em><span>2026-1-5</span></em></td>'
    '<td class="num"><a class="xi2">1</a><em>9</em></td><td class="by"><cite>乙</cite>'
    '<em><a href="x">2026-1-5 10:{1:02}</a></em></td></tr></tbody>'
)
POST = (
    '<div id="post_{0}"><div class="authi"><a class="xw1" href="space-uid-3.html">记者</a>'
    '<em id="authorposton{0}">发表于 2026-1-5 10:00:00</em></div><strong><a id="postnum{0}"><em>{0}</em>'
    '<sup>#</sup></a></strong><table><tr><td class="t_f" id="postmessage_{0}">'
    "渡口今天开了，第{0}天。</td></tr></table></div>"
)
MANY = 9_999_999


def thread_page(tid: int, page: int) -> str:
    posts = "".join(POST.format(number) for number in range((page - 1) * 2 + 1, page * 2 + 1))
    return (
        f'<html><head><title>渡口</title></head><body><div id="pt"><a href="forum-2-1.html">新闻</a></div>'
        f'<span id="thread_subject">标题{tid}</span>{PAGER.format(page, MANY)}'
        f'<div id="postlist">{posts}</div></body></html>'
    )


def list_page(fid: int, page: int, tids: range, boards: str = "") -> str:
    rows = "".join(ROW.format(tid, 59 - at) for at, tid in enumerate(tids))
    return LIST.format(fid=fid, rows=rows, pager=PAGER.format(page, MANY), boards=boards)


def site(lists: Callable[[int, int], str]) -> Callable[[str], Answer]:
    def answer(path: str) -> Answer:
        if named := re.fullmatch(r"/forum-(\d+)-(\d+)\.html", path):
            return lists(int(named[1]), int(named[2]))
        if named := re.fullmatch(r"/thread-(\d+)-(\d+)-\d+\.html", path):
            return thread_page(int(named[1]), int(named[2]))
        return 404

    return answer


ENDLESS: dict[str, Callable[[int, int], str]] = {
    "the same rows": lambda fid, page: list_page(fid, page, range(1, 4)),
    "rows of two pages in turn": lambda fid, page: list_page(fid, page, range(page % 2 + 1, page % 2 + 4)),
    "no rows": lambda fid, page: list_page(fid, page, range(0)),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_list_without_end(run_crawl: RunCrawl, name: str) -> None:
    with served_by(site(ENDLESS[name])) as (url, asked):
        crawl = run_crawl(f"{url}/forum-2-1.html", settings=QUICK)
    pages = [path for path in asked if path.startswith("/forum-")]
    assert len(pages) <= 2 + MOST_BARREN, pages
    assert crawl.exit_code == 3, crawl.output
    assert {notice["kind"] for notice in crawl.notices if notice["failure"]} <= {"endless", "rows_unread"}


def test_a_thread_without_end(run_crawl: RunCrawl) -> None:
    with served_by(site(lambda fid, page: list_page(fid, page, range(7, 8)))) as (url, asked):
        crawl = run_crawl(f"{url}/thread-7-1-1.html", "replies=all", settings=QUICK)
    assert sum(path.startswith("/thread-7-") for path in asked) == 5
    assert [(notice["kind"], notice["failure"]) for notice in crawl.notices] == [("too_long", False)]
    assert len(crawl.articles[0]["replies"]) == 9
    assert crawl.exit_code == 0, crawl.output
