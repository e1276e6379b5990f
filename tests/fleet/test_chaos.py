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
SLOW = "0.5"
#: What a fleet without workers has.
NOTHING = (
    "SELECT count(*) FROM harvester.worker UNION ALL SELECT count(*) FROM harvester.procrastinate_jobs "
    "UNION ALL SELECT count(*) FROM harvester.procrastinate_workers "
    "UNION ALL SELECT count(*) FROM harvester.procrastinate_events"
)
#: Whether a worker took so many sites so far.
TOOK = "SELECT count(DISTINCT site) >= %s FROM harvester.slice WHERE worker LIKE %s"


class Workers:
    """Workers of one fleet, by name."""

    def __init__(self, fleet: Looking, folder: Path) -> None:
        self.fleet = fleet
        self.folder = folder
        self.processes: dict[str, ForkServerProcess] = {}

    def start(self, name: str, places: int, **more: str) -> None:
        given = {"HARVESTER_LEASE": "3", "HARVESTER_SITES_AT_ONCE": str(places), "DOWNLOAD_DELAY": SLOW}
        words = ["worker", *settings(self.fleet.address, self.folder, name, **(given | more))]
        self.processes[name] = started(words, self.folder / f"{name}.log")

    def signal(self, name: str, number: signal.Signals) -> None:
        os.kill(self.processes[name].pid or 0, number)

    def part(self, name: str) -> str:
        """A part of its name in the database."""
        return f"-{self.processes[name].pid}-"

    def took(self, name: str, sites: int, term: int = 1) -> float:
        """Wait until a worker took so many sites in its first term, or a later one; returns the seconds it took."""
        return self.fleet.until(TOOK, sites, f"%{self.part(name)}%-{term}")

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
    workers.took("killed", 2)
    workers.took("stopped", 2)
    workers.start("heir", 4)
    fleet.until("SELECT count(*) = 3 FROM harvester.worker")

    workers.signal("killed", signal.SIGKILL)
    workers.took("heir", 2)
    workers.signal("stopped", signal.SIGSTOP)
    workers.took("heir", 4)
    before = len(asked_by(forums, "stopped"))
    workers.signal("stopped", signal.SIGCONT)
    fleet.until("SELECT count(*) = 2 FROM harvester.worker")  # it found out, and entered anew
    assert len(asked_by(forums, "stopped")) == before, workers.log("stopped")

    workers.signal("heir", signal.SIGTERM)
    assert ended(workers.processes["heir"]) == 0, workers.log("heir")
    workers.took("stopped", 2, term=2)
    workers.signal("stopped", signal.SIGTERM)
    assert ended(workers.processes["stopped"]) == 0, workers.log("stopped")
    workers.start("last", 4, DOWNLOAD_DELAY="0.001")
    fleet.until(
        "SELECT count(*) = 4 FROM harvester.site WHERE next_run > now() AND run_began IS NULL AND owner IS NULL"
    )
    workers.signal("last", signal.SIGTERM)
    assert ended(workers.processes["last"]) == 0, workers.log("last")

    names = {name: workers.part(name) for name in workers.processes}
    wrong = Wrong().of(fleet, forums, names)
    assert wrong == Wrong(), workers.log("stopped")
    assert set(fleet.rows(NOTHING)) == {(0,)}
    reasons = dict(fleet.rows("SELECT reason, count(*) FROM harvester.slice GROUP BY reason"))
    assert reasons.keys() >= {"worker_died", "handed_back", "finished"}, reasons
    assert reasons["worker_died"] == reasons["finished"] == 4


def asked_by(forums: list[Recorded], worker: str) -> list[str]:
    return [each.path for forum in forums for each in forum.requests() if each.worker == worker]
