from zoneinfo import ZoneInfo

import pytest

from harvester.discuz.thread_page import read_thread
from harvester.forum.model import Member, ThreadPage
from harvester.forum.page import Page

ZONE = ZoneInfo("Asia/Shanghai")
URL = "http://127.0.0.1:8088/forum.php?mod=viewthread&tid=9"


def post(
    pid: int, floor: str, text: str = "正文", author: str = "<a href='space-uid-1.html' class='xw1'>甲</a>"
) -> str:
    return (
        f"<div id='post_{pid}'><table id='pid{pid}'><tr>"
        f"<td class='pls'><div class='authi'>{author}</div></td><td class='plc'>"
        f"<a id='postnum{pid}'>{floor}</a><em id='authorposton{pid}'>发表于 2026-7-7 07:20</em>"
        f"<table><tr><td class='t_f' id='postmessage_{pid}'>{text}</td></tr></table></td></tr></table></div>"
    )


def read(*parts: str) -> ThreadPage:
    thread = read_thread(Page("".join(parts), URL), ZONE)
    assert thread is not None
    return thread


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<h1><a>[要闻]</a> <span id='thread_subject'>上篇　下篇  终 &amp;lt;</span></h1>", "上篇　下篇  终 &lt;"),
        ("<a id='thread_subject' href='t9-1-1'>\n　题\n</a>", "　题"),
        ("<div id='thread_subject'>题<span>(审核中)</span></div>", "题"),
        ("<div id='thread_subject'><a href='x'>题</a></div>", "题"),
        ("<div id='thread_subject'>一<b>二</b>三</div>", "一二三"),
        ("<title>题 甲 - 版块 - 论坛</title>", "题 甲"),
        ("", ""),
    ],
)  # fmt: skip
def test_titles(html: str, title: str) -> None:
    assert read(html, post(1, "楼主")).title == title


def test_posts_stand_once_and_in_the_order_of_their_floors() -> None:
    thread = read(post(1, "楼主"), post(5, "来自 3#"), post(4, "沙发"), post(5, "板凳", "又"), post(6, "地板"))
    assert [(found.pid, found.floor) for found in thread.posts] == [(1, 1), (4, 2), (5, 3), (6, 4)]


def test_posts_of_unknown_floors_keep_the_order_of_the_page() -> None:
    thread = read(post(7, "推荐"), post(9, "推荐"), post(8, "3#"))
    assert [(found.pid, found.floor) for found in thread.posts] == [(7, 1), (9, None), (8, 3)]


def test_a_recommended_reply_above_the_first_post_is_not_it() -> None:
    thread = read(post(9, "推荐"), post(7, "楼主"), post(8, "沙发"))
    assert [(found.pid, found.floor) for found in thread.posts] == [(7, 1), (9, None), (8, 2)]
    thread = read(post(9, "推荐"), post(7, "发起人"), post(8, "2#"))
    assert [(found.pid, found.floor) for found in thread.posts] == [(7, 1), (9, None), (8, 2)]


def test_a_deleted_member_has_no_number() -> None:
    author = read(post(1, "楼主", author="<a href='home.php?mod=space&amp;uid=0'>甲</a>")).posts[0].author
    assert author == Member("甲", None)


def test_the_first_post_of_a_later_page_is_no_first_post() -> None:
    pager = "<div class='pg'><a href='thread-9-1-1.html'>1</a><strong>2</strong></div>"
    thread = read(pager, post(7, "推荐"))
    assert (thread.page, thread.pages, thread.posts[0].floor) == (2, 2, None)


@pytest.mark.parametrize(
    ("pager", "expected"),
    [
        ("", (1, 1)),
        ("<div class='pg'><strong>2</strong><span title='共 9 页'> / 9 页</span></div>", (2, 9)),
        ("<div class='pg'><strong>2</strong><span title='共 9 頁'> / 9 頁</span></div>", (2, 9)),
        ("<div class='pg'><strong>2</strong><a href='thread-9-14-1.html'>... 14</a></div>", (2, 14)),
        ("<div class='pg'><strong>1</strong><a href='viewthread.php?tid=9&amp;page=3'>尾页</a></div>", (1, 3)),
        ("<div class='pg'><strong>[7]</strong><a>上一页</a></div>", (7, 7)),
    ],
)  # fmt: skip
def test_pagers(pager: str, expected: tuple[int, int]) -> None:
    thread = read(pager, post(1, "楼主"))
    assert (thread.page, thread.pages) == expected


def test_comments_have_authors_of_their_own() -> None:
    comment = "<div id='comment_1'><div class='authi'><a href='space-uid-2.html'>点评人</a></div></div>"
    thread = read(
        post(1, "楼主", author="匿名").replace("</td></tr></table></div>", comment + "</td></tr></table></div>")
    )
    assert thread.posts[0].author is None


def test_the_number_of_a_thread_under_an_address_of_the_site_s_own() -> None:
    html = post(1, "楼主") + "<form action='forum.php?mod=post&amp;action=reply&amp;fid=7&amp;tid=9'></form>"
    thread = read_thread(Page(html, "http://127.0.0.1:8088/t9"), ZONE)
    assert thread is not None
    assert (thread.tid, thread.fid) == (9, 7)


def test_counts_of_a_skin() -> None:
    head = "<div><div><h1 id='thread_subject'>题</h1><p>浏览次数：318 回复数 2</p></div></div>"
    thread = read("<section>", head, "<div id='postlist'>", post(1, "楼主"), "</div></section>")
    assert (thread.views, thread.replies) == (318, 2)


@pytest.mark.parametrize(
    ("link", "text"),
    [
        ("<a href='forum.php?mod=forumdisplay&filter=sortid&sortid=1'>[租房]</a>", "类型\t整租\n租金\t800\n近河。"),
        ("<a href='forum.php?mod=forumdisplay&fid=2&filter=typeid&typeid=1'>[闲谈]</a>", "近河。"),
    ],
)
def test_a_sort_with_a_template_of_its_own_shows_its_table_above_the_text(link: str, text: str) -> None:
    table = "<tr><th>类型</th><td>整租</td></tr><tr><th>租金</th><td>800</td></tr>"
    boxes = "<form><table><tr><td>竞价</td></tr></table></form><p>广告</p><div class='tip'><dl><dt>提示</dt></dl></div>"
    thread = read(
        f"<h1>{link} <span id='thread_subject'>房</span></h1><div id='post_1'><div class='authi'></div>"
        f"<div class='pcb'>{boxes}<style>td {{}}</style><div class='table-container'><table>{table}</table></div>"
        "<div class='t_fsz'><table><tr><td class='t_f' id='postmessage_1'>近河。</td></tr></table></div></div></div>"
    )
    assert thread.posts[0].message.text == text
