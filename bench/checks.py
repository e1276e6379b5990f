"""The figures of the repair bench that are not about damage: clean text that must stay, the sample, speed."""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import hostile
from cases import read, with_note
from measures import distance
from peers import Mender

from harvester.text.accidents import noise, shifts


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: what is wanted, and each tool's."""

    title: str
    wanted: str
    values: dict[str, str]


def figures(options: argparse.Namespace, tools: dict[str, Mender]) -> Iterator[Figure]:
    """The figures of the families that were asked for."""
    rng = random.Random(options.seed)  # noqa: S311 - no secret
    if "clean" in options.only:
        yield from _untouched(options.clean, tools, rng)
    if "notes" in options.only:
        yield _notes(options.corpus, tools, rng)
    if "sample" in options.only and options.sample.is_dir():
        yield from _sample(options.sample, tools)
    if "speed" in options.only:
        yield from _speeds(options.corpus, tools["harvester"], rng)


def _untouched(paths: Iterable[Path], tools: dict[str, Mender], rng: random.Random) -> Iterator[Figure]:
    for path in paths:
        if path.exists():
            texts = [case.text for case in read(path)]
            yield Figure(f"clean text of {path.name}, altered per million", "0", _altered(texts, tools))
    yield Figure(
        "clean, hostile text, altered per million", "< 3", _altered([text for _, text in hostile.texts(rng)], tools)
    )


def _altered(texts: list[str], tools: dict[str, Mender]) -> dict[str, str]:
    """Characters altered per million; of other tools, which are slow, on 60 of the texts."""
    values = {}
    for name, mend in tools.items():
        tried = texts if name == "harvester" else texts[:: max(len(texts) // 60, 1)]
        altered = sum(_changed(text, mend(text)) for text in tried)
        values[name] = f"{altered * 1e6 / max(sum(map(len, tried)), 1):,.1f}"
    return values


def _changed(text: str, mended: str) -> int:
    """The edit distance, line by line where lines can be told apart."""
    had, got = text.split("\n"), mended.split("\n")
    if len(had) != len(got):
        return distance(text, mended)
    return sum(distance(*pair) for pair in zip(had, got, strict=True))


def _notes(paths: Iterable[Path], tools: dict[str, Mender], rng: random.Random) -> Figure:
    noted = [with_note(case, rng) for path in paths for case in read(path)][:400]
    kept = {name: sum(note in mend(text) for text, note in noted) for name, mend in tools.items()}
    return Figure("author's notes kept", "100 %", {name: f"{number / len(noted):.1%}" for name, number in kept.items()})


def _sample(folder: Path, tools: dict[str, Mender]) -> Iterator[Figure]:
    harvested, restored = (folder.joinpath(f"{name}.txt").read_text("utf-8") for name in ("harvested", "restored"))
    wanted = restored.split("\n")
    values = {}
    for name, mend in tools.items():
        got = mend(harvested)
        equal = sum("".join(line.split()) in "".join(got.split()) for line in wanted if line.strip())
        same = "".join(got.split()) == "".join(restored.split())
        values[name] = "equal" if same else f"{equal} of {sum(map(bool, map(str.strip, wanted)))} lines"
    yield Figure("the sample, white space ignored", "equal", values)
    from harvester.text import repair  # noqa: PLC0415 - only here

    exact = repair(harvested).undo() == harvested
    yield Figure("the sample, undone", "exact", {"harvester": "exact" if exact else "NOT exact"})


def _speeds(paths: Iterable[Path], mend: Mender, rng: random.Random) -> Iterator[Figure]:
    texts = [case.text for path in paths for case in read(path)]
    mend(shifts.damage("\n".join(texts[:2])))  # loads the tables
    yield _speed("clean text", "40", texts, mend)
    yield _speed("a jammed page", "3", [noise.damage(text, rng=rng) for text in texts[:150]], mend)
    dense = [line for text in texts[:400] for line in shifts.damage(text).split("\n") if "?" in line][:400]
    yield _speed(
        "dense shifts", "0.5", ["\n".join(dense[place : place + 10]) for place in range(0, len(dense), 10)], mend
    )


def _speed(what: str, wanted: str, texts: list[str], mend: Mender) -> Figure:
    started = process_time()
    for text in texts:
        mend(text)
    size = sum(len(text.encode("utf-8", "surrogatepass")) for text in texts) / 1e6
    return Figure(f"speed, {what}, MB/s", wanted, {"harvester": f"{size / (process_time() - started):.2f}"})
