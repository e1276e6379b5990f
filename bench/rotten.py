"""Random damage of a site's store, as disks and copies do it, and what the next runs make of it.

    .venv/bin/python bench/rotten.py --times 300 --seed 7

A harvest is made once. Each time its store gets a byte changed, or two pages in each other's places, while no run is at
work; two runs follow, which visit every thread, and find no change. Counted is how often the damage was noticed, and
articles lost or written twice. Prints a Markdown table; the exit code is 1 where an article was lost or is there twice.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hands import run

from harvester.site_folder import articles
from harvester.site_folder.folder import Layout
from harvester.store.interface import DamagedError
from harvester.store.sqlite import FILE

#: Threads of the harvest, and the bytes of a page of the store.
THREADS, PAGE = 150, 4096
NOW = datetime(2026, 1, 2, 12, tzinfo=UTC)


def byte_changed(store: bytearray, rng: random.Random) -> None:
    """A byte is another one; one that is nothing but room is not chosen."""
    used = [at for at, byte in enumerate(store) if byte]
    store[rng.choice(used)] ^= rng.randrange(1, 256)


def bit_flipped(store: bytearray, rng: random.Random) -> None:
    """A bit is the other way."""
    used = [at for at, byte in enumerate(store) if byte]
    store[rng.choice(used)] ^= 1 << rng.randrange(8)


def pages_swapped(store: bytearray, rng: random.Random) -> None:
    """Two pages are in each other's places."""
    one, other = (PAGE * page for page in rng.sample(range(len(store) // PAGE), 2))
    store[one : one + PAGE], store[other : other + PAGE] = store[other : other + PAGE], store[one : one + PAGE]


DAMAGES = (byte_changed, bit_flipped, pages_swapped)


def once(made: Path, folder: Path, rng: random.Random, counts: Counter[str]) -> None:
    """One damage, and two runs."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    damage = rng.choice(DAMAGES)
    store = bytearray((folder / FILE).read_bytes())
    damage(store, rng)
    (folder / FILE).write_bytes(store)
    later = NOW + timedelta(hours=1)
    counts[f"{damage.__name__}: times"] += 1
    try:
        said = [run(folder, range(1, THREADS + 1), later, Layout()) for _ in range(2)]
    except DamagedError:  # a crawl ends there, and sets the store aside
        counts[f"{damage.__name__}: noticed in the middle of a run"] += 1
        return
    counts[f"{damage.__name__}: noticed at the beginning"] += any("was damaged" in each for each in said[0])
    lines = Counter(line["tid"] for path in articles.files(folder) for line in articles.lines_of(path))
    counts["articles lost"] += sum(tid not in lines for tid in range(1, THREADS + 1))
    counts["articles twice"] += lines.total() - len(lines)


def main() -> int:
    """Run it; see the module's docstring."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--times", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 30))  # noqa: S311 - as below
    options = parser.parse_args()
    rng, counts = random.Random(options.seed), Counter[str]()  # noqa: S311 - no secret
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "made"
        run(made, range(1, THREADS + 1), NOW, Layout())
        for number in range(options.times):
            once(made, Path(scratch) / f"{number}", rng, counts)
            shutil.rmtree(Path(scratch) / f"{number}")
    print(f"seed {options.seed}\n\n| what | count |\n|---|---|")
    for name in (*sorted(counts.keys() - {"articles lost", "articles twice"}), "articles lost", "articles twice"):
        print(f"| {name} | {counts[name]} |")
    return int(bool(counts["articles lost"] or counts["articles twice"]))


if __name__ == "__main__":
    sys.exit(main())
