"""A site by any of its names, for every command that looks at a harvest; one answer where it is not there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from crawling import scrapy
from harvested import article, put
from scrapy.settings import Settings

from harvester.config.declaring import ConfigurationError
from harvester.crawl.harvested import NoSiteError, harvested

SITE = "bbs.example.com:8080/forum"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    put(tmp_path / "harvest", [article(7, site="bbs.example.org")])
    folder = tmp_path / "harvest" / "bbs.example.com_8080_forum"
    folder.mkdir()
    (folder / "articles-2026-01-31.jsonl").write_text("", encoding="utf-8")
    sites = tmp_path / "sites.toml"
    sites.write_text('[news]\naddress = "http://bbs.example.com:8080/forum/"\n', encoding="utf-8")
    return Settings({"HARVESTER_DIR": str(tmp_path / "harvest"), "HARVESTER_SITES": str(sites)})


@pytest.mark.parametrize(
    "name",
    [
        "bbs.example.com_8080_forum",
        SITE,
        "news",
        "http://bbs.example.com:8080/forum/",
        "http://bbs.example.com:8080/forum/forum.php?mod=viewthread&tid=7",
        "http://bbs.example.com:8080/forum/thread-7-1-1.html",
    ],
)
def test_any_name_of_a_site(settings: Settings, name: str) -> None:
    (folder,) = harvested(settings, [name, name]).folders
    assert folder.name == "bbs.example.com_8080_forum"


def test_a_link_to_a_site_is_a_name_of_it(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "harvest" / "ours").symlink_to("bbs.example.org")
    assert [folder.name for folder in harvested(settings, ["ours"]).folders] == ["bbs.example.org"]
    assert len(harvested(settings, []).folders) == 2


def test_a_copy_of_a_site_is_said_where_all_are_taken(settings: Settings, tmp_path: Path) -> None:
    """Otherwise all of its articles would be in the output twice, without a word."""
    base = Path(settings["HARVESTER_DIR"])
    shutil.copytree(base / "bbs.example.org", base / "bbs.example.org-old")
    words = ["export", "-s", f"HARVESTER_DIR={base}", "-o", str(tmp_path / "out.jsonl")]
    said = "bbs.example.org, bbs.example.org-old all hold bbs.example.org"
    for sites, expected in ((), True), (("bbs.example.org",), False):
        assert scrapy([*words, *sites], tmp_path / "log") == 0
        assert (said in (tmp_path / "log").read_text(encoding="utf-8")) is expected


def test_all_where_none_is_named(settings: Settings) -> None:
    assert len(harvested(settings, []).folders) == 2


@pytest.mark.parametrize("name", ["nevvs", "..", ".", "/", "http://", "https://other.example/", "x" * 300, "a\0b"])
def test_what_is_not_there_is_said_with_what_is(settings: Settings, name: str) -> None:
    with pytest.raises(NoSiteError, match=r"there is no harvest of .* in .*; there is bbs\.example"):
        harvested(settings, [name])


def test_of_a_thousand_sites_a_few_are_named(settings: Settings, tmp_path: Path) -> None:
    put(tmp_path / "harvest", [article(7, site=f"bbs{number}.example.net") for number in range(40)])
    with pytest.raises(NoSiteError) as raised:
        harvested(settings, ["bbs7.example.nte"])
    assert len(str(raised.value)) < 400
    assert "bbs7.example.net" in str(raised.value)
    assert "34 more" in str(raised.value)


def test_a_sites_file_that_can_not_be_read_is_said(settings: Settings) -> None:
    Path(settings["HARVESTER_SITES"]).write_text("[news", encoding="utf-8")
    assert harvested(settings, [SITE]).folders
    with pytest.raises(ConfigurationError, match="not TOML"):
        harvested(settings, ["news"])


@pytest.mark.parametrize("command", ["export", "feed", "report", "status"])
def test_one_wording_and_one_code(settings: Settings, tmp_path: Path, command: str) -> None:
    log = tmp_path / "log"
    words = [command, "-s", f"HARVESTER_DIR={settings['HARVESTER_DIR']}", "nowhere.example"]
    assert scrapy(words, log) == 2
    said = log.read_text(encoding="utf-8")
    assert said.startswith(f"scrapy {command}: there is no harvest of nowhere.example in ")
    assert len(said.splitlines()) == 1
