"""Arguments of a crawl are checked before anything is asked for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from scrapy.utils.project import get_project_settings

from harvester.crawl.arguments import ArgumentError, Arguments
from harvester.crawl.settings import check
from harvester.visits.frontier import Scope


def test_an_address_is_enough() -> None:
    arguments = Arguments.parse({"url": "https://bbs.example.com/forum-2-1.html"})
    assert (arguments.replies, arguments.zone) == ("none", "")


def test_scrapyd_may_add_its_job() -> None:
    assert Arguments.parse({"url": "http://bbs.example.com/", "_job": "abc"}).url == "http://bbs.example.com/"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "give the forum's address"),
        ({"url": ""}, "give the forum's address"),
        ({"url": "bbs.example.com"}, "http://"),
        ({"url": "ftp://bbs.example.com/"}, "http://"),
        ({"url": "http:///thread-1-1-1.html"}, "http://"),
        ({"url": "http://bbs.example.com/", "replys": "all"}, "unknown argument 'replys'"),
        ({"url": "http://bbs.example.com/", "replies": "some"}, "none or all"),
        ({"url": "http://bbs.example.com/", "zone": "Mars/Base"}, "no such time zone"),
        ({"url": "http://bbs.example.com/", "since": "last year"}, "since=last year: give a day such as 2026-01-31"),
        ({"url": "http://bbs.example.com/", "full": "yes"}, "full=yes: give 1 or 0"),
        ({"url": "http://bbs.example.com/", "max_threads": "0"}, "max_threads=0: give a number"),
        ({"url": "http://bbs.example.com/", "max_threads": "-5"}, "max_threads=-5: give a number"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given: dict[str, str], says: str) -> None:
    with pytest.raises(ArgumentError, match=says) as error:
        Arguments.parse(given)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HARVESTER_HOURS", "always", "give hours such as 22-06"),
        ("HARVESTER_RECHECK", "often", "give intervals such as 1h,1d,7d,30d"),
        ("HARVESTER_LOST_LINES", "forget", "give again or keep"),
        ("HARVESTER_COMMIT_EVERY", "-1", "give a whole number"),
        ("HARVESTER_FLOOD_RETRIES", "some", "give a whole number"),
        ("HARVESTER_SLOWEST", "very", "give a number of seconds"),
        ("DOWNLOAD_DELAY", "-1", "give a number of seconds"),
        ("HARVESTER_KEEP_ORIGINAL", "maybe", "give 1 or 0"),
        ("HARVESTER_REPAIR_KINDS", "noise,rust", "no such kind of damage: rust; there are noise"),
        ("HARVESTER_REPAIR_CERTAINTY", "sure", "no such certainty: sure; there are certain"),
        ("HARVESTER_RECHEK", "1h", "no such setting: HARVESTER_RECHEK; there is HARVESTER_RECHECK"),
        ("HARVESTER_ZONE", "Mars/Base", "no such time zone"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line(name: str, value: str, says: str) -> None:
    settings = get_project_settings()
    check(settings)
    settings.set(name, value)
    with pytest.raises(ArgumentError, match=says) as error:
        check(settings)
    assert "\n" not in str(error.value)


def test_scope_is_in_days_of_the_forum() -> None:
    given = {"url": "http://bbs.example.com/", "since": "1970-01-02", "full": "1", "max_threads": "5", "replies": "all"}
    scope = Arguments.parse(given).scope(ZoneInfo("Asia/Shanghai"))
    assert scope == Scope(full=True, since=16 * 3600, replies=True, most=5)
    assert Arguments.parse({"url": "http://bbs.example.com/"}).scope(ZoneInfo("UTC")) == Scope()
