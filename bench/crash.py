"""Kill runs at random instants and at fault points, let the last one finish, and count what is lost or twice.

    .venv/bin/python bench/crash.py --kills 200 --faults 5

Sequences of runs over one to three demo forums at once, each in a folder of its own, with settings that are drawn:
raw pages, files, marks of copies, packing, replies. Runs are killed by SIGKILL, ``--kills`` of them at random
instants and ``--faults`` at each point of ``bench/faults.py``, then one runs to its end. After each sequence some
threads are edited and get replies, and the same is done with ``full=1``, for second revisions. Prints a Markdown
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
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
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
#: Threads of a forum that are edited, and that get a reply, for the second part of a sequence.
EDITS = 3
#: How many forums a sequence has: one of these.
FORUMS = (1, 1, 2, 3)
#: What must not be.
WRONG = (
    "articles lost",
    "articles twice",
    "replies lost or twice",
    "broken lines",
    "requests for threads already done",
    "stray files",
    "runs that did not end well",
)

Fault = tuple[str, int] | None


def crawl(folder: Path, settings: dict[str, str], arguments: list[str], fault: Fault) -> None:
    """One run, in a process of its own; its output goes to a log in the folder."""
    from scrapy.cmdline import execute  # noqa: PLC0415 - in the child only

    log = os.open(folder / "log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if fault is not None:
        faults.arm(*fault)
    words = [word for name, value in settings.items() for word in ("-s", f"{name}={value}")]
    words += [word for argument in arguments for word in ("-a", argument)]
    execute(["scrapy", "crawl", "forum", *words])


@dataclass
class Figures:
    """What all sequences together came to, and which kinds of them there were."""

    killed: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    survived: int = 0
    wrong: Counter[str] = field(default_factory=Counter)


class Site:
    """A forum of a sequence, and what the runs made of it."""

    def __init__(self, forum: DemoForum, base: Path) -> None:
        self.forum = forum
        self.addresses = DiscuzSite.of(forum.url)
        self.path = site_folder(base, self.addresses.name)
        self.expected = Counter((tid, 1) for tid in self.readable())
        self.note()

    def note(self) -> None:
        """Note what was asked for and done before a run."""
        self._asked, self._done = len(self.forum.requests), self._settled()

    def asked_again(self) -> int:
        """Requests since then for threads that were done before."""
        paths = [path.lstrip("/") for _, path in self.forum.requests[self._asked :]]
        keys = [self.addresses.key(self.forum.url + path) for path in paths]
        return sum(key is not None and key[0] == "thread" and key[1] in self._done for key in keys)

    def readable(self) -> list[int]:
        """The threads that a guest may read."""
        return [entry["tid"] for entry in self.forum.truth() if entry["visible"] == "yes"]

    def change(self, rng: random.Random, *, replies: bool) -> None:
        """Edit some threads; add replies to others, where they are kept. Each is a new revision."""
        changed = rng.sample(self.readable(), 2 * EDITS)
        for tid in changed[:EDITS]:
            self.forum.edit(tid, f"{rng.random()}")
        for tid in changed[EDITS:] if replies else ():
            self.forum.add_reply(tid, f"{rng.random()}")
        self.expected += Counter((tid, 2) for tid in changed[: 2 * EDITS if replies else EDITS])

    def compare(self, wrong: Counter[str], *, replies: bool) -> None:
        """Count how lines differ from the threads, revisions and replies that should be there."""
        lines = list(self._lines())
        wrong["broken lines"] += lines.count(None)
        found = [line for line in lines if line is not None]
        written = Counter((line["tid"], line["revision"]) for line in found)
        wrong["articles lost"] += len(self.expected - written)
        wrong["articles twice"] += (written - self.expected).total()
        if replies:
            posts = {entry["tid"]: len(entry["replies"]) for entry in self.forum.truth()}
            last = {line["tid"]: len(line["replies"]) for line in found}
            wrong["replies lost or twice"] += sum(count != posts[tid] for tid, count in last.items())

    def _lines(self) -> Iterator[dict[str, Any] | None]:
        """The lines written; ``None`` for each that is broken."""
        for path in articles.files(self.path):
            with articles.opened(path) as stream:
                raws = stream.readlines()
            for raw in raws:
                line = None
                with suppress(ValueError):
                    line = json.loads(raw)
                yield line if raw.endswith(b"\n") else None

    def _settled(self) -> set[int]:
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


class Runs:
    """Runs over some forums into one folder, killed until one is let go to its end."""

    def __init__(self, forums: Sequence[DemoForum], folder: Path, rng: random.Random, figures: Figures) -> None:
        self.folder = folder
        self.rng = rng
        self.figures = figures
        self.context = forks()
        self.base = folder / "harvest"
        self.base.mkdir()
        self.sites = [Site(forum, self.base) for forum in forums]
        self.replies = rng.random() < 0.5
        self.settings = {
            "HARVESTER_DIR": str(self.base),
            "HARVESTER_SITES": str(self._sites_file()),
            "HARVESTER_TURNS": str(folder / "turns"),
            "HARVESTER_COMMIT_EVERY": rng.choice(["1", "8"]),
            # Small enough for some files a run, so that runs are killed while they pack them.
            "HARVESTER_FILE_SIZE": "20K",
            "HARVESTER_COMPRESS": rng.choice(["gzip", "zstd"]),
            "HARVESTER_WARC": rng.choice(["0", "1"]),
            "HARVESTER_MEDIA": rng.choice(["", "all"]),
            "HARVESTER_DUPLICATES": rng.choice(["0", "1"]),
        }

    def _sites_file(self) -> Path:
        path = self.folder / "sites.toml"
        tables = [
            f'[site{number}]\naddress = "{site.forum.url}"\nengine = "discuz"\n'
            for number, site in enumerate(self.sites)
        ]
        path.write_text("\n".join(tables), encoding="utf-8")
        return path

    @property
    def kind(self) -> str:
        """What these runs have, as the table names it."""
        has = {
            "raw pages": self.settings["HARVESTER_WARC"] == "1",
            "files": self.settings["HARVESTER_MEDIA"] == "all",
            "copies marked": self.settings["HARVESTER_DUPLICATES"] == "1",
            "replies": self.replies,
        }
        return f"{len(self.sites)} forums, " + (", ".join(name for name, there in has.items() if there) or "bare")

    def die(self, how: str, *arguments: str) -> None:
        """A run that is killed: at a fault point, or at a random instant after its first request."""
        point = (how, 1 if how in faults.ONCE else self.rng.randint(1, 12)) if how in faults.POINTS else None
        process = self._start(arguments, point)
        if point is None:
            before = self._requests()
            while process.is_alive() and self._requests() == before:
                time.sleep(0.002)
            process.join(self.rng.uniform(0, SPAN))
            process.kill()
        process.join()
        if process.exitcode == 0:
            self.figures.survived += 1
        else:
            self.figures.killed[how] += 1
        if not arguments:  # ``full=1`` asks for all again
            self._count_again()

    def finish(self, *arguments: str) -> None:
        """A run to the end, and what all of them came to."""
        process = self._start(arguments, None)
        process.join()
        wrong = self.figures.wrong
        if process.exitcode:
            wrong["runs that did not end well"] += 1
            log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")
            print(f"exit code {process.exitcode}: {log[-2000:]}", file=sys.stderr)
        if not arguments:
            self._count_again()
        before = Counter(wrong)
        for site in self.sites:
            site.compare(wrong, replies=self.replies)
        left = [path for pattern in ("*.part", "*.open") for path in self.base.rglob(pattern)]
        wrong["stray files"] += len(left)
        if wrong - before:
            print(f"{self.kind}: {dict(wrong - before)}, {left}, {self.settings}", file=sys.stderr)

    def _requests(self) -> int:
        return sum(len(site.forum.requests) for site in self.sites)

    def _count_again(self) -> None:
        self.figures.wrong["requests for threads already done"] += sum(site.asked_again() for site in self.sites)

    def _start(self, arguments: tuple[str, ...], fault: Fault) -> Any:  # noqa: ANN401 - a process of the context's own class
        for site in self.sites:
            site.note()
        names = ",".join(f"site{number}" for number in range(len(self.sites)))
        given = [f"site={names}", f"replies={'all' if self.replies else 'none'}", *arguments]
        process = self.context.Process(target=crawl, args=(self.folder, PACE | self.settings, given, fault))
        process.start()
        return process


def run(forums: Sequence[DemoForum], plan: list[str], rng: random.Random, figures: Figures) -> None:
    """One sequence: deaths as planned, an end; changes; deaths again, an end."""
    with tempfile.TemporaryDirectory() as folder:
        runs = Runs(forums, Path(folder), rng, figures)
        figures.kinds[runs.kind] += 1
        first, second = plan[: -(len(plan) // 3) or None], plan[len(plan) - len(plan) // 3 :]
        for how in first:
            runs.die(how)
        runs.finish()
        for site in runs.sites:
            site.change(rng, replies=runs.replies)
        for how in second:
            runs.die(how, "full=1")
        runs.finish("full=1")


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
        with ExitStack() as stack:
            forums = [stack.enter_context(DemoForum(most=options.most)) for _ in range(rng.choice(FORUMS))]
            run(forums, deaths[first : first + options.each], rng, figures)
    print(f"| figure ({time.monotonic() - began:.0f} s, seed {options.seed}) | count |\n|---|---|")
    for how, count in sorted(figures.killed.items()):
        print(f"| runs killed: {how} | {count} |")
    print(f"| runs killed | {figures.killed.total()} |")
    print(f"| runs that ended before they were killed | {figures.survived} |")
    for kind, count in sorted(figures.kinds.items()):
        print(f"| sequences: {kind} | {count} |")
    for what in WRONG:
        print(f"| **{what}** | {figures.wrong[what]} |")
    return int(any(figures.wrong.values()))


if __name__ == "__main__":
    sys.exit(main())
