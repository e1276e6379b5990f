"""The configuration of a crawl is read once, and what a crawl does without is not loaded."""

from __future__ import annotations

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.utils.project import get_project_settings

from harvester.crawl.configuration import configuration_of, prepare


def test_it_is_read_once_unless_a_setting_changes() -> None:
    crawler = Crawler(Spider, get_project_settings())
    first = configuration_of(crawler)
    assert configuration_of(crawler) is first
    crawler.settings.set("HARVESTER_SLOWEST", 7)
    second = configuration_of(crawler)
    assert (first.pace.slowest, second.pace.slowest) == (60.0, 7.0)
    crawler.settings.freeze()
    assert configuration_of(crawler) is second


def extensions(**given: object) -> set[str]:
    settings: BaseSettings = get_project_settings()
    settings.update(given)
    prepare(settings)
    return set(settings.getdict("EXTENSIONS_BASE"))


def test_extensions_that_are_off_are_left_out() -> None:
    console, control = "scrapy.extensions.telnet.TelnetConsole", "scrapy.extensions.remote_control.RemoteControl"
    assert not {console, control} & extensions()
    assert {console, control} & extensions(REMOTE_CONTROL_ENABLED=True) == {control}
    assert {console, control} & extensions(TELNETCONSOLE_ENABLED=True) == {console}
    assert "scrapy.extensions.closespider.CloseSpider" in extensions()
