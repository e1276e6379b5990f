from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from harvester.discuz.board import read_board
from harvester.discuz.page import Page
from harvester.discuz.thread import read_thread

ZONE = ZoneInfo("Asia/Shanghai")


def test_a_single_post_reaches_no_further_than_its_surroundings() -> None:
    head = "<a href='space-uid-7.html'>船家</a><p>2026-5-1 06:00</p>"
    far = "<div>" * 8 + f"<div class='card'>{head}<div id='postmessage_71'>停航</div></div>" + "</div>" * 8
    thread = read_thread(
        Page(f"<div><a href='space-uid-9.html'>站长</a>{far}</div>", "http://h/thread-71-1-1.html"), ZONE
    )
    assert thread is not None
    (post,) = thread.posts
    assert post.author is not None
    assert (post.author.name, post.published, post.floor) == ("船家", datetime(2026, 5, 1, 6, tzinfo=ZONE), None)


def test_the_time_of_a_post_is_the_one_that_is_called_so() -> None:
    html = "<i>2001-1-1</i><b>发表于 2026-5-1 06:00</b><div id='postmessage_1'>2020-1-1</div>"
    thread = read_thread(Page(f"<div>{html}</div><div id='postmessage_2'>二</div>", "http://h/"), ZONE)
    assert thread is not None
    assert thread.posts[0].published == datetime(2026, 5, 1, 6, tzinfo=ZONE)
    assert thread.posts[1].published is None


def test_the_forum_s_own_id_of_a_time_comes_first() -> None:
    html = "<b>发表于 2001-1-1</b><em id='authorposton1'>2026-5-1 06:00</em><div id='postmessage_1'>一</div>"
    thread = read_thread(Page(f"<div>{html}</div>", "http://h/"), ZONE)
    assert thread is not None
    assert thread.posts[0].published == datetime(2026, 5, 1, 6, tzinfo=ZONE)


@pytest.mark.parametrize(("threads", "rows"), [(3, 3), (2, None)])
def test_links_to_threads_make_a_list_from_three_on(threads: int, rows: int | None) -> None:
    links = "".join(
        f"<a href='thread-{tid}-1-1.html'><img></a><a href='thread-{tid}-1-1.html'>题{tid}</a>"
        f"<a href='thread-{tid}-1-1.html'>这是题{tid}</a><a href='thread-{tid}-2-1.html'>第二页</a>"
        for tid in range(1, threads + 1)
    )
    board = read_board(Page(links, "http://h/forum-2-1.html"), ZONE)
    assert (None if board is None else len(board.rows)) == rows
    assert board is None or [row.title for row in board.rows] == ["这是题1", "这是题2", "这是题3"]


@pytest.mark.parametrize(
    "html",
    ["", "<p>停航</p>", "<form><input type='password'></form>", "<h1>门户</h1><a href='article-1-1.html'>文</a>"],
)
def test_other_pages_are_not_read(html: str) -> None:
    page = Page(html, "http://h/x.html")
    assert read_thread(page, ZONE) is None
    assert read_board(page, ZONE) is None
