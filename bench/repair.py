"""Damage clean text, repair it, and measure how much comes back.

    .venv/bin/python bench/repair.py [--only shifts,noise] [--cases 120] [--json FILE]

Every figure of the repair's table of aims, for this project and for other tools in the same run, and
this project's by script and source. The corpus is JSON Lines of clean texts ({"text", "script",
"source"}), gzipped or not, or any text file. Same seed, corpus and version, same figures, but speed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import checks
from cases import Case, choose, converted, read
from damages import ROWS, Row, narrow
from measures import Miss, Tally, compare
from peers import Mender, menders

SHARED: Final = Path(__file__).resolve().parents[2] / "shared"
#: The first families do damage, the others don't.
FAMILIES: Final = ("noise", "shifts", "glosses", "all", "chains", "clean", "notes", "sample", "speed")


@dataclass(slots=True)
class Result:
    """One row's tallies: of each tool, and of this project by script and group; and lines that it missed."""

    row: Row
    tools: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    parts: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    misses: list[Miss] = field(default_factory=list)


def _hits(row: Row, case: Case) -> bool:
    """Whether the damage does anything; for shifts, more than squash: without a shift nothing proves the squashing."""
    view = narrow if row.family == "shifts" else str
    clean = row.prepared(case.text)
    return view(row.damage(clean, random.Random(0))) != view(clean)  # noqa: S311 - no secret


def run(row: Row, cases: list[Case], tools: dict[str, Mender], seed: int) -> Result:
    """Every case damaged as ``row`` says, and mended by every tool."""
    result = Result(row)
    for place, case in enumerate(cases):
        clean = row.prepared(case.text)
        damaged = row.damage(clean, random.Random(f"{seed} {row.title} {place}"))  # noqa: S311 - no secret
        for name, mend in tools.items():
            tally, misses = compare(*map(row.view, (clean, damaged, mend(damaged))))
            result.tools[name].add(tally)
            if name == "harvester":
                result.parts[f"{case.script}, {case.group}"].add(tally)
                result.misses += misses
    return result


def damage_rows(options: argparse.Namespace, tools: dict[str, Mender]) -> list[Result]:
    """The results of all rows of the families that were asked for."""
    rows = [row for row in ROWS if row.family in options.only and options.row in row.title]
    if not rows:
        return []
    corpus = [case for path in options.corpus for case in read(path)]
    rng = random.Random(options.seed)  # noqa: S311 - no secret
    corpus += converted(rng.sample(corpus, min(len(corpus), 200)))
    results = []
    for row in rows:
        cases = choose(corpus, options.cases, row.scripts, partial(_hits, row), random.Random(options.seed))  # noqa: S311
        results.append(run(row, cases, tools, options.seed))
        print(_line(results[-1]), flush=True)
    return results


def _line(result: Result) -> str:
    wanted = " / ".join("" if share is None else f"{share:.2%}" for share in result.row.wanted)
    shares = " | ".join(map(_shares, result.tools.values())) or "no text is long enough and damaged by it"
    return f"| {result.row.title} | {wanted} | {shares} |"


def _shares(tally: Tally) -> str:
    return " / ".join("-" if share is None else f"{share:.2%}" for share in (tally.lines, tally.characters))


def by_part(results: list[Result]) -> str:
    """This project's figures by script and source, in Markdown."""
    parts = sorted({part for result in results for part in result.parts})
    lines = [f"| damage | {' | '.join(parts)} |", f"|{'---|' * (len(parts) + 1)}"]
    for result in results:
        shares = [_shares(result.parts[part]) if part in result.parts else "" for part in parts]
        lines.append(f"| {result.row.title} | {' | '.join(shares)} |")
    return "\n".join(lines)


def as_json(results: list[Result], checked: list[checks.Figure]) -> str:
    """All figures, and some lines that this project missed, as JSON."""
    rows = [
        {
            "family": result.row.family,
            "damage": result.row.title,
            "wanted": result.row.wanted,
            "tools": {name: _record(tally) for name, tally in result.tools.items()},
            "parts": {part: _record(tally) for part, tally in result.parts.items()},
            "misses": [[miss.clean, miss.damaged, miss.repaired] for miss in result.misses],
        }
        for result in results
    ]
    figures = [{"figure": figure.title, "wanted": figure.wanted, "tools": figure.values} for figure in checked]
    return json.dumps({"damage": rows, "checks": figures}, ensure_ascii=False, indent=1)


def _record(tally: Tally) -> dict[str, float | None]:
    return {"damaged": tally.damaged, "lines": tally.lines, "before": tally.before, "characters": tally.characters}


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--corpus", type=Path, action="append", help="texts to damage (default: the shared dev.jsonl.gz)"
    )
    parser.add_argument("--clean", type=Path, action="append", help="texts that must stay (default: the shared corpus)")
    parser.add_argument(
        "--sample", type=Path, default=SHARED / "sample", help="folder of harvested.txt and restored.txt"
    )
    parser.add_argument("--cases", type=int, default=120, help="texts a kind of damage")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=lambda text: text.split(","), default=FAMILIES, help=f"of {','.join(FAMILIES)}")
    parser.add_argument("--row", default="", help="only damage whose title has this in it")
    parser.add_argument("--no-peers", action="store_true", help="measure this project alone")
    parser.add_argument("--json", type=Path, help="write all figures and the missed lines here")
    options = parser.parse_args()
    options.corpus = options.corpus or [SHARED / "corpus/dev.jsonl.gz"]
    options.clean = options.clean or [SHARED / f"corpus/{name}.jsonl.gz" for name in ("dev", "train", "other")]
    if unknown := set(options.only) - set(FAMILIES):
        parser.error(f"--only: no {', '.join(sorted(unknown))}; there are {', '.join(FAMILIES)}")
    if missing := [str(path) for path in (*options.corpus, *options.clean) if not path.exists()]:
        parser.error(f"{missing[0]} is not there: give texts of your own, --corpus FILE --clean FILE")
    return options


def main() -> None:
    """Measure what was asked for and print Markdown."""
    options = _options()
    tools = menders()
    if options.no_peers:
        tools = {"harvester": tools["harvester"]}
    print(f"| damage | wanted | {' | '.join(tools)} |\n|{'---|' * (len(tools) + 2)}")
    results = damage_rows(options, tools)
    checked = []
    for figure in checks.figures(options, tools):
        checked.append(figure)
        print(
            f"| {figure.title} | {figure.wanted} | {' | '.join(figure.values.get(name, '') for name in tools)} |",
            flush=True,
        )
    if any(result.parts for result in results):
        print("\nLines exact / wrong characters removed, by text:\n\n" + by_part(results))
    if options.json:
        options.json.write_text(as_json(results, checked), encoding="utf-8")


if __name__ == "__main__":
    main()
