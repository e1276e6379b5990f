from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from harvester.forum.clock import SiteZone, clock_of
from harvester.forum.page import Page, find

CHINA = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 5, 12, 0, tzinfo=CHINA)
FOOT = '<div id="ft"><p>{}<span id="debuginfo"></span></p></div>'


def page(foot: str = "", body: str = "") -> Page:
    return Page(f"<html><body>{body}{FOOT.format(foot)}</body></html>", "http://h/")


@pytest.mark.parametrize(
    ("foot", "hours"),
    [
        ("GMT+9, 2026-11-5 13:00", 9),
        ("GMT-5, 2026-11-4 23:00, Processed in 0.03 second(s)", -5),
        ("GMT+5:30, 2026-11-5 09:30", 5.5),
        ("GMT-3.5, 2026/11/5 00:30", -3.5),
        ("当前时区 GMT+7, 现在时间是 2026-11-5 11:00", 7),
        ("GMT, 2026-11-5 04:00", 0),
        ("GMT+8, 2026-11-5 12:00", 8),
        ("GMT+25, 2026-11-5 12:00", 8),
        ("no zone at all", 8),
    ],
)
def test_the_zone_at_the_foot(foot: str, hours: float) -> None:
    read = clock_of(page(foot), CHINA, NOW).parse("2026-7-7 07:20")
    assert read is not None
    assert read.replace(tzinfo=None) == datetime(2026, 7, 7, 7, 20)  # noqa: DTZ001 - the zone is the next line's
    assert read.utcoffset() == timedelta(hours=hours)


def test_a_page_of_the_same_offset_keeps_the_zone_that_was_given() -> None:
    assert clock_of(page("GMT+8, 2026-11-5 12:00"), CHINA, NOW).zone is CHINA


def test_the_zone_that_the_user_named_stays() -> None:
    zone = SiteZone.of("Europe/Berlin", named=True)
    assert clock_of(page("GMT+8, 2026-11-5 12:00"), zone, NOW).zone is zone


def test_pages_without_a_foot_have_the_zone_of_the_others() -> None:
    zone = SiteZone.of("Asia/Shanghai", named=False)
    assert clock_of(page("GMT+9, 2026-11-5 13:00"), zone, NOW).zone.utcoffset(NOW) == timedelta(hours=9)
    assert clock_of(page(), zone, NOW).zone.utcoffset(NOW) == timedelta(hours=9)


@pytest.mark.parametrize(
    ("foot", "text", "expected"),
    [
        ("GMT+8, 5-11-2026 12:00", "发表于 3-4-2025 16:28:08", "2025-04-03T16:28:08"),
        ("GMT+8, 11-5-2026 12:00", "3-4-2025 16:28", "2025-03-04T16:28:00"),
        ("GMT+8, 5/11/2026 12:00", "3/4/2025", "2025-04-03T00:00:00"),
        ("GMT+8, 05.11.2026 12:00 PM", "03.04.2025 04:28 PM", "2025-04-03T16:28:00"),
        ("GMT+8, 26/11/5 12:00", "25/4/3 16:28", "2025-04-03T16:28:00"),
        ("GMT+8, 5-11-26 12:00", "3-4-25 16:28", "2025-04-03T16:28:00"),
        ("GMT+8, 2026/11/5 12:00", "2025/4/3 16:28", "2025-04-03T16:28:00"),
    ],
)
def test_the_order_at_the_foot(foot: str, text: str, expected: str) -> None:
    assert clock_of(page(foot), CHINA, NOW).parse(text) == datetime.fromisoformat(expected).replace(tzinfo=CHINA)


@pytest.mark.parametrize(
    ("body", "text", "expected"),
    [
        ("", "18-10-2025 16:28", "2025-10-18T16:28:00"),
        ("", "10-18-2025 16:28", "2025-10-18T16:28:00"),
        ("", "5-5-2025", "2025-05-05T00:00:00"),
        ("<em>25-3-2025 10:00</em>", "3-4-2025 16:28", "2025-04-03T16:28:00"),
        ("<em>3-25-2025 10:00</em>", "3-4-2025 16:28", "2025-03-04T16:28:00"),
        # The fourth of December is not yet.
        ("<em>4-12-2026 10:00</em>", "3-4-2025 16:28", "2025-03-04T16:28:00"),
        ("", "3-4-2025 16:28", None),
        ("", "1-2-34", None),
    ],
)
def test_the_order_that_makes_sense(body: str, text: str, expected: str | None) -> None:
    wanted = None if expected is None else datetime.fromisoformat(expected).replace(tzinfo=CHINA)
    assert clock_of(page(body=body), CHINA, NOW).parse(text) == wanted


def test_the_order_of_the_site_s_other_pages() -> None:
    zone = SiteZone.of("Asia/Shanghai", named=False)
    assert clock_of(page("GMT+8, 5-11-2026 12:00"), zone, NOW).order == "dmy"
    assert clock_of(page(), zone, NOW).parse("3-4-2025") == datetime(2025, 4, 3, tzinfo=CHINA)


def test_counts_that_touch_a_time_are_no_part_of_it() -> None:
    shown = page(body="<li><span><em>24</em><em>0</em></span>19&nbsp;分钟前</li>")
    assert clock_of(shown, CHINA, NOW).of(find(shown.root, "li")) == NOW - timedelta(minutes=19)
    shown = page(body="<li><em>24</em>18-10-2025 16:28</li>")
    assert clock_of(shown, CHINA, NOW).of(find(shown.root, "li")) == datetime(2025, 10, 18, 16, 28, tzinfo=CHINA)
