"""Workers of a fleet, as processes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import psycopg
from crawling import ended, started
from fleets import Looking, settings

from harvester.fleet.address import worker_address
from harvester.fleet.slices import Fleet, Slice
from harvester.fleet.term import Term
from harvester.store.postgres.connections import Connections

#: Seconds between two requests of workers that are to be at work for some time.
SLOW = "0.5"
#: Whether a worker took so many sites so far.
TOOK = "SELECT count(DISTINCT site) >= %s FROM harvester.slice WHERE worker LIKE %s"
#: Whether all sites were harvested, and are planned.
DONE = "SELECT bool_and(next_run > now() AND run_began IS NULL AND owner IS NULL) FROM harvester.site"

WORKER = (
    "INSERT INTO harvester.worker (id, process, lease, lease_until, places, version) VALUES (%s, %s, 15, now(), %s, '')"
)


class Workers:
    """Workers of one fleet, by name."""

    def __init__(self, fleet: Looking, folder: Path) -> None:
        self.fleet = fleet
        self.folder = folder
        self.processes: dict[str, ForkServerProcess] = {}

    def start(self, name: str, places: int, before: Callable[[], object] | None = None, **more: str) -> None:
        given = {"HARVESTER_LEASE": "3", "HARVESTER_SITES_AT_ONCE": str(places), "DOWNLOAD_DELAY": SLOW}
        words = ["worker", *settings(self.fleet.address, self.folder, name, **(given | more))]
        self.processes[name] = started(words, self.folder / f"{name}.log", before=before)

    def stop(self, name: str) -> None:
        """Tell a worker to go, and wait until it went."""
        self.signal(name, signal.SIGTERM)
        assert ended(self.processes[name]) == 0, self.log(name)

    def signal(self, name: str, number: signal.Signals) -> None:
        os.kill(self.processes[name].pid or 0, number)

    def part(self, name: str) -> str:
        """A part of its name in the database."""
        return f"-{self.processes[name].pid}-"

    def took(self, name: str, sites: int, term: int = 1) -> float:
        """Wait until a worker took so many sites in its first term, or a later one; returns the seconds it took."""
        return self.fleet.until(TOOK, sites, f"%{self.part(name)}%-{term}")

    def said(self, name: str, words: str) -> None:
        """Wait until a worker's log has these words."""
        until = time.monotonic() + 100
        while words not in self.log(name):
            assert time.monotonic() < until, self.log(name)
            time.sleep(0.05)

    def names(self) -> dict[str, str]:
        """All workers, by user agent, with a part of their names in the database."""
        return {name: self.part(name) for name in self.processes}

    def log(self, name: str) -> str:
        path = self.folder / f"{name}.log"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    def end(self) -> None:
        for process in self.processes.values():
            if process.is_alive():
                os.kill(process.pid or 0, signal.SIGKILL)
                process.join()


async def prepared(address: str) -> None:
    """Make the tables of a fleet."""
    connections = await Connections.open(address)
    await connections.leave()


def enlist(fleet: Looking, name: str, places: int = 10) -> None:
    """Have a worker be in the fleet that does nothing."""
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        connection.execute(WORKER.encode(), [name, name, places])


async def taken(fleet: Looking, name: str, term: Term) -> Any:  # noqa: ANN401 - what a slice took
    connections = await Connections.open(worker_address(fleet.address, 15.0))
    shared = Fleet(None, None, "forum", connections, term, 60.0)  # type: ignore[arg-type]  # nothing is crawled
    try:
        return await Slice(shared, name)._take()
    finally:
        await connections.leave()
