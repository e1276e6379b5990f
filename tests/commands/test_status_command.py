"""``scrapy status``, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

from crawling import RunCrawl, scrapy
from harvests import QUICK

from harvester.demo.forum import DemoForum
from harvester.disk.names import site_folder


def status(folder: Path, *words: str) -> tuple[int, str]:
    log = folder / "status.log"
    code = scrapy(["status", "-s", f"HARVESTER_DIR={folder / 'harvest'}", *words], log)
    return code, log.read_text(encoding="utf-8")


def test_the_last_run_what_is_harvested_and_what_is_due(run_crawl: RunCrawl, tmp_path: Path) -> None:
    metrics = tmp_path / "metrics"
    with DemoForum(most=2) as forum:
        done = run_crawl(forum.url, settings=(*QUICK, f"HARVESTER_METRICS={metrics}"))
        site = site_folder(tmp_path / "harvest", forum.url.split("/")[2])
    assert done.exit_code == 0, done.output
    written = len(done.articles)
    code, said = status(tmp_path)
    assert code == 0
    assert said.splitlines()[0] == site.name
    assert f"finished (exit code 0), {written} articles" in said
    assert f"articles  {written}; threads: harvested {written}" in said
    assert f"] {written} articles" in said
    code, said = status(tmp_path, "--json", site.name)
    shown = json.loads(said)
    assert (code, shown["site"], shown["articles"], shown["runs"], shown["well"]) == (0, site.name, written, 1, True)
    (file,) = metrics.iterdir()
    assert f'harvester_last_run_articles{{site="{site.name}"}} {written}.0' in file.read_text(encoding="utf-8")
    assert run_crawl(forum.url, settings=(*QUICK, "RETRY_TIMES=0")).exit_code == 1  # the forum is gone
    code, said = status(tmp_path)
    assert code == 1
    assert "(exit code 1), 0 articles, failures: download 1" in said


def test_a_site_that_is_not_there_or_can_not_be_read(tmp_path: Path) -> None:
    code, said = status(tmp_path, "bbs.example.com")
    assert code == 2
    assert said.startswith("scrapy status: there is no harvest in ")
    folder = tmp_path / "harvest" / "bbs.example.com"
    folder.mkdir(parents=True)
    (folder / "store.sqlite").write_bytes(b"damage " * 5000)
    code, said = status(tmp_path)
    assert code == 1
    assert said.startswith("scrapy status: ")
    assert "Traceback" not in said
