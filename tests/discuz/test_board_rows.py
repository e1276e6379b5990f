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
