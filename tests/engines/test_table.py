"""Which engines there are, and which of them an address or a page is of."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harvester.engines import table
from harvester.forum.engine import Asked, Engine, Reading, Site, Software
from harvester.forum.model import Unknown
from harvester.forum.names import PageName
from harvester.forum.page import Page


class PebbleSite(Site):
    """A forum of an engine that the package does not have."""

    engine = "pebble"

    @staticmethod
    def stock(url: str) -> PageName | None:
        found = re.search(r"/pebble-(\d+)$", url)
        return PageName("thread", tid=int(found[1])) if found else None

    def parse(self, url: str) -> PageName | None:
        return self.stock(url) if self.owns(url) else None

    def board_url(self, fid: int, page: int = 1) -> str:
        return f"{self.base}bowl-{fid}-{page}"

    def thread_url(self, tid: int, page: int = 1) -> str:
        return f"{self.base}pebble-{tid}-{page}"

    def read(self, page: Page, asked: Asked) -> Reading:
        del page, asked
        return Reading(Unknown("nothing is read here"))


class Pebble(Engine):
    """Found by its entry point, below."""

    name = "pebble"
    title = "Pebble"
    site = PebbleSite

    def recognise(self, page: Page) -> Software | None:
        found = re.search(r"Pebble ([\d.]+)", page.text)
        return Software(self.title, found[1]) if found else None


@pytest.fixture
def pebble(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine of another package, as its installation leaves it."""
    info = tmp_path / "pebble-0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: pebble\nVersion: 0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[harvester.engines]\npebble = pebble_engine:Pebble\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    module: Any = type(sys)("pebble_engine")
    module.Pebble = Pebble
    monkeypatch.setitem(sys.modules, "pebble_engine", module)
    table.engines.cache_clear()
    yield table.named("pebble")
    table.engines.cache_clear()


def page(text: str) -> Page:
    return Page(f"<html><head><title>题</title></head><body>{text}</body></html>", "https://bbs.example.com/")


def test_the_packages_own_comes_first_and_is_taken_where_nothing_tells(pebble: Engine) -> None:
    assert list(table.engines()) == ["discuz", "phpwind", "pebble"]
    assert table.default() is table.of_address("https://bbs.example.com/") is not pebble


def test_an_address_tells_what_to_try(pebble: Engine) -> None:
    assert table.of_address("https://bbs.example.com/thread-7-1-1.html").name == "discuz"
    assert table.of_address("https://bbs.example.com/pebble-7") is pebble
    assert table.of_addresses([f"https://bbs.example.com/pebble-{tid}" for tid in range(3)]) is pebble


def test_a_page_tells_its_engine(pebble: Engine) -> None:
    assert table.recognise(page("Pebble 2.1")) == (pebble, Software("Pebble", "2.1"))
    found = table.recognise(page("<p>Powered by Discuz! X3.4</p>"))
    assert found is not None
    assert (found[0].name, found[1]) == ("discuz", Software("Discuz!", "X3.4"))
    assert table.recognise(page("a shop")) is None


@pytest.mark.parametrize(
    ("head", "known"),
    [
        ('<meta name="generator" content="Discuz! X3.4" />', Software("Discuz!", "X3.4")),
        ('<meta name="generator" content="Discuz!" />', Software("Discuz!")),
        ("<script>var discuz_uid = '0';</script>", Software("Discuz!")),
        ("<div id='postmessage_7'>文</div>", Software("Discuz!")),
        ('<meta name="generator" content="phpwind v8.7" /><div id="postmessage_7">文</div>', None),
        ("<p>这里谈论 Discuz! 论坛</p>", None),
    ],
)
def test_what_is_a_page_of_discuz(head: str, known: Software | None) -> None:
    assert table.named("discuz").recognise(page(head)) == known


def test_a_name_of_none_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(table.EngineError, match="engine=phpbb: no such engine; there is discuz"):
        table.named("phpbb")


def test_a_site_without_memory_needs_no_more_than_addresses_and_a_reader() -> None:
    site = PebbleSite.of("https://bbs.example.com/a/pebble-7")
    assert (site.base, site.name) == ("https://bbs.example.com/a/", "bbs.example.com/a")
    assert site.key("https://www.bbs.example.com/a/pebble-7") == ("thread", 7, 1)
    assert (site.forms(), site.oldest_first_url(7, 1, ""), list(site.doors(None, None))) == ({}, None, [])
    site.recall({"engine": "pebble"})
    site.learn(["https://bbs.example.com/a/pebble-7"])
    assert not Pebble.login.is_cookie("x_auth")
