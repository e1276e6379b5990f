from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from harvester.discuz.list_page import read_board
from harvester.discuz.thread_page import read_thread
from harvester.forum.page import Page

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
    [
        "",
        "<p>停航</p>",
        "<form><input type='password'></form>",
        "<h1>门户</h1><a href='article-1-1.html'>文</a>",
        # A profile of 6.x, and its page of help.
        "<div class='mainbox viewthread specialthread'><div class='postcontent'><h1>更夫</h1>注册日期</div></div>",
    ],
)
def test_other_pages_are_not_read(html: str) -> None:
    page = Page(html, "http://h/x.html")
    assert read_thread(page, ZONE) is None
    assert read_board(page, ZONE) is None


CARD = "<div class='card'><a href='space-uid-{at}.html'>船家{at}</a><i>2026-5-1 06:0{at}</i><div>{text}</div></div>"
LONG = "停航通知：因江面大雾，今晨首班渡船停开，请过江的街坊改乘公交，恢复时间另行通知，票款可在码头退还。"


def cards(*texts: str) -> str:
    return "".join(CARD.format(at=at, text=text) for at, text in enumerate(texts, 1))


@pytest.mark.parametrize(
    ("html", "url"),
    [
        (cards("早", "好"), "http://h/forum.php"),
        (cards("早", "好"), "http://h/search.php?mod=forum&searchid=5"),
        (cards("早", "好"), "http://h/forum-2-1.html"),
        (cards("早", "好"), "http://h/home.php?mod=space&uid=3&do=blog&id=9"),  # a blog with comments
        (cards("早", "好"), "http://h/blog-3-9.html"),
        ("<p>抱歉，指定的主题不存在</p>" + cards("<a href='thread-5-1-1.html'>热帖</a>"), "http://h/thread-4-1-1.html"),
        (
            cards(
                "雾散了<p><a href='thread-5-1-1.html'>热帖</a></p>", "潮平<p><a href='thread-6-1-1.html'>新帖</a></p>"
            ).replace("<div>", "<div></div>"),
            "http://h/thread-4-1-1.html",
        ),
        (f"<title>公告</title><h1>通知</h1>{CARD.format(at=1, text=LONG)}", "http://h/thread-4-1-1.html"),
        (f"<title>通知</title><div><h1>通知</h1>{CARD.format(at=1, text='短')}</div>", "http://h/thread-4-1-1.html"),
    ],
)
def test_what_only_looks_like_posts_is_no_thread(html: str, url: str) -> None:
    assert read_thread(Page(html, url), ZONE) is None


def test_a_thread_without_replies_is_read_by_its_heading() -> None:
    html = f"<title>通知 - 渡口</title><div><h1>通知</h1>{CARD.format(at=1, text=LONG)}</div>"
    thread = read_thread(Page(html, "http://h/thread-4-1-1.html"), ZONE)
    assert thread is not None
    assert (thread.title, thread.layout, [post.message.text for post in thread.posts]) == ("通知", "likeness", [LONG])


def test_an_address_of_the_site_s_own_needs_a_link_to_reply() -> None:
    link = "<a href='forum.php?mod=post&action=reply&fid=2&tid=4'>回复</a>"
    assert read_thread(Page(cards("早", "好"), "http://h/t/4"), ZONE) is None
    thread = read_thread(Page(cards("早", "好") + link, "http://h/t/4"), ZONE)
    assert thread is not None
    assert (thread.tid, [post.floor for post in thread.posts]) == (4, [1, 2])


def test_links_to_threads_on_other_pages_make_a_list_where_each_has_a_date() -> None:
    row = "<li><a href='thread-{tid}-1-1.html'>题{tid}</a>{date}</li>"
    dated = "".join(row.format(tid=tid, date="2026-5-1") for tid in range(1, 4))
    bare = "".join(row.format(tid=tid, date="") for tid in range(1, 4))
    listed = read_board(Page(f"<ul>{dated}</ul>", "http://h/b/2"), ZONE)
    assert listed is not None
    assert [row.posted for row in listed.rows] == [datetime(2026, 5, 1, tzinfo=ZONE)] * 3
    assert read_board(Page(f"<ul>{bare}</ul>", "http://h/b/2"), ZONE) is None


def test_previews_of_other_threads_are_no_posts_however_deep_they_nest() -> None:
    preview = "<li><a href='space-uid-1.html'>甲</a><b>2026-1-1</b><p><a href='thread-{}-1-1.html'>更</a></p></li>"
    lists = "<div class='a'>上<p>下</p></div><div class='a'>" * 400 + "".join(map(preview.format, range(1, 9)))
    for html in (lists, "<ul>" + "".join(map(preview.format, range(1, 9))) + "</ul>"):
        assert read_thread(Page(html, "http://h/thread-99-1-1.html"), ZONE) is None
