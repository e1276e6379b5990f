"""The replies that the feed of a thread has."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from harvester.forum.page import Page
from harvester.phpwind.feed import is_feed, read_replies

ZONE = ZoneInfo("Asia/Shanghai")
ITEM = """<item><title>Re:题目</title><description><![CDATA[前半<br />后半]]></description>
<link>http://h/job.php?action=topost&amp;tid=7&amp;pid={pid}</link><author>a@b.cn (丙)</author>
<pubDate>{date}</pubDate></item>"""
DATE = "Sat, 26 Nov 2016 02:03:04 +0000"


def feed(*items: str) -> Page:
    return Page(
        f"<?xml version='1.0'?><rss version='2.0'><channel>{''.join(items)}</channel></rss>", "http://h/rss.php"
    )


def test_replies_come_oldest_first_with_all_that_a_feed_says() -> None:
    first, second = read_replies(feed(ITEM.format(pid=13, date=DATE), ITEM.format(pid=12, date=DATE)), ZONE)
    assert (first.pid, second.pid) == (12, 13)
    assert first.author is not None
    assert first.author.name == "丙"
    assert first.message.text == "前半\n后半"
    assert first.published == datetime(2016, 11, 26, 10, 3, 4, tzinfo=ZONE)
    assert first.floor is None


@pytest.mark.parametrize("date", ["", "yesterday", "Sat, 31 Nov 2016 02:03:04", "Fri, 31 Dec 9999 23:59:59 -2300"])
def test_a_time_that_is_none(date: str) -> None:
    (reply,) = read_replies(feed(ITEM.format(pid=12, date=date)), ZONE)
    assert reply.published is None


def test_what_is_no_reply_and_no_feed() -> None:
    assert read_replies(feed("<item><link>http://h/read.php?tid=7</link></item>", "<item></item>"), ZONE) == ()
    page = Page("<p>rss</p>", "http://h/rss.php")
    assert not is_feed(page)
    assert read_replies(page, ZONE) == ()
