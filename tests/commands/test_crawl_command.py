"""``scrapy crawl`` tells somebody who is new to it what to type."""

from __future__ import annotations

from pathlib import Path

from crawling import scrapy

from harvester.crawl.arguments import ARGUMENTS


def test_the_help_lists_every_argument(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert scrapy(["crawl", "-h"], log) == 0
    said = log.read_text(encoding="utf-8")
    assert [each.name for each in ARGUMENTS if f"\n  -a {each.name}=" not in said] == []
    assert max(map(len, said.splitlines())) <= 120


def test_an_address_in_the_place_of_a_spider(tmp_path: Path) -> None:
    log = tmp_path / "log"
    assert scrapy(["crawl", "http://bbs.example.com/"], log) == 2
    said = log.read_text(encoding="utf-8")
    assert said.endswith(
        "crawl: http://bbs.example.com/ is not a spider but an address: "
        "scrapy crawl forum -a address=http://bbs.example.com/\n"
    )
