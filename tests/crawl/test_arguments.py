"""Arguments of a crawl are checked before anything is asked for."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from scrapy.utils.project import get_project_settings

from harvester.config.declaring import ConfigurationError
from harvester.crawl.arguments import Arguments
from harvester.crawl.settings import check
from harvester.visits.frontier import Scope

#: An address that is as it should be.
AT = {"address": "http://bbs.example.com/"}


def test_an_address_is_enough() -> None:
    arguments = Arguments.parse({"address": "https://bbs.example.com/forum-2-1.html"})
    assert (arguments.replies, arguments.zone) == ("none", None)


def test_scrapyd_may_add_its_job() -> None:
    assert Arguments.parse({**AT, "_job": "abc"}).address == "http://bbs.example.com/"


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({}, "give the forum's address"),
        ({"address": ""}, "give the forum's address"),
        ({"address": "bbs.example.com"}, "http://"),
        ({"address": "ftp://bbs.example.com/"}, "http://"),
        ({"address": "http:///thread-1-1-1.html"}, "http://"),
        ({**AT, "replys": "all"}, "unknown argument 'replys'"),
        ({**AT, "replies": "some"}, "none or all"),
        ({**AT, "zone": "Mars/Base"}, "no such time zone"),
        (
            {**AT, "since": "last year"},
            "since=last year: give a day such as 2026-01-31",
        ),
        ({**AT, "full": "yes"}, "full=yes: give 1 or 0"),
        ({**AT, "max_threads": "0"}, "max_threads=0: give a number"),
        ({**AT, "max_threads": "-5"}, "max_threads=-5: give a number"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(given: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigurationError, match=says) as error:
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
        ("HARVESTER_REPAIR_KINDS", "noise,rust", "no such kind of damage: rust; there are .*noise, "),
        ("HARVESTER_REPAIR_CERTAINTY", "sure", "HARVESTER_REPAIR_CERTAINTY=sure: give certain, likely or guess"),
        ("HARVESTER_RECHEK", "1h", "no such setting: HARVESTER_RECHEK; did you mean HARVESTER_RECHECK?"),
        ("HARVESTER_ZONE", "Mars/Base", "no such time zone"),
    ],
)
def test_a_wrong_setting_is_said_in_one_line(name: str, value: str, says: str) -> None:
    settings = get_project_settings()
    check(settings)
    settings.set(name, value)
    with pytest.raises(ConfigurationError, match=says) as error:
        check(settings)
    assert "\n" not in str(error.value)


def test_scope_is_in_days_of_the_forum() -> None:
    given = {
        "address": "http://bbs.example.com/",
        "since": "1970-01-02",
        "full": "1",
        "max_threads": "5",
        "replies": "all",
    }
    scope = Arguments.parse(given).scope(ZoneInfo("Asia/Shanghai"))
    assert scope == Scope(full=True, since=16 * 3600, replies=True, most=5)
    assert Arguments.parse({"address": "http://bbs.example.com/"}).scope(ZoneInfo("UTC")) == Scope()
