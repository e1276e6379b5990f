"""What the commands that read a harvest cost with very many sites: files open, memory, and time an article.

    .venv/bin/python bench/many.py 1000 100000 [--length 200] [--folder FOLDER]

Makes that many sites with that many lines in all (``large_harvest.py``), each with its store as a run leaves it, and
runs the commands over them (``--only`` some), each in a process that may have no more files open than ``MOST_FILES``.
With ``--folder`` the harvest stays there, and is used again by the next call with the same figures; one that was not
finished is continued, site by site. Prints a Markdown table, with the CPU that a command took, which other work on
the machine hardly changes; the exit code is 1 where a figure is above its bound or a command fails.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import large_harvest

from harvester.site_folder.folder import FolderStore, Layout
from harvester.site_folder.index_file import NAME as INDEX

PROJECT = Path(__file__).parent.parent
#: Bounds: files open at once, and megabytes of a process.
MOST_FILES, MOST_MEMORY = 200, 500
#: Notices of each site.
NOTICES = 20
#: Sites whose stores are made from their lines; all others are copies of these, under names of their own.
OWN = 50
#: What is measured.
NAMES = ("status", "export", "export, by site", "the same again", "report", "report of a site", "duplicates")
#: Seconds between two looks at which files a process has open.
_LOOK = 0.01


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command cost: ``files``: open at once, as far as that was seen; ``memory``: in MB; ``cpu``: in seconds."""

    code: int
    files: int
    memory: float
    seconds: float
    cpu: float


def make(folder: Path, sites: int, lines: int, length: int, packed: str = "") -> Path:
    """The harvest in ``folder``, made where it is not there yet; ``packed``: what its files' names end in."""
    base, note = folder / "harvest", folder / "made.json"
    told = {"sites": sites, "lines": lines, "length": length, "packed": packed}
    own = min(sites, OWN)
    if not note.exists():
        if base.exists():
            raise SystemExit(f"{base} is none of ours: remove it")
        note.write_text(json.dumps(told), encoding="utf-8")
    elif json.loads(note.read_text(encoding="utf-8")) != told:
        raise SystemExit(f"{folder} holds another harvest: {note.read_text(encoding='utf-8')}")
    large_harvest.make(base, lines * own // sites, own, length, NOTICES)
    made = [base / large_harvest.name_of(number) for number in range(own)]
    for site in made:
        if not (site / INDEX).exists():  # the last that a run writes
            store = FolderStore.take(site, Layout(packed=packed))
            asyncio.run(store.finish(int(time.time())))
            store.let_go()
    for number in range(own, sites):
        large_harvest.copy(made[number % own], large_harvest.name_of(number))
    return base


def cost(words: Sequence[str]) -> Cost:
    """What ``scrapy WORDS`` costs; what it says goes to the standard error."""
    began, before = time.perf_counter(), _cpu()
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "scrapy", *words],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        preexec_fn=_bounded,  # noqa: PLW1509 - no thread is at work yet
    )
    seen = _Seen(process.pid)
    seen.start()
    code = process.wait()
    seconds = time.perf_counter() - began
    seen.join()
    return Cost(code, seen.files, seen.memory / 1024, seconds, _cpu() - before)


def _cpu() -> float:
    """Seconds of CPU of all processes of this one that are over."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST_FILES, MOST_FILES))


class _Seen(threading.Thread):
    """Looks at a process until it is over. The system, asked for its memory then, would count this one's, too."""

    def __init__(self, process: int) -> None:
        super().__init__(daemon=True)
        self.place = Path("/proc", str(process))
        self.files = self.memory = 0

    def run(self) -> None:
        with suppress(OSError, LookupError):  # it is over
            while True:
                self.files = max(self.files, sum(1 for _ in (self.place / "fd").iterdir()))
                said = (self.place / "status").read_text(encoding="utf-8")
                if "scrapy" in (self.place / "cmdline").read_text(encoding="utf-8"):  # not a copy of this one still
                    self.memory = int(said.split("VmHWM:")[1].split()[0])
                time.sleep(_LOOK)


def main() -> int:
    """Make the harvest, run the commands and print what they cost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sites", type=int, metavar="SITES")
    parser.add_argument("lines", type=int, metavar="LINES", help="of all sites together")
    parser.add_argument("--length", type=int, default=large_harvest.LENGTH, help="characters of an article, at least")
    parser.add_argument("--folder", type=Path, help="where the harvest stays")
    parser.add_argument(
        "--packed", choices=("", ".gz", ".zst"), default="", help="what files of articles are packed as"
    )
    parser.add_argument("--only", nargs="*", choices=NAMES, default=NAMES, help="these commands")
    told = parser.parse_args()
    if told.folder:
        told.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=told.folder) as scratch:
        base = make(told.folder or Path(scratch), told.sites, told.lines, told.length, told.packed)
        out = Path(scratch)
        sites = str(out / "sites")
        words: dict[str, tuple[str, ...]] = {
            "status": ("status",),
            "export": ("export", "-o", str(out / f"all.jsonl{told.packed}")),
            "export, by site": ("export", "--split", "site", "-o", sites),
            "the same again": ("export", "--split", "site", "-o", sites),
            "report": ("report", "-o", str(out / "report.html")),
            "report of a site": ("report", min(base.iterdir()).name, "-o", str(out / "site.html")),
            "duplicates": ("duplicates", "-o", str(out / "groups.jsonl")),
        }
        print("| command | exit code | files at most | MB at most | seconds | of CPU | ms of CPU an article |")
        print("|---|---|---|---|---|---|---|", flush=True)
        good = True
        for name in told.only:
            command, *rest = words[name]
            found = cost([command, "-s", f"HARVESTER_DIR={base}", *rest])
            each = 1000 * found.cpu / told.lines
            row = (name, found.code, found.files, f"{found.memory:.0f}", f"{found.seconds:.1f}", f"{found.cpu:.1f}")
            print("|", *(f"{value} |" for value in row), f"{each:.4f} |", flush=True)
            good &= found.code == 0 and found.files < MOST_FILES and found.memory <= MOST_MEMORY
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
