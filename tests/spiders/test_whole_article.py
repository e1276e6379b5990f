"""Articles that stand on more than one page: parts inside a post, and posts that go on upon the next page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from crawling import RunCrawl
from serving import served

THREAD = "/forum.php?mod=viewthread&tid=9"
QUICK = ("HARVESTER_REPAIR=0",)
SENTENCE = "江风吹过老码头，栈桥边的渔火一盏接一盏亮了起来，候船室里只剩下一只正在打盹的花猫。"
LONG = SENTENCE * 40


def post(floor: int, text: str, *, uid: int = 5, more: str = "") -> str:
    pid = 100 + floor
    return (
        f"<div id='post_{pid}'><table id='pid{pid}'><tr><td class='pls'><div class='authi'>"
        f"<a href='home.php?mod=space&amp;uid={uid}' class='xw1'>甲{uid}</a></div></td><td class='plc'>"
        f"<a id='postnum{pid}'><em>{floor}</em><sup>#</sup></a>"
        f"<div class='authi'><em id='authorposton{pid}'>发表于 2026-7-7 07:{floor:02d}:05</em></div>"
        f"<table><tr><td class='t_f' id='postmessage_{pid}'>{text}</td></tr></table>{more}</td></tr></table></div>"
    )


def page(*posts: str, number: int = 1, last: int = 1) -> str:
    pager = f"<div class='pg'><strong>{number}</strong><span title='共 {last} 页'> / {last} 页</span></div>"
    return (
        f"<html><head><title>题 - 版 - 坛</title></head><body><div id='pgt'>{pager if last > 1 else ''}</div>"
        f"<h1><span id='thread_subject'>题</span></h1><div id='postlist'>{''.join(posts)}</div></body></html>"
    )


def picture(name: str) -> str:
    return f"<img class='zoom' src='http://pictures.example/{name}.jpg'>"


DRAWN = "<div id='threadpage'></div><script>show_threadpage(101, 1, 3, 0);</script>"
LINKS = "".join(f"<a href='{THREAD}&amp;page=1&amp;cp={part}'>{part}</a>" for part in (2, 3))
LINKED = f"<div class='pg'><strong>1</strong>{LINKS}</div>"
BY_SCRIPT = f"{THREAD}&viewpid=101&cp="
BY_LINK = f"{THREAD}&page=1&cp="


def in_xml(html: str) -> str:
    return f'<?xml version="1.0" encoding="utf-8"?>\n<root><![CDATA[{html}]]></root>'


PARTS = {2: f"第二部分。{picture('two')}", 3: f"第三部分。{picture('three')}"}


@pytest.mark.parametrize("replies", ["none", "all"])
@pytest.mark.parametrize("kind", ["drawn", "linked"])
def test_parts_of_a_post_are_joined_in_their_order(run_crawl: RunCrawl, kind: str, replies: str) -> None:
    more, base = (DRAWN, BY_SCRIPT) if kind == "drawn" else (LINKED, BY_LINK)
    first = page(post(1, f"第一部分。{picture('one')}", more=more), post(2, "答复。", uid=6))
    wrap = in_xml if kind == "drawn" else page
    answers = {f"{base}{number}": wrap(post(1, text)) for number, text in PARTS.items()}
    with served({THREAD: first, **answers}) as (site, asked):
        crawl = run_crawl(site + THREAD, f"replies={replies}", settings=QUICK)
    assert crawl.exit_code == 0, crawl.output
    line = crawl.articles[0]
    assert line["text"] == "第一部分。\n第二部分。\n第三部分。"
    assert [found["url"][-7:-4] for found in line["pictures"]] == ["one", "two", "ree"]
    assert line["replies"] is None or [each["text"] for each in line["replies"]] == ["答复。"]
    assert [path for path in asked if "cp=" in path] == [f"{base}2", f"{base}3"]


@pytest.mark.parametrize("answer", ["", "<html><body><p>nothing</p></body></html>", page(post(1, "第一部分。"))])
def test_a_part_that_fails_is_a_failure_and_is_had_by_the_next_run(run_crawl: RunCrawl, answer: str) -> None:
    pages = {THREAD: page(post(1, "第一部分。", more=DRAWN)), f"{BY_SCRIPT}2": page(post(1, PARTS[2]))}
    pages[f"{BY_SCRIPT}3"] = answer
    with served(pages) as (site, _):
        first = run_crawl(site + THREAD, settings=QUICK)
        again = run_crawl(site + THREAD, settings=QUICK)
        pages[f"{BY_SCRIPT}3"] = page(post(1, PARTS[3]))
        whole = run_crawl(site + THREAD, settings=QUICK)
        pages[f"{BY_SCRIPT}3"] = answer
        cut = run_crawl(site + THREAD, settings=QUICK)
    assert (first.exit_code, again.exit_code, whole.exit_code, cut.exit_code) == (3, 3, 0, 3)
    assert [(notice["tid"], notice["failure"]) for notice in first.notices] == [(9, True)]
    assert len(first.articles) == len(again.articles) == 1
    assert [line["text"] for line in cut.articles] == ["第一部分。\n第二部分。", "第一部分。\n第二部分。\n第三部分。"]


@contextmanager
def thread_of_two_pages(first: list[str], second: list[str]) -> Iterator[tuple[str, list[str]]]:
    pages = {THREAD: page(*first, last=2), f"{THREAD}&page=2": page(*second, number=2, last=2)}
    with served(pages) as (site, asked):
        yield site + THREAD, asked


def test_posts_that_go_on_upon_the_next_page(run_crawl: RunCrawl) -> None:
    first = [post(1, LONG), post(2, f"（续）{SENTENCE}")]
    second = [post(3, f"（续二）{SENTENCE}"), post(4, f"（续三）{SENTENCE}"), post(5, "好文。", uid=6)]
    with thread_of_two_pages(first, second) as (url, _):
        crawl = run_crawl(url, settings=QUICK)
    assert crawl.exit_code == 0, crawl.output
    assert crawl.articles[0]["joined"] == [102, 103, 104]
    assert crawl.articles[0]["text"].count(SENTENCE) == 43


def test_a_first_post_alone_on_its_page_that_promises_more(run_crawl: RunCrawl) -> None:
    with thread_of_two_pages([post(1, f"{LONG}<br>（未完待续）")], [post(2, SENTENCE), post(3, "好。")]) as (url, _):
        crawl = run_crawl(url, settings=QUICK)
    assert crawl.articles[0]["joined"] == [102], crawl.output


@pytest.mark.parametrize(
    "first",
    [
        [post(1, LONG)],
        [post(1, LONG), post(2, "好文。", uid=6)],
        [post(1, LONG), post(2, f"（续）{SENTENCE}"), post(3, "好文。", uid=6)],
        [post(1, f"{LONG}<br>（未完待续）"), post(2, "好文。", uid=6)],
    ],
)
def test_articles_that_end_upon_their_page_cost_no_other(run_crawl: RunCrawl, first: list[str]) -> None:
    with thread_of_two_pages(first, [post(9, SENTENCE)]) as (url, asked):
        crawl = run_crawl(url, settings=QUICK)
    assert crawl.exit_code == 0, crawl.output
    assert [path for path in asked if path != "/robots.txt"] == [THREAD]


def test_the_next_page_does_not_go_on_after_all(run_crawl: RunCrawl) -> None:
    with thread_of_two_pages([post(1, f"{LONG}<br>（未完待续）")], [post(2, SENTENCE, uid=6)]) as (url, _):
        crawl = run_crawl(url, settings=QUICK)
    assert crawl.articles[0]["joined"] == [], crawl.output
    assert crawl.articles[0]["text"].endswith("（未完待续）")
