"""Arguments of a crawl are checked before anything is asked for."""

from __future__ import annotations

import pytest

from harvester.spiders.arguments import ArgumentError, Arguments


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
    ],
)
def test_what_is_wrong_is_said_in_one_line(given: dict[str, str], says: str) -> None:
    with pytest.raises(ArgumentError, match=says) as error:
        Arguments.parse(given)
    assert "\n" not in str(error.value)
