"""Full-width punctuation squashed to half width, in a document that shows that it was.

The tool behind the shifts replaced seven full-width marks by their ASCII twins; where its
search met no shifted bytes, that is all it did. Unicode's NFKC does the same. What it wrote
can be told from half-width marks of the author's own only by what stands around them, so
every mark is weighed by the language model (``marks``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from harvester.text.edits import Repair
from harvester.text.marks import FULL, HALF, gains
from harvester.text.options import Options
from harvester.text.profile import Profile

KIND: Final = "half-width"
#: The kind of repair that proves that the tool was at work.
_PROOF: Final = "shift"

_SQUASH: Final = str.maketrans(FULL, HALF)
_WIDEN: Final = dict(zip(HALF, FULL, strict=True))

_HANZI: Final = "\u3400-\u9fff"
_BETWEEN: Final = re.compile(rf"(?<=[{_HANZI}。、”」》])[!(),:;?](?=[{_HANZI}“「《])")
#: Marks that the tool leaves: who types these in full width does so with the seven, too.
_LEFT: Final = re.compile(r"[。、“”「」『』《》]")
#: What one who types half-width marks types, and no tool makes of full-width ones.
_TYPED: Final = re.compile(rf"[{_HANZI}](?:\.(?![^\s.])|\"|,\x20)|\"[{_HANZI}]")

#: How many squashed marks, of how many kinds, and how many marks that were left prove a document.
_LEAST_HALF: Final = 4
_LEAST_KINDS: Final = 2
_LEAST_LEFT: Final = 3
_LEAST_STOPS: Final = 2
#: How many more bits make a mark certain, in a document that a shift has proved.
_CERTAIN_BITS: Final = 6.0


def damage(text: str) -> str:
    """``text`` with its seven full-width marks as ASCII."""
    return text.translate(_SQUASH)


def repair(text: str, profile: Profile, options: Options) -> list[Repair]:
    """Every squashed mark in full width, where ``text`` is proved to be squashed or ``options.widen`` is set."""
    if text.isascii() or not options.wants(KIND):
        return []
    shifted = profile.proofs[_PROOF] > 0
    if not (options.widen or shifted or _is_squashed(text)):
        return []
    whole = options.widen or not _is_mixed(text)
    repairs = [
        Repair(
            kind=KIND,
            start=start + place,
            before=line[place],
            after=_WIDEN[line[place]],
            certainty="certain" if shifted and gain >= _CERTAIN_BITS else "likely",
            bits=gain,
            why="stands where Chinese text has the full-width mark",
        )
        for start, line in _lines(text)
        if whole or not _has_full(line)
        for place, gain in gains(line)
        if gain > 0
    ]
    profile.proofs[KIND] += sum(repair.certainty == "certain" for repair in repairs)
    return repairs


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line of ``text``, and where it starts."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line.rstrip("\r\n")
        start += len(line)


def _has_full(text: str) -> bool:
    return any(mark in text for mark in FULL)


def _is_squashed(text: str) -> bool:
    """Whether a text with full-width marks has none of just the seven, and half-width ones in their places."""
    if _has_full(text):
        return False
    squashed = Counter(_BETWEEN.findall(text))
    left = Counter(_LEFT.findall(text))
    return (
        squashed.total() >= _LEAST_HALF
        and len(squashed) >= _LEAST_KINDS
        and left.total() - left["。"] >= _LEAST_LEFT
        and left["。"] >= _LEAST_STOPS
        and not _TYPED.search(text)
    )


def _is_mixed(text: str) -> bool:
    """Whether a good part of the text was not squashed."""
    return sum(map(text.count, FULL)) * 2 > len(_BETWEEN.findall(text))
