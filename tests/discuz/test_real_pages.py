"""Saved pages of real sites: every row, title and post of them is read."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from harvester.discuz.list_page import read_board
from harvester.discuz.notice import read_notice
from harvester.discuz.thread_page import read_thread
from harvester.forum.page import Page

PAGES = Path(__file__).parents[3] / "shared" / "pages"
ZONE = ZoneInfo("Asia/Shanghai")

pytestmark = pytest.mark.skipif(not (PAGES / "x32-list.html").is_file(), reason="the saved pages are not here")


def page(name: str, url: str) -> Page:
    return Page((PAGES / name).read_text(encoding="utf-8"), url)


@pytest.mark.parametrize(
    ("name", "url", "layout", "fid", "rows", "pages"),
    [
        ("x32-list.html", "http://127.0.0.1/forum-9-1.html", "x", 9, 42, 500),
        ("v72-list.html", "http://127.0.0.1/forumdisplay.php?fid=2", "7", 2, 75, 4510),
    ],
)
def test_lists(name: str, url: str, layout: str, fid: int, rows: int, pages: int) -> None:
    saved = page(name, url)
    board = read_board(saved, ZONE, datetime(2020, 8, 2, 16, tzinfo=ZONE))
    assert board is not None
    shown = [name for name in saved.ids if name.startswith(("normalthread_", "stickthread_"))]
    assert len(board.rows) == len(shown) == rows
    assert (board.layout, board.fid, board.page, board.pages) == (layout, fid, 1, pages)
    assert board.name
    assert all(row.title and row.author and row.posted and row.last_reply for row in board.rows)
    assert all(row.replies is not None and row.views is not None and row.url for row in board.rows)


@pytest.mark.parametrize(
    ("name", "url", "fid", "posts", "replies"),
    [
        ("x35-thread-a.html", "https://127.0.0.1/t1009485-1-1", 319, 22, 21),
        ("x35-thread-b.html", "https://127.0.0.1/t1009540-1-1", 148, 22, 21),
        ("v72-thread.html", "http://127.0.0.1/viewthread.php?tid=1760586", 6, 1, None),
    ],
)
def test_threads(name: str, url: str, fid: int, posts: int, replies: int | None) -> None:
    saved = page(name, url)
    thread = read_thread(saved, ZONE)
    assert thread is not None
    assert read_notice(saved, 200) is None
    assert [post.floor for post in thread.posts] == list(range(1, posts + 1))
    assert (thread.fid, thread.replies) == (fid, replies)
    assert thread.title
    assert thread.thread_type
    assert all(post.author and post.author.uid and post.published for post in thread.posts)
    silent = [post.pid for post in thread.posts if not post.message.text and not post.message.pictures]
    assert all(saved.find(f"#postmessage_{pid} img[smilieid]") is not None for pid in silent)


def test_notice() -> None:
    notice = read_notice(page("x35-notice-deleted.html", "https://127.0.0.1/t1-1-1"), 200)
    assert notice is not None
    assert notice.kind == "deleted"
