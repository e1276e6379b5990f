"""Workers that are killed, stopped and told to go: their sites go on elsewhere, and nothing is lost, or asked by two.

A short form of ``bench/fleet.py``.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from crawling import ended, started
from fleets import Looking, Recorded, Wrong, enter, recorded, settings

#: Seconds between two requests of workers that are to be at work for some time.
SLOW = "0.1"
HAS = "SELECT count(*) = %s FROM harvester.site JOIN harvester.worker ON worker.id = owner WHERE owner LIKE %s"


class Workers:
    """Workers of one fleet, by name."""

    def __init__(self, fleet: Looking, folder: Path) -> None:
        self.fleet = fleet
        self.folder = folder
        self.processes: dict[str, ForkServerProcess] = {}

    def start(self, name: str, places: int, **more: str) -> None:
        given = {"HARVESTER_LEASE": "2", "HARVESTER_SITES_AT_ONCE": str(places), "DOWNLOAD_DELAY": SLOW}
        words = ["worker", *settings(self.fleet.address, self.folder, name, **(given | more))]
        self.processes[name] = started(words, self.folder / f"{name}.log")

    def signal(self, name: str, number: signal.Signals) -> None:
        os.kill(self.processes[name].pid or 0, number)

    def part(self, name: str) -> str:
        """A part of its name in the database."""
        return f"-{self.processes[name].pid}-"

    def has(self, name: str, sites: int) -> float:
        """Wait until a worker has so many sites; returns the seconds that it took."""
        return self.fleet.until(HAS, sites, f"%{self.part(name)}%")

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def end(self) -> None:
        for process in self.processes.values():
            if process.is_alive():
                os.kill(process.pid or 0, signal.SIGKILL)
                process.join()


@pytest.fixture
def workers(fleet: Looking, tmp_path: Path) -> Iterator[Workers]:
    made = Workers(fleet, tmp_path)
    yield made
    made.end()


@pytest.fixture
def forums() -> Iterator[list[Recorded]]:
    with recorded(4) as made:
        yield made


def test_sites_go_on_elsewhere(fleet: Looking, workers: Workers, forums: list[Recorded]) -> None:
    enter(fleet.address, forums)
    workers.start("killed", 2)
    workers.start("stopped", 2)
    workers.has("killed", 2)
    workers.has("stopped", 2)
    workers.start("heir", 4)
    fleet.until("SELECT count(*) = 3 FROM harvester.worker")

    workers.signal("killed", signal.SIGKILL)
    workers.has("heir", 2)
    workers.signal("stopped", signal.SIGSTOP)
    workers.has("heir", 4)
    before = len(asked_by(forums, "stopped"))
    workers.signal("stopped", signal.SIGCONT)
    fleet.until("SELECT count(*) = 2 FROM harvester.worker")  # it found out, and entered anew
    assert len(asked_by(forums, "stopped")) == before, workers.log("stopped")

    workers.signal("heir", signal.SIGTERM)
    assert ended(workers.processes["heir"]) == 0, workers.log("heir")
    workers.has("stopped", 2)
    workers.signal("stopped", signal.SIGTERM)
    assert ended(workers.processes["stopped"]) == 0, workers.log("stopped")
    workers.start("last", 4, DOWNLOAD_DELAY="0.001")
    fleet.until("SELECT count(*) = 4 FROM harvester.site WHERE next_run > now() AND run_began IS NULL AND owner IS NULL")
    workers.signal("last", signal.SIGTERM)
    assert ended(workers.processes["last"]) == 0, workers.log("last")

    names = {name: workers.part(name) for name in workers.processes}
    wrong = Wrong().of(fleet, forums, names)
    assert wrong == Wrong(), workers.log("stopped")
    for left in ("worker", "procrastinate_jobs", "procrastinate_workers", "procrastinate_events"):
        assert fleet.rows(f"SELECT count(*) FROM harvester.{left}") == [(0,)], left
    reasons = dict(fleet.rows("SELECT reason, count(*) FROM harvester.slice GROUP BY reason"))
    assert reasons.keys() == {"worker_died", "handed_back", "finished"}, reasons
    assert reasons["worker_died"] == reasons["finished"] == 4


def asked_by(forums: list[Recorded], worker: str) -> list[str]:
    return [each.path for forum in forums for each in forum.requests() if each.worker == worker]
