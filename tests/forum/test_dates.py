from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from lxml import etree

from harvester.forum.clock import clock_of
from harvester.forum.dates import parse_date
from harvester.forum.page import Page, find

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 7, 7, 0, 20, 30, tzinfo=ZONE)

WORDINGS = [
    ("发表于 2026-7-7 07:20:17", "2026-07-07T07:20:17"),
    ("發表於 2009-12-02 21:04", "2009-12-02T21:04:00"),
    ("2026-7-7", "2026-07-07T00:00:00"),
    ("2026-7-7\xa007:20", "2026-07-07T07:20:00"),
    ("2026年7月7日 07:20", "2026-07-07T07:20:00"),
    ("2008-1-1 10:00 PM", "2008-01-01T22:00:00"),
    ("2008-1-1 12:05 AM", "2008-01-01T00:05:00"),
    ("2008/1/1 下午 3:05", "2008-01-01T15:05:00"),
    ("5\xa0秒前", "2026-07-07T00:20:25"),
    ("发表于 6 分钟前", "2026-07-07T00:14:30"),
    ("6 分鐘前", "2026-07-07T00:14:30"),
    ("半小时前", "2026-07-06T23:50:30"),
    ("半小時前", "2026-07-06T23:50:30"),
    ("3 小时前 · 湖北", "2026-07-06T21:20:30"),
    ("昨天 09:05", "2026-07-06T09:05:00"),
    ("前天 23:59", "2026-07-05T23:59:00"),
    ("昨天", "2026-07-06T00:00:00"),
    ("4 天前", "2026-07-03T00:00:00"),
    ("刚刚", "2026-07-07T00:20:30"),
    ("Posted 3 minutes ago", "2026-07-07T00:17:30"),
    ("half an hour ago", "2026-07-06T23:50:30"),
    ("1 hour ago", "2026-07-06T23:20:30"),
    ("Yesterday at 09:05 PM", "2026-07-06T21:05:00"),
    ("the day before yesterday 10:00", "2026-07-05T10:00:00"),
    ("18-10-2025 16:28:08", "2025-10-18T16:28:08"),
]

NO_DATES = [
    "",
    "从未",
    "2026-13-1",
    "2026-6-31 10:00",
    "2026-7-7 25:00",
    "昨天 24:61",
    "9999999999 天前",
    "12:30",
    "1234567-1-1x",
    "3-4-2025",
    "18-18-2025",
    "25/10/18",
    "192.168.10.2025",
]


@pytest.mark.parametrize(("text", "expected"), WORDINGS)
def test_wordings(text: str, expected: str) -> None:
    assert parse_date(text, ZONE, NOW) == datetime.fromisoformat(expected).replace(tzinfo=ZONE)


@pytest.mark.parametrize("text", NO_DATES)
def test_what_states_no_time(text: str) -> None:
    assert parse_date(text, ZONE, NOW) is None


def test_relative_wordings_need_the_time_of_the_page() -> None:
    assert parse_date("昨天 09:05", ZONE) is None


def test_relative_days_are_those_of_the_forum() -> None:
    elsewhere = datetime(2026, 7, 6, 16, 20, 30, tzinfo=ZoneInfo("UTC"))
    assert parse_date("昨天 09:05", ZONE, elsewhere) == datetime(2026, 7, 6, 9, 5, tzinfo=ZONE)


def test_the_title_of_a_span_comes_before_the_text() -> None:
    page = Page('<em id="e">发表于 <span title="2026-7-6 23:59:59">昨天&nbsp;23:59</span></em>', "http://h/")
    assert clock_of(page, ZONE, NOW).of(find(page.root, "em")) == datetime(2026, 7, 6, 23, 59, 59, tzinfo=ZONE)


def test_a_title_that_is_no_date_does_not_hide_the_text() -> None:
    element = etree.fromstring("<em title='x'><span title='y'>2026-7-6 10:00</span></em>")
    assert clock_of(Page("", "http://h/"), ZONE).of(element) == datetime(2026, 7, 6, 10, 0, tzinfo=ZONE)


def test_no_element_no_date() -> None:
    assert clock_of(Page("", "http://h/"), ZONE).of(None) is None
