"""The Atom feed, as a library for feeds reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import feedparser
import pytest
from crawling import scrapy
from harvested import SITE, article, made, put

from harvester.feed.atom import Feed


def read(feed: Feed) -> feedparser.FeedParserDict:
    found = feedparser.parse(feed.to_xml())
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def test_what_a_reader_sees_of_an_article() -> None:
    feed = Feed("論壇 & 新聞", 5)
    picture = {"url": "https://bbs.example.com/a.jpg", "aid": None, "caption": "老街", "file": None, "sha256": None}
    feed.add([article(7, "第一段 <b>\n\n第二段 & 完", title="開工 <1>", pictures=[picture])])
    found = read(feed)
    assert found.feed.title == "論壇 & 新聞"
    (entry,) = found.entries
    assert entry.title == "開工 <1>"
    assert entry.link == entry.id == f"https://{SITE}/thread-7-1-1.html"
    assert entry.author == "作者甲"
    assert [tag.term for tag in entry.tags] == ["新闻"]
    assert entry.published == "2026-01-30T10:00:00+08:00"
    assert entry.content[0].value.startswith("<p>第一段 &lt;b&gt;</p><p>第二段 &amp; 完</p>")
    assert entry.enclosures[0].href == "https://bbs.example.com/a.jpg"


def test_the_newest_articles_whatever_their_order_each_once() -> None:
    feed = Feed("all", 3)
    feed.add(article(tid, published=f"2026-01-{tid:02}T10:00:00+08:00") for tid in (4, 9, 1, 8, 2))
    feed.add([article(8, published="2026-01-08T10:00:00+08:00", revision=2, harvested="2026-02-01T00:00:00+00:00")])
    assert [line["tid"] for line in feed.lines] == [8, 9, 4]
    assert read(feed).feed.updated == "2026-02-01T00:00:00+00:00"


def test_what_a_person_put_right_is_new_again() -> None:
    feed = Feed("all", 3)
    mark = {"where": "title", "by": "顾念", "at": "2026-03-01T00:00:00+00:00", "outdated": False}
    feed.add([article(7, corrected=[mark]), article(8, published="2026-02-01T10:00:00+08:00")])
    assert [entry.updated for entry in read(feed).entries] == [mark["at"], "2026-02-01T10:00:00+08:00"]


def test_what_an_article_lacks_is_no_reason_to_leave_it_out() -> None:
    feed = Feed("all", 3)
    bare: dict[str, Any] = {"author": None, "published": None, "board": {"fid": None, "name": None}, "edited": None}
    feed.add([article(7, **bare)])
    (entry,) = read(feed).entries
    assert (entry.author, entry.updated) == (SITE, "2026-01-31T12:00:00+00:00")


def test_a_time_that_somebody_wrote_otherwise_keeps_nothing_back() -> None:
    feed = Feed("all", 3)
    feed.add([article(7, published="gestern"), article(8, published="30.1.2026", harvested="?"), article(9)])
    assert {entry.id.split("-")[1]: entry.updated for entry in read(feed).entries} == {
        "7": "2026-01-31T12:00:00+00:00",
        "8": "1970-01-01T00:00:00+00:00",
        "9": "2026-01-30T10:00:00+08:00",
    }


@pytest.mark.parametrize("odd", ["\x00", "\x1b[1m", "\ud800", "\ufffe", "]]>"])
def test_characters_that_xml_has_no_place_for(odd: str) -> None:
    feed = Feed("all", 3)
    feed.add([article(7, f"前{odd}后", title=f"题{odd}目")])
    (entry,) = read(feed).entries
    assert entry.title.startswith("题")
    assert "后" in entry.content[0].value


def test_links_lead_to_addresses_of_the_web_alone() -> None:
    feed = Feed("all", 3)
    pictures = [{"url": url} for url in ("javascript:alert(1)", "http://[", "https://bbs.example.com/a b.jpg")]
    feed.add([article(7, pictures=pictures, url="javascript:alert(2)")])
    (entry,) = read(feed).entries
    assert [(each.rel, each.href) for each in entry.links] == [("enclosure", "https://bbs.example.com/a%20b.jpg")]
    assert entry.id.startswith("urn:uuid:")
    assert "alert" not in entry.content[0].value


def test_a_feed_without_articles() -> None:
    assert read(Feed("none", 3)).entries == []


@pytest.mark.parametrize(
    ("words", "tids"),
    [
        ((), [9, 8, 7]),
        ((SITE,), [9, 7]),
        (("--most", "1"), [9]),
        (("--match", "老街|碼頭"), [8]),
        (("--board", "3", "--board", "体育"), [9]),
        (("--author", "作者乙"), [7]),
        (("--certainty", "certain"), [9, 8]),
    ],
)
def test_the_command_and_its_filters(tmp_path: Path, words: tuple[str, ...], tids: list[int]) -> None:
    lines = [
        article(7, author={"name": "作者乙", "uid": 1}, repairs=[made(0, "a", "b", "likely")]),
        article(8, "老街开工", site="b.example", published="2026-01-30T11:00:00+08:00"),
        article(9, board={"fid": 3, "name": "社会"}, published="2026-01-30T12:00:00+08:00"),
    ]
    put(tmp_path / "harvest", lines)
    output, log = tmp_path / "feed.xml", tmp_path / "log"
    code = scrapy(["feed", "-s", f"HARVESTER_DIR={tmp_path / 'harvest'}", "-o", str(output), *words], log)
    assert code == 0, log.read_text(encoding="utf-8")
    found = feedparser.parse(output.read_bytes())
    assert [int(entry.id.split("-")[1]) for entry in found.entries] == tids


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (
            (
                "--match",
                "(",
            ),
            2,
            "not a regular expression",
        ),
        (("--most", "0"), 2, "give a number of at least 1"),
        (("c.example",), 2, "no harvest of c.example"),
        (("-o", "none/feed.xml"), 1, "nothing was written"),
    ],
)
def test_what_goes_wrong_is_said(tmp_path: Path, words: tuple[str, ...], code: int, says: str) -> None:
    put(tmp_path / "harvest", [article(7)])
    log = tmp_path / "log"
    assert scrapy(["feed", "-s", f"HARVESTER_DIR={tmp_path / 'harvest'}", *words], log) == code
    assert says in (said := log.read_text(encoding="utf-8"))
    assert "Traceback" not in said
