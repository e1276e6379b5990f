"""What becomes of a damaged line by itself: exact, wrong, or left, with a flag or without one.

    .venv/bin/python bench/lines.py [--only shifts,chains] [--lines 60] [--seed 7] [--show] [--corpus FILE]

Lines are sentences and parts of sentences of a corpus (that of ``repair.py``), of 5 to 60 characters: titles, file
names and posts have no document about them to prove anything. Each row of ``damages.py`` damages as many of each
script. ``--show`` prints the wrong ones, and how sure they were. ftfy mends the same lines. Same seed, corpus and
version, same figures.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import ftfy
from cases import read
from damages import ROWS, Row
from repair import SHARED

from harvester.text import repair

_SENTENCE: Final = re.compile("[^。！？\n]{4,58}[。！？]?[”」』]?")
_HANZI: Final = re.compile("[\u4e00-\u9fff]")
_LEAST_HANZI: Final = 4
#: One line in three is cut to as many characters, as titles and names are.
_SHORT: Final = range(5, 13)
#: Draws until a damage hits a line.
_TRIES: Final = 400
OUTCOMES: Final = ("exact", "wrong", "flagged", "silent", "ftfy exact", "ftfy wrong")


def sentences(path: Path) -> Mapping[str, Sequence[str]]:
    """The sentences of a corpus, by script."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for case in read(path):
        found[case.script] += [
            line for line in _SENTENCE.findall(case.text) if len(_HANZI.findall(line)) >= _LEAST_HANZI
        ]
    return found


def lines(row: Row, of: Mapping[str, Sequence[str]], number: int, rng: random.Random) -> Iterator[tuple[str, str]]:
    """``number`` lines of each script that ``row`` damages, and what it makes of them."""
    for script in row.scripts:
        hit = 0
        for tried in range(_TRIES * number):
            if hit >= number:
                break
            line = row.prepared(rng.choice(of[script]).strip())
            line = line[: rng.choice(_SHORT)] if tried % 3 == 0 else line
            damaged = row.damage(line, rng)
            if row.view(damaged) != row.view(line):
                hit += 1
                yield line, damaged


def outcome(row: Row, clean: str, damaged: str, *, show: bool) -> str:
    """What becomes of a damaged line."""
    found = repair(damaged)
    if row.view(found.text) == row.view(clean):
        return "exact"
    if found.text == damaged:
        return "flagged" if found.flags else "silent"
    if show:
        sure = ", ".join(sorted({made.certainty for made in found.repairs}))
        print(f"{row.title} ({sure})\n    {clean}\n    {found.text}")
    return "wrong"


def of_ftfy(row: Row, clean: str, damaged: str) -> str:
    """What ftfy makes of it."""
    mended = ftfy.fix_encoding(damaged)
    return "ftfy exact" if row.view(mended) == row.view(clean) else "ftfy wrong" if mended != damaged else ""


def main() -> None:
    """Damage, repair, and print a line for each row."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", type=lambda names: names.split(","), default=["shifts", "chains"])
    parser.add_argument("--lines", type=int, default=60)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--corpus", type=Path, default=SHARED / "corpus" / "dev.jsonl.gz")
    options = parser.parse_args()
    of = sentences(options.corpus)
    total = Counter[str]()
    print(f"{'':52}" + "".join(f"{name:>11}" for name in OUTCOMES))
    for row in ROWS:
        if row.family not in options.only:
            continue
        rng = random.Random(f"{options.seed} {row.title}")  # noqa: S311 - no secret
        counts = Counter[str]()
        for clean, damaged in lines(row, of, options.lines, rng):
            counts.update((outcome(row, clean, damaged, show=options.show), of_ftfy(row, clean, damaged)))
        total += counts
        print(f"{row.title:52}" + "".join(f"{counts[name]:11}" for name in OUTCOMES), flush=True)
    print(f"{'all':52}" + "".join(f"{total[name]:11}" for name in OUTCOMES))


if __name__ == "__main__":
    main()
