"""Workers of a fleet, as processes."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from crawling import ended, started
from fleets import Looking, settings

from harvester.fleet.queue import prepare
from harvester.store.postgres.connections import Connections

#: Seconds between two requests of workers that are to be at work for some time.
SLOW = "0.5"
#: Whether a worker took so many sites so far.
TOOK = "SELECT count(DISTINCT site) >= %s FROM harvester.slice WHERE worker LIKE %s"
#: Whether all sites were harvested, and are planned.
DONE = "SELECT bool_and(next_run > now() AND run_began IS NULL AND owner IS NULL) FROM harvester.site"


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
    await connections.run(prepare)
    await connections.leave()
