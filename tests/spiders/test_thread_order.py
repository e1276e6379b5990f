"""Threads of several pages, in the orders that boards may show them in."""

from __future__ import annotations

import pytest
from crawling import RunCrawl
from serving import served

THREAD = "/forum.php?mod=viewthread&tid=9"
PER_PAGE = 4
FLOORS = 30


def post(floor: int, shown: str | None = None, more: str = "") -> str:
    pid = 100 + floor
    return (
        f"<div id='post_{pid}'><table id='pid{pid}'><tr><td class='pls'><div class='authi'>"
        f"<a href='home.php?mod=space&amp;uid={floor}' class='xw1'>甲{floor}</a></div></td><td class='plc'>"
        f"<a id='postnum{pid}'>{shown or f'<em>{floor}</em><sup>#</sup>'}</a>"
        f"<div class='authi'><em id='authorposton{pid}'>发表于 2026-7-7 07:{floor:02d}:05</em></div>"
        f"<table><tr><td class='t_f' id='postmessage_{pid}'>第 {floor} 层的话</td></tr></table>"
        f"<div id='comment_{pid}'>{more}</div></td></tr></table></div>"
    )


def page(number: int, last: int, posts: list[str]) -> str:
    pager = f"<div class='pg'><strong>{number}</strong><span title='共 {last} 页'> / {last} 页</span></div>"
    return (
        f"<html><head><title>题 - 版 - 坛</title></head><body><div id='pgt'>{pager if last > 1 else ''}</div>"
        f"<h1><span id='thread_subject'>题</span></h1><div id='postlist'>{''.join(posts)}</div></body></html>"
    )


def pages(posts: list[str], order: str = "") -> dict[str, str]:
    last = -(-len(posts) // PER_PAGE)
    parts = [page(at + 1, last, posts[at * PER_PAGE : (at + 1) * PER_PAGE]) for at in range(last)]
    suffixes = [f"&page={at + 1}" if at or order else "" for at in range(last)]
    return {f"{THREAD}{suffix}{order}": part for suffix, part in zip(suffixes, parts, strict=True)}


PAGE_OF_COMMENTS = "<div class='pgs'><div class='pg'><strong>1</strong><a href='x&amp;page=2'>2</a></div></div>"

PLAIN = [post(floor) for floor in range(1, FLOORS + 1)]
#: A recommended reply without a floor above the first post, and a pinned one below it: both come again at their places.
PINNED = [post(9, "推荐"), post(1, "楼主"), post(14, "来自 14#"), *(post(floor) for floor in range(2, FLOORS + 1))]
#: Since X the first post leads, in any order.
NEWEST_FIRST = [PLAIN[0], *reversed(PLAIN[1:])]


@pytest.mark.parametrize(
    "answers",
    [
        pytest.param(pages(PLAIN), id="oldest first"),
        pytest.param(pages(PINNED), id="pinned and recommended"),
        pytest.param(pages(NEWEST_FIRST), id="newest first, X"),
        pytest.param(pages(PLAIN[::-1]) | pages(PLAIN, "&ordertype=2"), id="newest first, before X"),
        pytest.param(
            pages(PLAIN) | {f"{THREAD}&page=4": page(4, 8, PLAIN[8:12] + PLAIN[12:16])}, id="posts that moved up"
        ),
    ],
)
def test_all_replies_come_once_and_in_order(run_crawl: RunCrawl, answers: dict[str, str]) -> None:
    with served(answers) as (site, asked):
        crawl = run_crawl(site + THREAD, "replies=all")
    assert [line["text"] for line in crawl.articles] == ["第 1 层的话"], crawl.output
    line = crawl.articles[0]
    assert line["published"] == "2026-07-07T07:01:05+08:00"
    assert [(reply["floor"], reply["text"]) for reply in line["replies"]] == [
        (floor, f"第 {floor} 层的话") for floor in range(2, FLOORS + 1)
    ]
    assert len(asked) == len(set(asked))


def test_pages_of_comments_are_no_pages_of_the_thread(run_crawl: RunCrawl) -> None:
    with served({THREAD: page(1, 1, [post(1, "楼主", PAGE_OF_COMMENTS), post(2, "沙发")])}) as (site, asked):
        crawl = run_crawl(site + THREAD, "replies=all")
    assert [reply["floor"] for reply in crawl.articles[0]["replies"]] == [2], crawl.output
    assert [path for path in asked if path != "/robots.txt"] == [THREAD]


def test_a_thread_with_the_newest_first_without_its_replies(run_crawl: RunCrawl) -> None:
    with served(pages(PLAIN[::-1]) | pages(PLAIN, "&ordertype=2")) as (site, asked):
        crawl = run_crawl(site + THREAD)
    assert [line["text"] for line in crawl.articles] == ["第 1 层的话"], crawl.output
    assert [path for path in asked if path != "/robots.txt"] == [THREAD, f"{THREAD}&page=1&ordertype=2"]
