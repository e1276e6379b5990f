"""Workers that are killed, stopped, cut off and told to go at random instants, and what that comes to."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from cutting import Cable
from fleets import Asked, Looking, Recorded, Wrong, enter, recorded, settings
from namespaces import Namespace

from harvester.crawl.lease import now

PROJECT = Path(__file__).parent.parent
#: Seconds between two requests of a site while workers die, and while a round is brought to its end.
DELAY, FAST = 0.2, 0.001
#: Whether all sites of a round are harvested, and which sites a worker has.
_DONE = "SELECT bool_and(next_run > now() AND run_began IS NULL AND owner IS NULL) FROM harvester.site"
_HAS = "SELECT name FROM harvester.site WHERE owner LIKE %s ORDER BY name"


@dataclass
class Figures:
    """What all rounds together came to."""

    instants: Counter[str] = field(default_factory=Counter)
    wrong: Wrong = field(default_factory=Wrong)
    on_the_wire: int = 0  # requests that came when the lease was over, and were sent before
    after_waking: int = 0
    goes_on: dict[str, list[float]] = field(default_factory=dict)  # seconds, by what happened
    leaves: list[float] = field(default_factory=list)  # seconds that a worker took that was told to go
    frees: list[float] = field(default_factory=list)  # seconds until the last of its sites was free
    loads: list[float] = field(default_factory=list)  # of the machine, at the end of each round
    twice: list[int] = field(default_factory=list)  # thread pages asked twice, for each site of a worker that died


@dataclass(frozen=True, slots=True)
class Place:
    """Where a round is: the database's address and port, the folder of its workers, and their lease.

    ``alone``: each worker is in a network namespace of its own; otherwise, a proxy leads it to the database.
    """

    address: str
    port: int
    folder: Path
    lease: float
    alone: bool = False


class BenchWorker:
    """A worker as a real process; ``way``: what it reaches the database by, if that is to be cut."""

    def __init__(
        self, place: Place, name: str, places: int, delay: float, way: Cable | Namespace | None = None
    ) -> None:
        self.name = name
        self.way = way
        self._ways = ExitStack()
        if way is not None:
            self._ways.enter_context(way)
        address, prefix = place.address, []
        if isinstance(way, Cable):
            address = address.replace(f":{place.port}", f":{way.port}")
        elif way is not None:
            address, prefix = address.replace("127.0.0.1", way.address), way.prefix
        given = settings(
            address,
            place.folder,
            name,
            HARVESTER_LEASE=f"{place.lease:g}",
            HARVESTER_SITES_AT_ONCE=str(places),
            DOWNLOAD_DELAY=f"{delay:g}",
            HARVESTER_DATABASE_PATIENCE="5",
            LOG_LEVEL="WARNING",
        )
        self.log = place.folder / f"{name}.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                [*prefix, sys.executable, "-m", "harvester", "worker", *given],
                cwd=PROJECT,
                env=os.environ | {"PYTHONPATH": str(PROJECT)},
                stdout=log,
                stderr=log,
            )
        self.part = f"-{self.process.pid}-"

    def sites(self, looking: Looking) -> list[str]:
        """The sites that it has."""
        return [name for (name,) in looking.rows(_HAS, f"%{self.part}%")]

    def end(self) -> None:
        """End it, however it stands."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        self._ways.close()


class Round:
    """One set of forums, harvested by workers to which things happen."""

    def __init__(self, place: Place, forums: list[Recorded], rng: random.Random, figures: Figures) -> None:
        self.place = place
        self.looking = Looking(place.address)
        self.forums = forums
        self.rng = rng
        self.figures = figures
        self.workers: list[BenchWorker] = []
        self.gone: list[BenchWorker] = []

    def start(self, places: int, delay: float = DELAY) -> BenchWorker:
        """One more worker."""
        number = len(self.workers) + len(self.gone)
        way = Namespace(number, self.forums) if self.place.alone else Cable(self.place.port)
        worker = BenchWorker(self.place, f"w{number}", places, delay, way)
        self.workers.append(worker)
        return worker

    def wait_for(self, workers: int) -> None:
        """Wait until that many workers are in the fleet."""
        self.looking.until("SELECT count(*) >= %s FROM harvester.worker", workers)

    def happen(self, what: str) -> None:
        """Have something happen to a worker that has sites, at a random instant."""
        time.sleep(self.rng.uniform(0, 1.5))
        worker = self._one_at_work()
        if worker is None:
            return
        sites, at = worker.sites(self.looking), now()
        self.figures.instants[what] += 1
        HAPPENINGS[what](self, worker)
        if what in ("kill", "term"):
            self.gone.append(worker)
            self.workers.remove(worker)
            self.start(2 * PLACES)
        self._go_on(what, worker, sites, at)

    def _one_at_work(self) -> BenchWorker | None:
        for _ in range(600):
            found = [each for each in self.workers if each.sites(self.looking)]
            if found:
                return self.rng.choice(found)
            if self.looking.rows(_DONE) == [(True,)]:
                return None
            time.sleep(0.1)
        raise AssertionError("no worker has a site")

    def _go_on(self, what: str, worker: BenchWorker, sites: list[str], at: float) -> None:
        """Wait until another asks for the pages of each site, and note how long that took."""
        for forum in self.forums:
            if forum.name not in sites:
                continue
            found = self._next(forum, worker, at, patience=0.0 if what in ("stop", "cut") else 60.0)
            if found is not None:
                self.figures.goes_on.setdefault(what, []).append(found.at - at)
                if what == "kill":
                    self.figures.twice.append(_asked_twice(forum, worker.name, at))

    def _next(self, forum: Recorded, worker: BenchWorker, at: float, patience: float) -> Asked | None:
        until = now() + patience
        while True:
            later = [each for each in forum.requests() if each.at > at and each.worker != worker.name]
            if later:
                return later[0]
            [(done,)] = self.looking.rows(
                "SELECT next_run > now() AND owner IS NULL FROM harvester.site WHERE name = %s", forum.name
            )
            if done or now() > until:
                return None
            time.sleep(0.05)

    def finish(self) -> None:
        """Have workers without delay bring it to its end, and look at what came of it."""
        for each in list(self.workers):
            each.process.send_signal(signal.SIGTERM)
        for each in list(self.workers):
            each.process.wait(60)
        last = self.start(len(self.forums), FAST)
        self.looking.until(_DONE, patience=240)
        last.process.send_signal(signal.SIGTERM)
        last.process.wait(60)
        everybody = [*self.workers, *self.gone]
        self.figures.wrong.of(self.looking, self.forums, {each.name: each.part for each in everybody})

    def end(self) -> None:
        """End all processes."""
        for each in [*self.workers, *self.gone]:
            each.end()


def _kill(_: Round, worker: BenchWorker) -> None:
    worker.process.kill()
    worker.process.wait()


def _stop(this: Round, worker: BenchWorker) -> None:
    """Stopped for some time, and then on again: what it asks for in the second after, it may ask no longer."""
    seconds = this.place.lease * this.rng.uniform(0.3, 4)
    worker.process.send_signal(signal.SIGSTOP)
    time.sleep(seconds)
    over = seconds > this.place.lease
    woken = now()
    worker.process.send_signal(signal.SIGCONT)
    time.sleep(0.5)
    if over:
        asked = [each for forum in this.forums for each in forum.requests() if each.worker == worker.name]
        this.figures.after_waking += sum(woken < each.at < woken + 0.5 for each in asked)


def _cut(this: Round, worker: BenchWorker) -> None:
    if worker.way is None:
        raise ValueError(f"{worker.name} reaches the database as all do")
    seconds = this.place.lease * this.rng.uniform(0.3, 4)
    at = now()
    worker.way.cut()
    time.sleep(seconds)
    asked = [each for forum in this.forums for each in forum.requests() if each.worker == worker.name]
    this.figures.on_the_wire += sum(each.at > at + this.place.lease for each in asked)
    worker.way.mend()


def _term(this: Round, worker: BenchWorker) -> None:
    at = now()
    worker.process.send_signal(signal.SIGTERM)
    this.looking.until("SELECT count(*) = 0 FROM harvester.site WHERE owner LIKE %s", f"%{worker.part}%")
    this.figures.frees.append(now() - at)
    worker.process.wait(60)
    this.figures.leaves.append(now() - at)


#: What may happen to a worker.
HAPPENINGS: dict[str, Callable[[Round, BenchWorker], None]] = {"kill": _kill, "stop": _stop, "cut": _cut, "term": _term}
#: Sites of a worker, on the average; it has room for twice as many.
PLACES = 4


def _asked_twice(forum: Recorded, dead: str, at: float) -> int:
    """Thread pages that were asked for by a worker that died, and by others after."""
    before = {each.path for each in forum.requests() if each.worker == dead and each.at <= at and "thread" in each.path}
    after = {each.path for each in forum.requests() if each.at > at and each.worker != dead}
    return len(before & after)


def one_round(place: Place, happenings: list[str], rng: random.Random, figures: Figures, workers: int) -> None:
    """A round: these things happen, one after the other, and then it is brought to its end."""
    with recorded((workers - 1) * PLACES) as forums, ending(Round(place, forums, rng, figures)) as this:
        enter(place.address, forums)
        for _ in range(workers):
            this.start(2 * PLACES)
        this.wait_for(workers)
        for what in happenings:
            this.happen(what)
            print(f"  {what}: {this.place.folder.name}", file=sys.stderr, flush=True)
        this.finish()
    with psycopg.connect(place.address, autocommit=True) as connection:
        connection.execute("TRUNCATE harvester.site CASCADE")


@contextmanager
def ending(this: Round) -> Iterator[Round]:
    """A round whose processes are ended with the block."""
    with ExitStack() as stack:
        stack.callback(this.end)
        yield this


def table(figures: Figures) -> Iterator[str]:
    """What it came to, as a Markdown table."""
    yield "| figure | measured | wanted |"
    yield "|---|---|---|"
    yield f"| instants | {', '.join(f'{count} {what}' for what, count in figures.instants.items())} | |"
    wrong = figures.wrong
    yield f"| articles lost; twice | {wrong.lost}; {wrong.twice} | 0; 0 |"
    yield f"| requests by another than the owner | {wrong.strangers} | 0 |"
    yield f"| requests of a worker after its lease: when it woke; while it was cut off | {figures.after_waking}; {figures.on_the_wire} | 0; 0 |"  # noqa: E501
    for what, seconds in sorted(figures.goes_on.items()):
        yield f"| its sites go on elsewhere after: {what} | {_spread(seconds)} s | 30 |"
    yield f"| the sites of a worker that is told to go are free after | {_spread(figures.frees)} s | 2 |"
    yield f"| and it is gone after | {_spread(figures.leaves)} s | |"
    yield f"| thread pages asked twice after a kill, a site | {_spread(figures.twice)} | 2 |"
    yield f"| load of the machine | {_spread(figures.loads)} | |"


def _spread(values: list[float] | list[int]) -> str:
    """Median and most."""
    if not values:
        return "-"
    ordered = sorted(values)
    return f"{ordered[len(ordered) // 2]:.1f} (at most {ordered[-1]:.1f})"
