"""Kill runs at random instants and at fault points, let the last one finish, and count what is lost or twice.

    .venv/bin/python bench/crash.py --kills 200 --faults 5

Sequences of runs over the demo forum, each in a folder of its own: runs are killed by SIGKILL, ``--kills`` of them
at random instants and ``--faults`` at each point of ``bench/faults.py``, then one runs to its end. After each
sequence some threads are edited, and the same is done with ``full=1``, for second revisions. Prints a Markdown
table; the exit code is 1 where a figure is not 0.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

import faults
from forks import forks

from harvester.demo.forum import DemoForum
from harvester.discuz.site import DiscuzSite
from harvester.disk.names import site_folder
from harvester.site_folder import articles
from harvester.store.records import BARRED, HARVESTED
from harvester.store.sqlite import Store

PACE = {
    "DOWNLOAD_DELAY": "0.0001",
    "DOWNLOAD_DELAY_JITTER": "0",
    "AUTOTHROTTLE_ENABLED": "0",
    "HARVESTER_REPAIR": "0",
    "LOG_LEVEL": "ERROR",
}
#: Seconds after a run's first request in which it is killed.
SPAN = 0.5
#: Threads edited for the second part of a sequence.
EDITS = 3

Fault = tuple[str, int] | None


def crawl(url: str, settings: dict[str, str], arguments: list[str], fault: Fault) -> None:
    """One run, in a process of its own; its output goes to a log in the folder."""
    from scrapy.cmdline import execute  # noqa: PLC0415 - in the child only

    log = os.open(f"{settings['HARVESTER_DIR']}/log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if fault is not None:
        faults.arm(*fault)
    words = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    words += [word for argument in [f"address={url}", *arguments] for word in ("-a", argument)]
    execute(["scrapy", "crawl", "discuz", *words])


@dataclass
class Figures:
    """What all sequences together came to."""

    killed: Counter[str] = field(default_factory=Counter)
    survived: int = 0
    wrong: Counter[str] = field(default_factory=Counter)


class Sequence:
    """Runs over one forum into one folder, killed until one is let go to its end."""

    def __init__(self, forum: DemoForum, folder: Path, rng: random.Random, figures: Figures) -> None:
        self.forum = forum
        self.folder = folder
        self.rng = rng
        self.figures = figures
        self.context = forks()
        self.site = DiscuzSite.of(forum.url)
        self.path = site_folder(folder, self.site.name)
        self.settings = {
            "HARVESTER_DIR": str(folder),
            "HARVESTER_COMMIT_EVERY": rng.choice(["1", "8"]),
            # Small enough for some files a run, so that runs are killed while they pack them.
            "HARVESTER_FILE_SIZE": "20K",
            "HARVESTER_COMPRESS": rng.choice(["gzip", "zstd"]),
            "HARVESTER_WARC": rng.choice(["0", "1"]),
            "HARVESTER_MEDIA": rng.choice(["", "all"]),
            "HARVESTER_DUPLICATES": rng.choice(["0", "1"]),
        }

    def kill(self, *arguments: str) -> None:
        """A run that is killed at a random instant."""
        process = self._start(arguments, None)
        before = len(self.forum.requests)
        while process.is_alive() and len(self.forum.requests) == before:
            time.sleep(0.002)
        process.join(self.rng.uniform(0, SPAN))
        process.kill()
        self._ended(process, "random instant")

    def fault(self, point: str, *arguments: str) -> None:
        """A run that dies at a fault point."""
        process = self._start(arguments, (point, 1 if point in faults.ONCE else self.rng.randint(1, 12)))
        self._ended(process, point)

    def finish(self, *arguments: str) -> None:
        """A run to the end."""
        process = self._start(arguments, None)
        process.join()
        if process.exitcode:
            self.figures.wrong["runs that did not end well"] += 1
            log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
            print(f"exit code {process.exitcode}: {log[-2000:]}", file=sys.stderr)
        left = [path for pattern in ("*.part", "*.open") for path in self.folder.rglob(pattern)]
        self.figures.wrong["stray files"] += len(left)

    def settled(self) -> set[int]:
        """The threads that the store says are done."""
        if not (self.path / "store.sqlite").exists():
            return set()
        with tempfile.TemporaryDirectory() as copy:
            for path in self.path.glob("store.sqlite*"):
                shutil.copy(path, copy)
            store = Store(Path(copy) / "store.sqlite")
            known = [store.thread(entry["tid"]) for entry in self.forum.truth()]
            store.close()
        return {entry.tid for entry in known if entry and entry.state in (HARVESTED, BARRED)}

    def lines(self) -> Iterator[dict[str, Any]]:
        """The lines written, broken ones counted."""
        for path in articles.files(self.path):
            with articles.opened(path) as stream:
                raws = stream.readlines()
            for raw in raws:
                try:
                    line = json.loads(raw)
                except ValueError:
                    line = None
                if line is None or not raw.endswith(b"\n"):
                    self.figures.wrong["broken lines"] += 1
                else:
                    yield line

    def check(self, expected: Counter[tuple[int, int]]) -> None:
        """Compare the lines with the threads and revisions that should be there."""
        written = Counter((line["tid"], line["revision"]) for line in self.lines())
        self.figures.wrong["articles lost"] += len(expected - written)
        self.figures.wrong["articles twice"] += (written - expected).total()

    def _start(self, arguments: tuple[str, ...], fault: Fault) -> Any:  # noqa: ANN401 - a process of the context's own class
        self._asked, self._done = len(self.forum.requests), self.settled()
        settings = PACE | self.settings
        process = self.context.Process(target=crawl, args=(self.forum.url, settings, list(arguments), fault))
        process.start()
        return process

    def _ended(self, process: Any, how: str) -> None:  # noqa: ANN401 - as above
        process.join()
        if process.exitcode == 0:
            self.figures.survived += 1
        else:
            self.figures.killed[how] += 1

    def asked_again(self) -> int:
        """Requests of the last run for threads that were done before it."""
        keys = [self.site.key(self.forum.url + path.lstrip("/")) for _, path in self.forum.requests[self._asked :]]
        return sum(key is not None and key[0] == "thread" and key[1] in self._done for key in keys)


def run(forum: DemoForum, plan: list[str], rng: random.Random, figures: Figures) -> None:
    """One sequence: deaths as planned, an end; edits; as many deaths again, an end."""
    with tempfile.TemporaryDirectory() as folder:
        sequence = Sequence(forum, Path(folder), rng, figures)
        for how in plan:
            sequence.fault(how) if how in faults.POINTS else sequence.kill()
            figures.wrong["requests for threads already done"] += sequence.asked_again()
        sequence.finish()
        figures.wrong["requests for threads already done"] += sequence.asked_again()
        readable = [entry["tid"] for entry in forum.truth() if entry["visible"] == "yes"]
        expected = Counter((tid, 1) for tid in readable)
        sequence.check(expected)
        edited = rng.sample(readable, EDITS)
        for tid in edited:
            forum.edit(tid, f"{rng.random()}")
        for how in plan[:2]:
            sequence.fault(how, "full=1") if how in faults.POINTS else sequence.kill("full=1")
        sequence.finish("full=1")
        sequence.check(expected + Counter((tid, 2) for tid in edited))


def main() -> int:
    """Kill, finish, count, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="runs killed at random instants")
    parser.add_argument("--faults", type=int, default=5, help="runs killed at each fault point")
    parser.add_argument(
        "--points", nargs="*", default=list(faults.POINTS), choices=list(faults.POINTS), metavar="POINT"
    )
    parser.add_argument("--each", type=int, default=5, help="runs killed in one sequence")
    parser.add_argument("--most", type=int, default=0, help="threads of a board at most (0: all)")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    rng = random.Random(options.seed)  # noqa: S311 - instants, not secrets
    deaths = ["random instant"] * options.kills + options.points * options.faults
    rng.shuffle(deaths)
    figures = Figures()
    began = time.monotonic()
    for first in range(0, len(deaths), options.each):
        with DemoForum(most=options.most) as forum:
            run(forum, deaths[first : first + options.each], rng, figures)
    print(f"| figure ({time.monotonic() - began:.0f} s, seed {options.seed}) | count |\n|---|---|")
    for how, count in sorted(figures.killed.items()):
        print(f"| runs killed: {how} | {count} |")
    print(f"| runs that ended before they were killed | {figures.survived} |")
    for what in (
        "articles lost",
        "articles twice",
        "broken lines",
        "requests for threads already done",
        "stray files",
        "runs that did not end well",
    ):
        print(f"| **{what}** | {figures.wrong[what]} |")
    return int(any(figures.wrong.values()))


if __name__ == "__main__":
    sys.exit(main())
