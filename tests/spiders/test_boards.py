"""Boards as indexes and lists may name, repeat and misstate them."""

from __future__ import annotations

from collections import Counter

from crawling import RunCrawl
from forum_pages import board, index, listed, row, thread
from serving import served

THREADS = {f"/forum.php?mod=viewthread&tid={tid}": thread(tid) for tid in range(40, 60)}
#: Kept at the top of all boards.
STICKY = row(59, "stickthread")


def test_boards_with_names_sticky_threads_and_moved_ones(run_crawl: RunCrawl) -> None:
    pages = {
        "/": index(board(2), "forum-news-1.html", "forum.php?mod=forumdisplay&amp;fid=life", board(7)),
        board(2): listed(2, 1, 1, STICKY, row(40), row(41, before="移动: ", leads_to=50)),
        "/forum-news-1.html": listed(4, 1, 2, STICKY, row(50), row(51)),
        board(4, 2): listed(4, 2, 2, row(52)),
        board("life"): listed(5, 1, 1, STICKY, row(53)),
        board(7): listed(7, 1, 1),
    }
    with served(pages | THREADS) as (site, asked):
        crawl = run_crawl(f"{site}/")
    assert crawl.exit_code == 0, crawl.output
    assert sorted(line["tid"] for line in crawl.articles) == [40, 50, 51, 52, 53, 59]
    assert max(Counter(asked).values()) == 1


def test_one_board_with_a_name_has_not_its_page_for_a_number(run_crawl: RunCrawl) -> None:
    pages = {"/": index(board(2), "forum-news-1.html"), "/forum-news-1.html": listed(4, 1, 1, row(50))}
    with served(pages | {board(2): listed(2, 1, 1)} | THREADS) as (site, asked):
        crawl = run_crawl(f"{site}/")
    assert [line["tid"] for line in crawl.articles] == [50], crawl.output
    assert board(1) not in asked


def test_an_index_whose_boards_have_addresses_that_say_nothing(run_crawl: RunCrawl) -> None:
    """Board by board that may be a link to anything; if all are, the forum is not empty, but not understood."""
    with served({"/": index("news.html", "life.html", "99999999999999999999.html")}) as (site, asked):
        crawl = run_crawl(f"{site}/")
    assert [notice["kind"] for notice in crawl.notices] == ["unreadable"], crawl.output
    assert "3 boards, none with a number or a name" in crawl.notices[0]["text"]
    assert crawl.exit_code == 3
    assert set(asked) == {"/robots.txt", "/"}


def test_a_portal_that_links_to_some_boards(run_crawl: RunCrawl) -> None:
    portal = f"<html><body><a href='forum.php'>论坛</a> <a href='{board(2)}'>版块</a></body></html>"
    pages = {"/": portal, "/forum.php": index(board(2), board(3))}
    lists = {board(2): listed(2, 1, 1, row(40)), board(3): listed(3, 1, 1, row(41))}
    with served(pages | lists | THREADS) as (site, asked):
        crawl = run_crawl(f"{site}/")
    assert sorted(line["tid"] for line in crawl.articles) == [40, 41], crawl.output
    assert max(Counter(asked).values()) == 1


def test_a_pager_that_promises_more_pages_than_there_are(run_crawl: RunCrawl) -> None:
    first = listed(2, 1, 5, row(40), row(41))
    pages = {board(2): first, board(2, 2): listed(2, 2, 5, row(42)), **{board(2, page): first for page in (3, 4, 5)}}
    with served(pages | THREADS) as (site, asked):
        crawl = run_crawl(f"{site}{board(2)}")
    assert sorted(line["tid"] for line in crawl.articles) == [40, 41, 42], crawl.output
    assert crawl.exit_code == 0, crawl.output
    assert board(2, 4) not in asked
