"""A store of a million known threads: what a run costs with it, a look-up, and a thread on disk.

    .venv/bin/python bench/store.py --threads 1000000

A run over the demo forum is made twice, into a new folder and into one whose store knows that many threads
besides. Prints a Markdown table; the exit code is 1 where a figure is above its bound.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from harvester.demo.forum import DemoForum
from harvester.discuz.site import DiscuzSite
from harvester.disk.names import site_folder
from harvester.site_folder.options import Rules
from harvester.site_folder.recovery import recover
from harvester.store.records import HARVESTED, Known, Mark
from harvester.store.sqlite import Store

PROJECT = Path(__file__).parent.parent
#: Bounds: megabytes of a run, seconds to open the store, microseconds of a look-up.
MEMORY, START, LOOK_UP = 200, 2.0, 50.0
#: The first number of a thread that the demo forum does not have.
FIRST = 1_000_000
LOOK_UPS = 20_000


def fill(path: Path, threads: int) -> None:
    """A store that knows a number of threads, as runs leave them behind."""
    store = Store(path)
    now = int(time.time())
    for tid in range(FIRST, FIRST + threads):
        digest = hashlib.sha256(str(tid).encode()).digest()
        mark = Mark(tid % 50, now - tid % 10**7, f"member{tid % 5000}")
        due = now + 10**6 + tid if tid % 50 == 0 else None
        known = Known(tid, tid % 40, mark, HARVESTED, None, now, due, 1, digest, (digest + digest)[:36])
        store.put(known)
    store.save(now)
    store.close()


def open_seconds(folder: Path) -> float:
    """Seconds in which a run has the store open and in agreement with its files."""
    began = time.perf_counter()
    store, _ = recover(folder, Rules(), datetime.now(UTC), Store)
    asyncio.run(store.due(int(time.time())))
    seconds = time.perf_counter() - began
    store.close()
    return seconds


def look_up_microseconds(path: Path, threads: int) -> float:
    """Microseconds of this process for a look-up, over random threads: what others do on the machine does not count."""
    rng = random.Random(1)  # noqa: S311 - samples, not secrets
    tids = [FIRST + rng.randrange(threads) for _ in range(LOOK_UPS)]
    store = Store(path)
    began = time.process_time()
    for tid in tids:
        store.thread(tid)
    seconds = time.process_time() - began
    store.close()
    return seconds / LOOK_UPS * 1e6


def run(url: str, base: Path) -> tuple[float, float]:
    """Megabytes at the peak of a real run, and its seconds."""
    settings = (f"HARVESTER_DIR={base}", "DOWNLOAD_DELAY=0.001", "AUTOTHROTTLE_ENABLED=0", "HARVESTER_REPAIR=0")
    words = [word for setting in settings for word in ("-s", setting)]
    command = [sys.executable, "-m", "scrapy", "crawl", "discuz", "-a", f"address={url}", *words]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"the run ended with {os.waitstatus_to_exitcode(status)}")
    return peak(usage), time.perf_counter() - began


def peak(usage: resource.struct_rusage) -> float:
    """Megabytes at the peak: Linux counts kibibytes, macOS bytes."""
    return usage.ru_maxrss / (1024**2 if sys.platform == "darwin" else 1024)


def main() -> int:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--threads", type=int, default=1_000_000)
    threads = parser.parse_args().threads
    with tempfile.TemporaryDirectory() as name, DemoForum() as forum:
        base = Path(name)
        folder = site_folder(base / "full", DiscuzSite.of(forum.url).name)
        folder.mkdir(parents=True)
        fill(folder / "store.sqlite", threads)
        size = (folder / "store.sqlite").stat().st_size
        start = open_seconds(folder)
        look_up = look_up_microseconds(folder / "store.sqlite", threads)
        empty, empty_seconds = run(forum.url, base / "empty")
        full, full_seconds = run(forum.url, base / "full")
    print(f"| figure ({threads:,} known threads) | measured | bound |\n|---|---|---|")
    print(f"| a run's memory at its peak | {full:.0f} MB (new store: {empty:.0f} MB) | {MEMORY} MB |")
    print(f"| a whole run over the demo forum | {full_seconds:.1f} s (new store: {empty_seconds:.1f} s) | |")
    print(f"| store open, in agreement with its files | {start:.2f} s | {START:.0f} s |")
    print(f"| look-up of a thread | {look_up:.1f} µs | {LOOK_UP:.0f} µs |")
    print(f"| store on disk, a thread | {size / threads:.0f} bytes | |")
    return int(full > MEMORY or start > START or look_up > LOOK_UP)


if __name__ == "__main__":
    sys.exit(main())
