"""The other doors: archiver, RSS, printable."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from harvester.demo import DemoForum

#: The client of ``conftest.py``.
Get = Callable[..., Any]


@pytest.fixture(scope="module")
def forum() -> Iterator[DemoForum]:
    with DemoForum(charset="utf-8") as running:
        yield running


@pytest.mark.parametrize("path", ["archiver/tid-101.html", "archiver/?tid-101.html"])
def test_the_archiver_has_the_text_without_noise(forum: DemoForum, get: Get, path: str) -> None:
    record = next(record for record in forum.truth() if record["tid"] == 101)
    page = get(forum, path).page
    content = page.get_element_by_id("content").text_content()
    for line in record["text"].split("\n"):
        assert line in content
    assert "本帖最后由 霁川日报 于 2025-11-14 14:20 编辑" in content
    assert [name.text for name in page.xpath('//p[@class="author"]/strong')] == [
        "霁川日报",
        "老桥头",
        "白鹭湾",
        "程小满",
    ]


def test_the_archiver_leads_from_the_index_to_the_threads(forum: DemoForum, get: Get) -> None:
    assert "fid-2.html" in get(forum, "archiver/").page.xpath("//li/a/@href")
    first = get(forum, "archiver/?fid-2.html").page.xpath("//li/a/@href")
    second = get(forum, "archiver/fid-2.html?page=2").page.xpath("//li/a/@href")
    assert "fid-12.html" in first
    assert "tid-130.html" in first
    assert not {link for link in second if link.startswith("tid")} & set(first)


def test_the_archiver_can_be_off(get: Get) -> None:
    with DemoForum(archiver=False) as forum:
        assert get(forum, "archiver/tid-101.html").status == 404


def test_the_archiver_pages_long_threads(forum: DemoForum, get: Get) -> None:
    page = get(forum, "archiver/tid-119.html?page=3").page
    assert len(page.xpath('//p[@class="author"]')) == 3
    assert page.xpath('//div[@class="page"]/strong/text()') == ["[3]"]


def test_the_feed_is_empty_at_first_and_then_cut_short(forum: DemoForum, get: Get) -> None:
    first = ET.fromstring(get(forum, "forum.php?mod=rss&fid=12").body)  # noqa: S314  # our own feed
    again = ET.fromstring(get(forum, "forum.php?mod=rss&fid=12").body)  # noqa: S314  # our own feed
    assert first.findall(".//item") == []
    assert len(again.findall(".//item")) == 13
    long = get(forum, "forum.php?mod=rss&fid=2"), get(forum, "forum.php?mod=rss&fid=2")
    feed = ET.fromstring(long[1].body)  # noqa: S314  # our own feed
    cut = [item.findtext("description", "") for item in feed.iter("item")]
    assert len(cut) == 20
    assert max(map(len, cut)) == 255
    assert feed.findtext(".//item/link") == f"{forum.url}thread-119-1-1.html"


def test_a_feed_of_no_board_says_so(forum: DemoForum, get: Get) -> None:
    assert get(forum, "forum.php?mod=rss&fid=22").body == b"Specified forum not found"


def test_the_printable_page_has_all_posts_and_the_noise(forum: DemoForum, get: Get) -> None:
    text = get(forum, "forum.php?mod=viewthread&action=printable&tid=119").text
    assert text.count("<b>作者: </b>") == 13
    assert "jammer" in text or "display:none" in text
    pictures = get(forum, "forum.php?mod=viewthread&action=printable&tid=105").text
    assert re.search(r'<img src="http://[^"]+161523e6a8b0c2d4f3\.jpg"', pictures)
