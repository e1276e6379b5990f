"""Sites whose time has come."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawling import scrapy
from scrapy.settings import BaseSettings

from harvester.config.program import ExitCode
from harvester.crawl.configuration import defaults
from harvester.crawl.due import due
from harvester.crawl.sites import entries
from harvester.runs.records import record

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
SITES = """
[hourly]
address = "http://hourly.example/"
every = "1h"
[daily]
address = "http://daily.example/"
every = "1d"
[never]
address = "http://never.example/"
every = "30d"
[always]
address = "http://always.example/"
[moved]
address = "http://new.example/"
formerly = "http://old.example/"
every = "1d"
"""


def ran(folder: Path, ago: timedelta, *, ended: bool = True) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    began = (NOW - ago).isoformat()
    with (folder / "runs.ndjson").open("a", encoding="utf-8") as file:
        file.write(json.dumps(record("1") | {"began": began, "ended": began if ended else None}) + "\n")


def settings_of(tmp_path: Path) -> BaseSettings:
    (tmp_path / "sites.toml").write_text(SITES, encoding="utf-8")
    given = {"HARVESTER_DIR": str(tmp_path / "harvest"), "HARVESTER_SITES": str(tmp_path / "sites.toml")}
    return BaseSettings(defaults() | given)


def names(settings: BaseSettings) -> list[str]:
    return [entry.name for entry in due(entries(settings).values(), settings, NOW)]


def test_a_site_is_due_when_its_last_run_began_long_enough_ago(tmp_path: Path) -> None:
    settings, base = settings_of(tmp_path), tmp_path / "harvest"
    assert sorted(names(settings)) == ["always", "daily", "hourly", "moved", "never"]
    ran(base / "hourly.example", timedelta(minutes=59))
    ran(base / "daily.example", timedelta(hours=30))
    ran(base / "daily.example", timedelta(hours=23))
    ran(base / "never.example", timedelta(days=29))
    ran(base / "always.example", timedelta(seconds=1))
    ran(base / "old.example", timedelta(hours=5))
    assert names(settings) == ["hourly", "always"]
    ran(base / "daily.example", timedelta(hours=1), ended=False)  # it was killed
    (base / "always.example" / "run.json").write_text(json.dumps(record("1") | {"process": os.getpid()}))
    assert names(settings) == ["hourly"]


def test_where_no_site_is_due_nothing_is_done(tmp_path: Path) -> None:
    settings_of(tmp_path)
    text = '[hourly]\naddress = "http://hourly.example/"\nevery = "1h"\n'
    (tmp_path / "sites.toml").write_text(text, encoding="utf-8")
    folder = tmp_path / "harvest" / "hourly.example"
    folder.mkdir(parents=True)
    now = datetime.now(UTC).isoformat()
    (folder / "runs.ndjson").write_text(json.dumps(record("1") | {"began": now, "ended": now}) + "\n")
    words = ["crawl", "forum", "-a", "site=due", "-s", f"HARVESTER_DIR={tmp_path / 'harvest'}"]
    words += ["-s", f"HARVESTER_SITES={tmp_path / 'sites.toml'}"]
    assert scrapy(words, tmp_path / "log") == ExitCode.DONE
    assert (tmp_path / "log").read_text(encoding="utf-8") == "scrapy crawl: no site is due\n"
