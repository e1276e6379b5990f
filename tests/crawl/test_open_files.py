"""Files that a crawl has open, at most so many a site."""

from __future__ import annotations

import resource
from contextlib import ExitStack
from pathlib import Path

import pytest
from conftest import PACE
from crawling import ended, started
from harvested import article, put

from harvester.crawl.open_files import A_SITE, BESIDES, sites_at_once
from harvester.demo.forum import DemoForum


@pytest.mark.parametrize(
    ("wanted", "limit", "at_once"), [(16, 1024, 16), (16, 100, 6), (16, 60, 1), (16, 8, 1), (16, -1, 16)]
)
def test_as_many_sites_as_the_system_allows_files(wanted: int, limit: int, at_once: int) -> None:
    assert sites_at_once(wanted, limit) == at_once


def low() -> None:
    """Few files may be open: what a system gives that was not asked."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (BESIDES + 2 * A_SITE, most))


def test_a_crawl_of_many_sites_keeps_to_the_limit(tmp_path: Path) -> None:
    sites = tmp_path / "sites.toml"
    with ExitStack() as forums:
        urls = [forums.enter_context(DemoForum()).url for _ in range(4)]
        entries = [f'[s{number}]\naddress = "{url}forum-2-1.html"\n' for number, url in enumerate(urls)]
        sites.write_text("".join(entries), encoding="utf-8")
        settings = [*PACE, f"HARVESTER_DIR={tmp_path / 'harvest'}", f"HARVESTER_SITES={sites}", "HARVESTER_REPAIR=0"]
        settings += ["HARVESTER_DUPLICATES=1", "HARVESTER_WARC=1"]
        words = ["crawl", "forum", "-a", "site=all", "-a", "max_threads=2"]
        words += [word for setting in settings for word in ("-s", setting)]
        code = ended(started(words, tmp_path / "log", before=low))
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert "2 sites at once instead of 4: the system allows too few open files" in said
    assert "4 sites: 4 done; 8 articles" in said
    assert code == 0


def test_commands_that_read_open_few_files_whatever_the_number_of_sites(tmp_path: Path) -> None:
    harvest = put(tmp_path / "harvest", [article(tid=1, site=f"s{number}.example") for number in range(100)])
    for number, words in enumerate((["duplicates"], ["export"], ["report", "-o", str(tmp_path / "page.html")])):
        log = tmp_path / f"{number}.log"
        assert ended(started([*words, "-s", f"HARVESTER_DIR={harvest}"], log, before=low)) == 0, log.read_text()
