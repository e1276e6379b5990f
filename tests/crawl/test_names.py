"""Names that are wrong: misspelt, or given as what they are not."""

from __future__ import annotations

import pytest
from crawling import RunCrawl
from scrapy.utils.project import get_project_settings

from harvester.config.declaring import ConfigurationError
from harvester.config.program import ExitCode
from harvester.crawl.arguments import Arguments, named
from harvester.crawl.settings import check_names

AT = {"address": "http://bbs.example.com/"}


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [
        ("HARVESTER_RECHEK", "1h", "HARVESTER_RECHECK"),
        ("harvester_zone", "UTC", "HARVESTER_ZONE"),
        ("DOWNLOAD_DELY", "3", "DOWNLOAD_DELAY"),
        ("download_delay", "3", "DOWNLOAD_DELAY"),
        ("CONCURENT_REQUESTS", "3", "CONCURRENT_REQUESTS"),
        ("LOGLEVEL", "INFO", "LOG_LEVEL"),
        ("replies", "all", "-a replies=all"),
        ("url", "http://a.example/", "-a address=http://a.example/"),
        ("boards", "2", "-s HARVESTER_BOARDS=2"),
        ("delay", "2", "-s DOWNLOAD_DELAY=2"),
    ],
)
def test_a_setting_that_there_is_none_of(name: str, value: str, meant: str) -> None:
    settings = get_project_settings()
    settings.set(name, value, priority="cmdline")
    with pytest.raises(ConfigurationError) as error:
        check_names(settings)
    assert str(error.value) == f"no such setting: {name}; did you mean {meant}?"


#: All arguments, as a message names them.
ARGUMENTS = (
    "there are address, author, engine, formerly, full, max_threads, missing, quotations, replies, since, site, "
    "source, warc, zone"
)


@pytest.mark.parametrize("name", ["PLAYWRIGHT_X", "ZYTE_API_KEY", "MY_DELAY", "CONCURRENT_REQUESTS_PER_IP"])
def test_settings_that_others_bring_are_theirs(name: str) -> None:
    settings = get_project_settings()
    settings.set(name, "x", priority="cmdline")
    check_names(settings)


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("HARVESTER_ZONE", "UTC", "it is a setting; did you mean -s HARVESTER_ZONE=UTC?"),
        ("DOWNLOAD_DELAY", "3", "it is a setting; did you mean -s DOWNLOAD_DELAY=3?"),
        ("HARVESTER_ZON", "UTC", "it is a setting; did you mean -s HARVESTER_ZONE=UTC?"),
        ("boards", "3", "it is a setting; did you mean -s HARVESTER_BOARDS=3?"),
        ("delay", "3", "it is a setting; did you mean -s DOWNLOAD_DELAY=3?"),
        ("HARVESTER_PROXIES", "http://me:pw@a", "it is a setting; did you mean -s HARVESTER_PROXIES=...?"),
        ("replys", "all", "did you mean replies?"),
        ("warc", "x", ARGUMENTS),
        ("xyzzy", "1", ARGUMENTS),
    ],
)
def test_an_argument_that_there_is_none_of(name: str, value: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        Arguments.parse({**AT, name: value})
    assert str(error.value) == f"unknown argument {name!r}: {says}"


def test_an_address_may_be_called_url() -> None:
    assert Arguments.parse({"url": AT["address"]}) == Arguments.parse(AT)
    assert named({"url": AT["address"], **AT}) == AT


def test_two_addresses_are_one_too_many() -> None:
    with pytest.raises(ConfigurationError, match=r"^address=http://bbs.example.com/ and url=http://a/: give one"):
        Arguments.parse({**AT, "url": "http://a/"})
    with pytest.raises(ConfigurationError) as error:
        Arguments.parse({**AT, "url": "http://me:secret@a/"})
    assert "secret" not in str(error.value)


@pytest.mark.parametrize(
    ("arguments", "settings", "says"),
    [
        ((), ("HARVESTER_QUIET=yes",), "HARVESTER_QUIET=yes: give 1 or 0"),
        ((), ("RETRY_TIMES=many",), "RETRY_TIMES=many: give a whole number from 0 to 1000"),
        ((), ("LOG_FORMAT=%(x",), "LOG_FORMAT=%(x: Invalid format"),
        ((), ("LOG_FILE=/nowhere/log",), "LOG_FILE=/nowhere/log: No such file or directory"),
        ((), ('ITEM_PIPELINES={"no.such.Part": 1}',), "ITEM_PIPELINES: no.such.Part can't be loaded"),
        ((), ("ITEM_PIPELINES=[1",), "Invalid -s value"),
        ((), ("replies=all",), "did you mean -a replies=all?"),
        (("DOWNLOAD_DELAY=3",), (), "did you mean -s DOWNLOAD_DELAY=3?"),
        (("url=http://127.0.0.1:2/",), (), "give one of the two"),
    ],
)
def test_wrong_usage_is_one_line_and_code_2(
    run_crawl: RunCrawl, arguments: tuple[str, ...], settings: tuple[str, ...], says: str
) -> None:
    crawl = run_crawl("http://127.0.0.1:1/", *arguments, settings=settings)
    assert crawl.exit_code == ExitCode.USAGE
    assert says in crawl.output
    assert len(crawl.output.strip().splitlines()) == 1
