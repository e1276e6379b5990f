"""Runs as cron makes them: silent where all is well, noted in the journal, shown by status."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from harvests import FEW
from prometheus_client.parser import text_string_to_metric_families

from harvester.demo.forum import DemoForum
from harvester.runs.records import KILLED, Journal, at_work, records
from harvester.runs.status import sparkline, status, trend
from harvester.store.sqlite import Store

PROJECT = Path(__file__).parent.parent.parent
PACE = "-s DOWNLOAD_DELAY=0.001 -s AUTOTHROTTLE_ENABLED=0 -s HARVESTER_REPAIR=0"


def cron(line: str) -> subprocess.CompletedProcess[str]:
    """What cron does with a line: sh -c, with next to nothing in the environment."""
    bare = {"PATH": "/usr/bin:/bin", "HOME": "/", "SHELL": "/bin/sh", "LOGNAME": "nobody"}
    command = ["/bin/sh", "-c", line]
    return subprocess.run(command, env=bare, cwd="/", capture_output=True, text=True, check=False)  # noqa: S603 - ours


def test_a_crontab_line_is_silent_where_all_is_well_and_speaks_where_not(tmp_path: Path) -> None:
    scrapy = Path(sys.executable).with_name("scrapy")
    settings = f"-s HARVESTER_DIR={tmp_path} -s HARVESTER_QUIET=1 -s HARVESTER_METRICS={tmp_path / 'metrics'} {PACE}"
    with DemoForum(most=FEW) as forum:
        feed = f"-O {tmp_path / 'feed.jsonl'}"
        line = f"cd {PROJECT} && {scrapy} crawl discuz -a address={forum.url} {settings} {feed}"
        done = cron(line)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
        written = (tmp_path / "feed.jsonl").read_text(encoding="utf-8").splitlines()
        (metrics,) = (tmp_path / "metrics").glob("*.prom")
        families = text_string_to_metric_families(metrics.read_text(encoding="utf-8"))
        found = {sample.name: sample.value for family in families for sample in family.samples}
        assert found["harvester_last_run_articles"] == len(written) > 0
    done = cron(line)  # the forum is gone
    assert done.returncode != 0
    assert done.stdout == ""
    assert "result" in done.stderr
    (folder,) = (path.parent for path in tmp_path.glob("*/runs.ndjson"))
    assert [run["exit_code"] for run in records(folder)] == [0, done.returncode]
    assert at_work(folder) is None


def test_a_killed_run_is_noted_by_the_next_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    assert journal.begin("1") is None
    killed = journal.begin("1")
    assert killed is not None
    with (tmp_path / "runs.ndjson").open("a", encoding="utf-8") as file:
        file.write('{"torn')
    begun = at_work(tmp_path)
    assert begun is not None
    journal.end({"process": begun["process"], "version": "1", "exit_code": 0, "reason": "finished"})
    assert [run["reason"] for run in records(tmp_path)] == [KILLED, "finished"]
    for raw in (tmp_path / "runs.ndjson").read_text(encoding="utf-8").splitlines():
        assert json.loads(raw)["began"]


def test_status_of_a_site_whose_run_was_killed(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.sqlite")
    store.save(1)
    store.close()
    Journal(tmp_path).begin("1")
    running = status(tmp_path, datetime.now(UTC))
    assert running.running
    assert running.well
    gone = json.loads((tmp_path / "run.json").read_bytes()) | {"process": 2**22 + 1}
    (tmp_path / "run.json").write_text(json.dumps(gone), encoding="utf-8")
    killed = status(tmp_path, datetime.now(UTC))
    assert killed.killed
    assert not killed.well


def test_trend() -> None:
    runs: list[dict[str, Any]] = [
        {"began": "2026-01-02T00:00:00+00:00", "articles": 3},
        {"began": "2026-01-02T05:00:00+00:00"},
    ]
    assert trend(runs, date(2026, 1, 3))[-3:] == [0, 3, 0]
    assert sparkline([0, 1, 8]) == " ▁█"
