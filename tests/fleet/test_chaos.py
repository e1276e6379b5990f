"""Workers that are killed, stopped and told to go: their sites go on elsewhere, and nothing is lost, or asked by two.

A short form of ``bench/fleet.py``.
"""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from crawling import scrapy
from fleets import Looking, Recorded, Wrong, enter, recorded
from workers import DONE, Workers

#: What a fleet without workers has.
NOTHING = (
    "SELECT count(*) FROM harvester.worker UNION ALL SELECT count(*) FROM harvester.procrastinate_jobs "
    "UNION ALL SELECT count(*) FROM harvester.procrastinate_workers "
    "UNION ALL SELECT count(*) FROM harvester.procrastinate_events"
)


def _free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


PORT = _free_port()


@pytest.fixture
def forums() -> Iterator[list[Recorded]]:
    with recorded(4) as made:
        yield made


def test_sites_go_on_elsewhere(fleet: Looking, workers: Workers, forums: list[Recorded], tmp_path: Path) -> None:
    enter(fleet.address, forums)
    workers.start("killed", 2)
    workers.start("stopped", 2)
    workers.took("killed", 2)
    workers.took("stopped", 2)
    workers.start("heir", 4, HARVESTER_WORKER_METRICS=str(PORT))
    fleet.until("SELECT count(*) = 3 FROM harvester.worker")
    status = shown(fleet, tmp_path)
    assert len(status["workers"]) == 3
    assert status["states"] == {"running": 4}
    assert status["well"]

    workers.signal("killed", signal.SIGKILL)
    workers.took("heir", 2)
    workers.signal("stopped", signal.SIGSTOP)
    workers.took("heir", 4)
    metrics = urlopen(f"http://127.0.0.1:{PORT}/metrics").read().decode()
    assert "harvester_worker_places 4.0" in metrics
    assert "harvester_worker_articles_total" in metrics
    before = len(asked_by(forums, "stopped"))
    workers.signal("stopped", signal.SIGCONT)
    fleet.until("SELECT count(*) = 2 FROM harvester.worker")  # it found out, and entered anew
    assert len(asked_by(forums, "stopped")) == before, workers.log("stopped")

    workers.stop("heir")
    workers.took("stopped", 2, term=2)
    workers.stop("stopped")
    workers.start("last", 4, DOWNLOAD_DELAY="0.001")
    fleet.until(DONE)
    workers.stop("last")

    assert Wrong().of(fleet, forums, workers.names()) == Wrong(), workers.log("stopped")
    assert set(fleet.rows(NOTHING)) == {(0,)}
    reasons = dict(fleet.rows("SELECT reason, count(*) FROM harvester.slice GROUP BY reason"))
    assert reasons.keys() >= {"worker_died", "handed_back", "finished"}, reasons
    assert reasons["worker_died"] == reasons["finished"] == 4


def shown(fleet: Looking, folder: Path) -> Any:  # noqa: ANN401 - what JSON says
    """What ``scrapy status --fleet --json`` says."""
    log = folder / "status.log"
    assert scrapy(["status", "--fleet", "--json", "-s", f"HARVESTER_DATABASE={fleet.address}"], log) == 0, (
        log.read_text()
    )
    return json.loads(log.read_text(encoding="utf-8"))


def asked_by(forums: list[Recorded], worker: str) -> list[str]:
    return [each.path for forum in forums for each in forum.requests() if each.worker == worker]
