"""``scrapy status``, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

from crawling import RunCrawl, scrapy
from harvested import article, put
from harvests import QUICK
from saving import Saved

from harvester.demo.forum import DemoForum
from harvester.disk.names import site_folder
from harvester.runs.records import record


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


def test_many_sites_fit_on_a_screen(tmp_path: Path) -> None:
    harvest = put(tmp_path / "harvest", [article(tid=1, site=f"s{number:03}.example") for number in range(40)])
    for number, folder in enumerate(sorted(harvest.iterdir())):
        Saved(folder).close()
        begun = record("1") | {"began": f"2026-01-0{1 + number % 9}T00:00:00.000+00:00"}
        done = begun | {"ended": begun["began"], "exit_code": 3 if number in (7, 30) else 0, "articles": 1}
        (folder / "runs.ndjson").write_text(json.dumps(done) + "\n", encoding="utf-8")
    code, said = status(tmp_path)
    first, second, *others, more, totals = said.splitlines()
    assert (code, len(others)) == (1, 18)
    assert (first[:12], second[:12], more) == ("s007.example", "s030.example", "... and 20 more (name them, or --json)")
    assert totals.startswith("40 sites: 38 well, 2 not, 0 at work; 40 articles")
    code, said = status(tmp_path, "--wrong")
    assert (code, said.count("last run"), said.count("code 3")) == (1, 2, 2)
    code, said = status(tmp_path, "--wrong", "s001.example", "s002.example")
    assert (code, said.splitlines()) == (0, [said.rstrip()])
