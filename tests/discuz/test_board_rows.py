"""Rows of lists, as boards may show them."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from harvester.discuz.list_page import read_board
from harvester.forum.model import Row
from harvester.forum.page import Page

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 17, 13, 12, tzinfo=ZONE)


def read(thread_type: str = "", title: str = "题") -> Row:
    link = "forum.php?mod=viewthread&amp;tid=9&amp;extra=page%3D1"
    html = (
        "<table summary='forum_2' id='threadlisttableid'><tbody id='normalthread_9'><tr>"
        f"<th>{thread_type}<a href='{link}' class='s xst'>{title}</a></th>"
        "<td class='by'><cite>匿名</cite><em><span title='2026-11-22'>昨天</span></em></td>"
        f"<td class='num'><a href='{link}'><span title='12345'>1万</span></a><em>234</em></td>"
        "<td class='by'><cite><a>乙</a></cite><em><a><span title='2026-11-23 17:07'>6&nbsp;分钟前</span></a></em></td>"
        "</tr></tbody></table>"
    )
    listed = read_board(Page(html, "http://h/forum.php?mod=forumdisplay&fid=2"), ZONE, NOW)
    assert listed is not None
    return listed.rows[0]


HEADINGS = {
    "<h1 class='xs2'><a href='forum-2-1.html'>甲版</a><span>今日: <b>3</b>|主题: <b>1,028</b></span></h1>": 1028,
    "<h1><a href='forum-2-1.html'>甲版</a><span>今日: 0 | 主題數：28 | 排名: 5</span></h1>": 28,
    "<h1><a href='forum-2-1.html'>甲版</a></h1><p class='forumstats'>[ <strong>28</strong> 主题 ]</p>": 28,
    "<h2><a href='forum-2-1.html'>甲版</a></h2><p>今日: <span>0</span>主题: <span>28</span></p>": 28,
    "<h1><a href='forum-2-1.html'>甲版</a><span>主题: 2万</span></h1>": None,
    "<h1><a href='forum-2-1.html'>甲版</a></h1><p>本版主题：春耕</p><h2>乙版</h2><p>主题: 5</p>": None,
}


@pytest.mark.parametrize(("heading", "threads"), HEADINGS.items())
def test_the_heading_counts_the_threads(heading: str, threads: int | None) -> None:
    row = "<tbody id='normalthread_9'><tr><th><a href='thread-9-1-1.html' class='s xst'>题</a></th></tr></tbody>"
    html = (
        "<div id='pt'><div class='z'><a href='forum.php'>论坛</a> › <a href='forum-2-1.html'>甲版</a></div></div>"
        f"<div id='forumheader'>{heading}</div><table summary='forum_2' id='threadlisttableid'>{row}</table>"
    )
    listed = read_board(Page(html, "http://h/forum-2-1.html"), ZONE, NOW)
    assert listed is not None
    assert (listed.name, listed.threads) == ("甲版", threads)


@pytest.mark.parametrize("inside", ["要闻", "<img src='a.png' alt='要闻'>", "<img src='a.png' alt='要闻'> 要闻"])
def test_thread_types_with_icons(inside: str) -> None:
    link = f"<a href='forum.php?mod=forumdisplay&fid=2&amp;filter=typeid&amp;typeid=4'>{inside}</a>"
    assert read(f"<em>[{link}]</em>").thread_type == "要闻"


def test_relative_times_and_shortened_counts() -> None:
    row = read()
    assert row.posted == datetime(2026, 11, 22, tzinfo=ZONE)
    assert row.last_reply == datetime(2026, 11, 23, 17, 7, tzinfo=ZONE)
    assert (row.author, row.replies, row.views) == (None, 12345, 234)


def test_titles_with_entities_and_colours() -> None:
    assert read(title="<font color='red'>A &amp;amp; B</font> &lt;i&gt;").title == "A &amp; B <i>"
