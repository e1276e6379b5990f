"""The clean texts that the repair bench damages, and those that must stay as they are."""

from __future__ import annotations

import gzip
import html
import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import hostile

#: A case has at most this many characters: a reply, a short article, a long one.
SIZES: Final = (150, 500, 1500)
#: A group with fewer texts is left out; draws of a text that the damage must hit.
_FEW: Final = 10
_TRIES: Final = 20
_SOURCE: Final = re.compile(r"(?:github:)?(?:[^/:]+/)?(?P<name>[^/:@]+)")
#: Characters that only traditional, and only simplified text is written with, for corpora that don't tell their script.
_TRADITIONAL: Final = frozenset("這來個們國說時為會過對後學發經動還現開當實點體樣關應問間長無與")
_SIMPLIFIED: Final = frozenset("这来个们国说时为会过对后学发经动还现开当实点体样关应问间长无与")


@dataclass(frozen=True, slots=True)
class Case:
    """A clean text, one paragraph per line; ``group`` is its source."""

    text: str
    script: str
    group: str


#: Whether a damage does anything to a case.
Hit = Callable[[Case], bool]


def read(path: Path) -> Iterator[Case]:
    """The texts of JSON Lines ({"text", "script", "source"}, gzipped or not), or a plain text file's documents.

    A plain file's documents are apart by empty lines.
    """
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    if ".json" in path.name:
        yield from (_case(json.loads(line)) for line in text.split("\n") if line.strip())
    else:
        yield from (_case({"text": part, "source": path.name}) for part in text.split("\n\n") if part.strip())


def _case(document: dict[str, str]) -> Case:
    text = clean(document["text"])
    source = _SOURCE.match(document.get("source", ""))
    group = document.get("kind") or (source["name"] if source else "text")
    return Case(text, document.get("script") or _script(text), group)


def _script(text: str) -> str:
    weight = sum((char in _TRADITIONAL) - (char in _SIMPLIFIED) for char in text)
    return "hant" if weight > 0 else "hans"


def clean(text: str) -> str:
    """``text`` without HTML tags and empty lines, one paragraph per line."""
    text = re.sub(r"</?(?:p|br|div)\b[^>]*>", "\n", text)
    text = html.unescape(re.sub(r"</?[a-z]+\b[^>]*>", "", text))
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())


def converted(cases: Iterable[Case]) -> list[Case]:
    """Simplified texts in traditional characters, as converting sites show them; none where OpenCC is missing."""
    try:
        from opencc import OpenCC  # noqa: PLC0415 - not needed to run the bench
    except ImportError:
        return []
    converter = OpenCC("s2t")
    return [
        Case(converter.convert(case.text), "hant", f"{case.group}, converted")
        for case in cases
        if case.script == "hans"
    ]


def choose(cases: Iterable[Case], number: int, scripts: tuple[str, ...], hit: Hit, rng: random.Random) -> list[Case]:
    """``number`` cases that the damage hits, as many of each script, of each group, and of each of :data:`SIZES`.

    Fewer where the damage hits hardly any text.
    """
    shelves: dict[str, dict[str, list[Case]]] = {script: defaultdict(list) for script in scripts}
    for case in cases:
        if case.script in shelves and len(case.text) > SIZES[0] // 2:
            shelves[case.script][case.group].append(case)
    piles = [_alternating(groups) for groups in shelves.values()]
    chosen: list[Case] = []
    for place in range(number):
        pile = piles[place % len(piles)]
        drawn = (_cut(rng.choice(pile[place // len(piles) % len(pile)]), rng) for _ in range(_TRIES if pile else 0))
        chosen += islice(filter(hit, drawn), 1)
    return chosen


def _alternating(groups: Mapping[str, list[Case]]) -> list[list[Case]]:
    """The groups, by name; without those too small to draw from, unless all are."""
    large = [groups[name] for name in sorted(groups) if len(groups[name]) >= _FEW]
    return large or [groups[name] for name in sorted(groups)]


def _cut(case: Case, rng: random.Random) -> Case:
    """Some lines of a case, of one of :data:`SIZES` or a little less; paragraphs broken as forum authors break them."""
    size = rng.choice(SIZES)
    lines = [line for part in case.text.split("\n") for line in _broken(part, rng)]
    first = rng.randrange(max(len(lines) * 2 // 3, 1))
    taken = [lines[first][:size]]
    for line in lines[first + 1 :]:
        if sum(map(len, taken)) + len(line) > size:
            break
        taken.append(line)
    return Case("\n".join(taken), case.script, case.group)


def _broken(paragraph: str, rng: random.Random) -> list[str]:
    """A paragraph in lines: after every second full stop, at random, the next one starts."""
    return re.sub("。[”」』’）]*(?!$)", lambda stop: stop[0] + rng.choice(("", "\n")), paragraph).split("\n")


def with_note(case: Case, rng: random.Random) -> tuple[str, str]:
    """The text with an author's note on a rare character after one of its marks, and the note."""
    note = rng.choice(hostile.NOTES)
    marks = [place + 1 for place, char in enumerate(case.text) if char in "，。、；"] or [0]
    place = rng.choice(marks)
    return case.text[:place] + note + case.text[place:], note
