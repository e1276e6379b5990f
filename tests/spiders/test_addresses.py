"""Sites that write addresses their own way, or have several hosts: every page is asked for once."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlsplit

import pytest
from crawling import Crawl, RunCrawl
from forum_pages import board, index, listed, row, thread
from harvests import FEW, QUICK
from loopback import SETTING
from serving import served

from harvester.demo.forum import DemoForum

HOSTS = (*QUICK, SETTING)


@pytest.mark.parametrize("replies", ["none", "all"])
def test_a_forum_with_rewrite_rules_of_its_own(run_crawl: RunCrawl, replies: str) -> None:
    with DemoForum(addresses="own", most=FEW) as forum:
        crawl = run_crawl(forum.url, f"replies={replies}", settings=QUICK)
        again = len(forum.requests)
        second = run_crawl(forum.url, f"replies={replies}", settings=QUICK)
        truth = {entry["tid"]: entry for entry in forum.truth() if entry["visible"] == "yes"}
        asked = [path for _, path in forum.requests]
    assert crawl.exit_code == 0, crawl.output
    assert {line["tid"]: line["url"] for line in crawl.articles} == {tid: entry["url"] for tid, entry in truth.items()}
    assert all(line["board"]["fid"] == truth[line["tid"]]["fid"] for line in crawl.articles)
    assert len(crawl.articles) == len(truth)
    assert not [path for path in asked[:again] if "mod=viewthread" in path or "mod=forumdisplay" in path]
    assert max(Counter(asked[:again]).values()) == 1
    assert not [path for path in asked[again:] if path.startswith("/t/")], second.output
    if replies == "all":
        counts = {line["tid"]: len(line["replies"]) for line in crawl.articles}
        assert counts == {tid: entry["reply_count"] for tid, entry in truth.items()}


@pytest.mark.parametrize(
    ("start", "thread_at", "page_at"),
    [
        ("/f/2/", "/t/{tid}.html", "/f/2/{page}/"),
        ("/board-2-1.html", "/read-{tid}-1.html", "/board-2-{page}.html"),
        ("/news/2/index.html", "/news/2/show/{tid}/", "/news/2/index_{page}.html"),
    ],
)
def test_addresses_learned_from_a_list(run_crawl: RunCrawl, start: str, thread_at: str, page_at: str) -> None:
    def own(tid: int) -> str:
        dynamic = f"forum.php?mod=viewthread&amp;tid={tid}&amp;extra=page%3D1"
        return row(tid).replace(dynamic, thread_at.format(tid=tid).removeprefix("/"))

    pager = f"<div class='pg'><strong>1</strong><a href='{page_at.format(page=2)}'>2</a></div>"
    first = listed(2, 1, 1, own(41), own(42)).replace("<table", f"{pager}<table", 1)
    first = first.replace("<html>", "<html><head><base href='http://127.0.0.1/'></head>")
    pages = {start: first, page_at.format(page=2): listed(2, 2, 2, own(43), own(44))}
    pages |= {thread_at.format(tid=tid): thread(tid) for tid in (41, 42, 43, 44)}
    with served(pages) as (site, asked):
        crawl = run_crawl(site + start, settings=QUICK)
    assert crawl.exit_code == 0, crawl.output
    assert sorted(line["tid"] for line in crawl.articles) == [41, 42, 43, 44], crawl.output
    assert max(Counter(asked).values()) == 1


def test_lists_of_a_thread_type_are_no_other_lists(run_crawl: RunCrawl) -> None:
    typed = "forum.php?mod=forumdisplay&amp;fid=2&amp;filter=typeid&amp;typeid=1"
    first = listed(2, 1, 1, row(40), row(41)).replace("<table", f"<a href='{typed}'>消息</a><table", 1)
    narrow = board(2) + "&filter=typeid&typeid=1"
    pages = {"/": index(board(2), typed), board(2): first, narrow: listed(2, 1, 1, row(40))}
    with served(pages | {f"/forum.php?mod=viewthread&tid={tid}": thread(tid) for tid in (40, 41)}) as (site, asked):
        whole = run_crawl(f"{site}/", settings=QUICK)
        named = run_crawl(site + narrow, "full=1", settings=QUICK)
    assert sorted(line["tid"] for line in whole.articles) == [40, 41], whole.output
    assert len(named.articles) == len(whole.articles)
    assert narrow not in asked


def wall(*tids: int) -> str:
    items = "".join(
        f"<li><h3><a href='forum.php?mod=viewthread&amp;tid={tid}'>题 {tid}</a></h3><div class='auth'>甲</div></li>"
        for tid in tids
    )
    return f"<html><body><form><input name='srhfid' value='2'></form><ul id=\"waterfall\">{items}</ul></body></html>"


def test_a_wall_of_pictures_is_read_as_a_list(run_crawl: RunCrawl) -> None:
    plain = [f"{board(2)}&forumdefstyle=yes", f"{board(2, 2)}&forumdefstyle=yes"]
    pages = {"/": index(board(2)), board(2): wall(40, 41)}
    pages |= {plain[0]: listed(2, 1, 2, row(40), row(41)), plain[1]: listed(2, 2, 2, row(42))}
    pages |= {f"/forum.php?mod=viewthread&tid={tid}": thread(tid) for tid in (40, 41, 42)}
    with served(pages) as (site, asked):
        crawl = run_crawl(f"{site}/", settings=QUICK)
        asked.clear()
        run_crawl(f"{site}/", settings=QUICK)
    assert sorted(line["tid"] for line in crawl.articles) == [40, 41, 42], crawl.output
    assert asked == ["/robots.txt", "/", board(2), plain[0]]


def test_a_wall_that_stays_one_is_read_as_it_is(run_crawl: RunCrawl) -> None:
    pages = {"/": index(board(2)), board(2): wall(40, 41), f"{board(2)}&forumdefstyle=yes": wall(40, 41)}
    with served(pages | {f"/forum.php?mod=viewthread&tid={tid}": thread(tid) for tid in (40, 41)}) as (site, asked):
        crawl = run_crawl(f"{site}/", settings=QUICK)
    assert sorted(line["tid"] for line in crawl.articles) == [40, 41], crawl.output
    assert max(Counter(asked).values()) == 1


def pages_asked(asked: list[str]) -> Counter[str]:
    """How often each page was asked for, on whatever host, robots.txt aside."""
    paths = (urlsplit(path) for path in asked)
    return Counter(f"{parts.path}?{parts.query}" for parts in paths if parts.path != "/robots.txt")


def canonical(html: str, address: str) -> str:
    return html.replace("<body>", f"<head><link rel='canonical' href='{address}'></head><body>", 1)


THREADS = {f"/forum.php?mod=viewthread&tid={tid}": thread(tid) for tid in (40, 41, 42)}


def crawled(run_crawl: RunCrawl, pages: dict[str, str], start: str, hosts: str = "*") -> tuple[Crawl, list[str]]:
    with served(pages) as (site, asked):
        port = urlsplit(site).port
        settings = (*HOSTS, f"HARVESTER_HOSTS={hosts.replace(':0', f':{port}')}")
        crawl = run_crawl(f"http://{start}".replace(":0", f":{port}"), settings=settings)
    assert crawl.exit_code == 0, crawl.output
    assert max(pages_asked(asked).values()) == 1, asked
    return crawl, asked


def test_hosts_that_link_into_one_another(run_crawl: RunCrawl) -> None:
    there = "http://www.forum.test:0/bbs"
    front = index(
        board(2), f"{there}/forum.php?mod=forumdisplay&amp;fid=3", f"{there}/forum.php?mod=forumdisplay&amp;fid=2"
    )
    pages = {
        "//bbs.forum.test/": front,
        f"//bbs.forum.test{board(2)}": listed(2, 1, 1, row(40)),
        f"//bbs.forum.test{board(3)}": listed(3, 1, 1, row(41)),
    }
    crawl, asked = crawled(run_crawl, pages | THREADS, "bbs.forum.test:0/")
    assert sorted(line["tid"] for line in crawl.articles) == [40, 41]
    assert not [path for path in asked if "www.forum.test" in path]


def test_a_page_that_names_its_other_host(run_crawl: RunCrawl) -> None:
    there = f"http://m.forum.test:0{board(2)}".replace("&", "&amp;")
    rows = row(40).replace("forum.php?mod=viewthread", "http://m.forum.test:0/forum.php?mod=viewthread")
    pages = {board(2): canonical(listed(2, 1, 1, rows, row(41)), there)}
    crawl, asked = crawled(run_crawl, pages | THREADS, f"bbs.forum.test:0{board(2)}")
    assert sorted(line["tid"] for line in crawl.articles) == [40, 41]
    assert {urlsplit(path).netloc for path in asked} == {"bbs.forum.test"}


def test_a_forum_that_sends_to_another_host_is_asked_there_from_then_on(run_crawl: RunCrawl) -> None:
    at = "//bbs.forum.test"
    pages = {"//forum.test/": "->http://bbs.forum.test:0/", f"{at}/": index(board(2), board(3))}
    pages |= {f"{at}{board(2)}": listed(2, 1, 1, row(40)), f"{at}{board(3)}": listed(3, 1, 1, row(41))}
    pages |= {f"{at}{path}": page for path, page in THREADS.items()}
    with served(pages) as (site, asked):
        port = urlsplit(site).port
        settings = (*HOSTS, f"HARVESTER_HOSTS=bbs.forum.test:{port}")
        crawl = run_crawl(f"http://forum.test:{port}/", settings=settings)
    assert crawl.exit_code == 0, crawl.output
    assert sorted(line["tid"] for line in crawl.articles) == [40, 41]
    assert {line["site"] for line in crawl.articles} == {f"forum.test:{port}"}
    assert [path for path in asked if path.startswith("//forum.test")] == ["//forum.test/robots.txt", "//forum.test/"]


def test_a_portal_before_a_forum_on_a_host_of_its_own(run_crawl: RunCrawl) -> None:
    at = "//bbs.forum.test"
    link = "http://bbs.forum.test:0/forum.php?mod=forumdisplay&amp;fid=2"
    pages = {
        "//www.forum.test/": f"<html><body><a href='{link}'>新闻</a></body></html>",
        f"{at}/forum.php": index(board(2), board(3)),
        f"{at}{board(2)}": listed(2, 1, 1, row(40)),
        f"{at}{board(3)}": listed(3, 1, 1, row(41)),
    }
    crawl, _ = crawled(run_crawl, pages | {f"{at}{path}": page for path, page in THREADS.items()}, "www.forum.test:0/")
    assert sorted(line["tid"] for line in crawl.articles) == [40, 41]


NAMED = "harvest that address, or name the host in HARVESTER_HOSTS"


@pytest.mark.parametrize(
    ("pages", "kind", "text"),
    [
        (
            {"//www.forum.test/": "->http://bbs.forum.test:0/"},
            "redirected_away",
            f"leads to {{there}}/, another host: {NAMED}",
        ),
        (
            {"//www.forum.test/": f"<html><body><a href='http://bbs.forum.test:0{board(2)}'>新闻</a></body></html>"},
            "redirected_away",
            f"the forum is at {{there}}/forum.php, another host: {NAMED}",
        ),
        (
            {
                "//www.forum.test/": index(f"http://bbs.forum.test:0{board(2)}"),
                f"//www.forum.test{board(2)}": listed(2, 1, 1),
            },
            "other_host",
            f"boards are at {{there}}/, another host: {NAMED}",
        ),
    ],
    ids=["redirect", "portal", "boards"],
)
def test_a_host_that_nobody_named_is_not_asked(
    run_crawl: RunCrawl, pages: dict[str, str], kind: str, text: str
) -> None:
    with served({**pages}) as (site, asked):
        port = urlsplit(site).port
        crawl = run_crawl(f"http://www.forum.test:{port}/", settings=HOSTS)
    assert {urlsplit(path).netloc for path in asked} == {"www.forum.test"}
    said = [notice for notice in crawl.notices if notice["kind"] == kind]
    assert [notice["text"] for notice in said] == [text.format(there=f"http://bbs.forum.test:{port}")], crawl.output


def test_another_site_is_left_alone(run_crawl: RunCrawl) -> None:
    elsewhere = "http://bbs.other.test:0/forum.php?mod=forumdisplay&amp;fid=3"
    pages = {
        "//bbs.forum.test/": index(board(2), elsewhere),
        f"//bbs.forum.test{board(2)}": canonical(listed(2, 1, 1, row(40)), elsewhere.replace("fid=3", "fid=2")),
        "//bbs.other.test" + board(3): listed(3, 1, 1, row(41)),
    }
    crawl, asked = crawled(run_crawl, pages | THREADS, "bbs.forum.test:0/")
    assert [line["tid"] for line in crawl.articles] == [40]
    assert not [path for path in asked if "other.test" in path]
