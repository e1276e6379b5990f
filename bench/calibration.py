"""How often a repair is wrong that was called certain, likely, or a guess: for each kind, on damage of clean texts.

    .venv/bin/python bench/calibration.py [--only noise,shift] [--cases 40] [--corpus FILE ...]

Each text is damaged, by each accident and, where ``damages.py`` has a row for it, by Python's codecs alone, and
repaired with guesses. A repair is wrong if what stands in its place differs from the clean text, white space and width
aside where the damage does not keep them. Of n repairs without an error, 3 / n is the most that the rate can be, at 95
in 100; a kind is shown to be certain with 30,000 (1 in 10,000). The corpus is that of ``repair.py``.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import Final

from cases import Case, choose, read
from damages import ROWS, Row
from repair import SHARED

from harvester.text import Repair, Repaired, repair
from harvester.text.accident import Accident
from harvester.text.accidents import ACCIDENTS, noise, wide_misreadings
from harvester.text.edits import CERTAINTIES

#: So many certain repairs without an error show it.
SHOWN: Final = 30_000
#: Wrong ones of a kind that are printed.
_EXAMPLES: Final = 3
#: Traditional text is what Big5 can write.
_BIG5: Final = ("hant",)


@dataclass(slots=True)
class Kind:
    """Repairs of one kind, by certainty: how many, how many wrong, and some of the wrong ones that were certain."""

    made: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)


def rows(only: frozenset[str]) -> Iterator[Row]:
    """The rows of ``damages.py``, and one for each kind of each accident."""
    yield from (row for row in ROWS if not only or row.family in only)
    for accident in ACCIDENTS:
        if accident is wide_misreadings.ACCIDENT:
            continue  # its damage leaves characters out; damages.py has its chains, by Python's codecs
        for kind in accident.kinds:
            if not only or kind in only:
                scripts = _BIG5 if kind.startswith(("big5", "gloss", "private")) else ("hans", "hant")
                yield Row(kind, kind, partial(_damage, accident, kind), scripts=scripts)


def _damage(accident: Accident, kind: str, text: str, rng: random.Random) -> str:
    """``text`` as the accident leaves it; as it is where its encoding lacks a character."""
    try:
        return accident.damage(text, kind, rng)
    except UnicodeEncodeError:
        return text


def weigh(case: Case, row: Row, rng: random.Random, kinds: dict[str, Kind]) -> None:
    """Damage a text, repair it, and count its repairs."""
    clean = row.prepared(case.text)
    damaged = row.damage(clean, rng)
    repaired = repair(damaged, least_certainty="guess")
    found = repaired.text.rstrip(".…") if row.family == "cut" else repaired.text
    clean = clean[: len(found)] if row.family == "cut" else clean
    collapsed = row.view is noise.collapse or row.family in ("noise", "all")
    amiss = [*_amiss(found, noise.collapse(clean) if collapsed else clean, narrow=row.family in ("shifts", "shift"))]
    for made, start, end in _places(repaired):
        name = made.kind
        kinds[name].made[made.certainty] += 1
        if any(
            first <= end and start <= last if start == end else first < end and start < last for first, last in amiss
        ):
            kinds[name].wrong[made.certainty] += 1
            if made.certainty == "certain" and len(kinds[name].examples) < _EXAMPLES:
                around = repaired.text[max(0, start - 6) : end + 6]
                kinds[name].examples.append(f"{row.title}: {made.before[:40]!r} -> {made.after[:40]!r} in {around!r}")


def _places(repaired: Repaired) -> Iterator[tuple[Repair, int, int]]:
    """Each repair, and where what it says stands in the repaired text."""
    shift = 0
    for made in repaired.repairs:
        start = made.start + shift
        yield made, start, start + len(made.after)
        shift += len(made.after) - len(made.before)


def _amiss(found: str, clean: str, *, narrow: bool) -> Iterator[tuple[int, int]]:
    """The spans of ``found`` that differ from ``clean``, line by line where there are as many."""
    mine, true = found.split("\n"), clean.split("\n")
    pairs = zip(mine, true, strict=True) if len(mine) == len(true) else [(found, clean)]
    start = 0
    for line, other in pairs:
        if line != other:
            yield from ((start + first, start + last) for first, last in _differing(line, other, narrow=narrow))
        start += len(line) + 1


def _differing(line: str, other: str, *, narrow: bool) -> Iterator[tuple[int, int]]:
    view = _NARROW if narrow else {}
    line, other = line.translate(view), other.translate(view)
    for tag, first, last, begin, end in SequenceMatcher(None, line, other, autojunk=False).get_opcodes():
        if tag != "equal" and (line[first:last].strip() or other[begin:end].strip()):
            yield first, last


_NARROW: Final = {ord(mark): chr(ord(mark) - 0xFEE0) for mark in "！（），：；？"}


def table(kinds: dict[str, Kind]) -> str:
    """The figures, in Markdown."""
    lines = [f"| kind | {' | '.join(f'{sure}: made, wrong' for sure in CERTAINTIES)} | most the rate can be | shown |"]
    lines.append(f"|{'---|' * (len(CERTAINTIES) + 3)}")
    for name, kind in sorted(kinds.items(), key=lambda entry: -entry[1].made["certain"]):
        figures = " | ".join(_figure(kind, sure) for sure in CERTAINTIES)
        made, wrong = kind.made["certain"], kind.wrong["certain"]
        most = f"1 in {made // 3:,}" if made and not wrong else f"{wrong / made:.3%}" if made else "-"
        shown = "yes" if made >= SHOWN and not wrong else "no"
        lines.append(f"| {name} | {figures} | {most} | {shown} |")
    return "\n".join(lines)


def _figure(kind: Kind, sure: str) -> str:
    made, wrong = kind.made[sure], kind.wrong[sure]
    return f"{made:,}, {wrong:,} ({wrong / made:.2%})" if made else "-"


def measure(chosen: Iterable[Row], corpus: list[Case], options: argparse.Namespace) -> dict[str, Kind]:
    """Every row done to as many texts as are asked for, or until the time is over."""
    kinds: dict[str, Kind] = defaultdict(Kind)
    ends = time.monotonic() + options.seconds
    for row in chosen:
        rng = random.Random(f"{options.seed} {row.title}")  # noqa: S311 - no secret
        for case in choose(corpus, options.cases, row.scripts, lambda _: True, rng):
            if time.monotonic() > ends:
                return kinds
            weigh(case, row, rng, kinds)
    return kinds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="families of damages.py, or kinds, separated by commas")
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=float, default=3600.0, help="stop after so long")
    parser.add_argument("--corpus", type=Path, nargs="+", default=[SHARED / "corpus" / "dev.jsonl.gz"])
    options = parser.parse_args()
    corpus = [case for path in options.corpus for case in read(path)]
    kinds = measure(rows(frozenset(filter(None, options.only.split(",")))), corpus, options)
    print(table(kinds))
    for name, kind in kinds.items():
        for example in kind.examples:
            print(f"- {name}: {example}")


if __name__ == "__main__":
    main()
