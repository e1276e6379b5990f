"""Full-width punctuation squashed to half width, in a document that shows that it was.

The tool behind the shifts replaced seven full-width marks by their ASCII twins; where its
search met no shifted bytes, that is all it did. Unicode's NFKC does the same. What it wrote
can be told from half-width marks of the author's own only by what stands around them, so
every mark is weighed by the language model (``marks``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from harvester.text import gbk
from harvester.text.edits import Certainty, Repair, apply
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

#: Other damage that only the sites with the tool have, and how many marks are enough beside it.
_DAMAGE: Final = ("gloss",)
_LEAST_DAMAGED: Final = 2
#: Marks that authors type who shout; a squashed text has others, too.
_SHOUTED: Final = frozenset("?!")
#: How many squashed marks between Hanzi, of how many kinds, and how many marks that the tool leaves show its work:
#: fewer are a guess. An author who types half-width marks in between full-width ones seldom keeps it up.
_LEAST_HALF: Final = 12
_GUESSED_HALF: Final = 4
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
    shifted = profile.proofs[_PROOF] > 0 and not _is_typed(text)
    marks = _BETWEEN.findall(text) if shifted or options.widen or not _has_full(text) else []
    shifted = shifted and not _SHOUTED.issuperset(marks)
    damaged = any(profile.proofs[kind] for kind in _DAMAGE)
    if not (shifted or options.widen or _is_squashed(text, marks, damaged=damaged)):
        return []
    whole = options.widen or sum(map(text.count, FULL)) * 2 <= len(marks)
    found = [
        (start + place, gain)
        for start, line in _lines(text)
        if whole or not _has_full(line)
        for place, gain in gains(line)
        if gain > 0
    ]
    sure: Certainty = "likely" if shifted or damaged or options.widen or len(marks) >= _LEAST_HALF else "guess"
    repairs = [
        _widened(text, place, gain, "certain" if shifted and gain >= _CERTAIN_BITS else sure) for place, gain in found
    ]
    if not (shifted or damaged or options.widen) and not _is_explained(text, repairs):
        return []
    profile.proofs[KIND] += sum(repair.certainty == "certain" for repair in repairs)
    return repairs


def _widened(text: str, place: int, gain: float, certainty: Certainty) -> Repair:
    why = "stands where Chinese text has the full-width mark"
    return Repair(KIND, place, text[place], _WIDEN[text[place]], certainty, gain, why)


def _is_explained(text: str, repairs: Sequence[Repair]) -> bool:
    """Whether the tool makes ``text``, and no shift, of the repaired one: from a long typed text it makes shifts."""
    return gbk.squash(gbk.encode(apply(text, repairs))) == gbk.encode(text)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line of ``text``, and where it starts."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line.rstrip("\r\n")
        start += len(line)


def _has_full(text: str) -> bool:
    return any(mark in text for mark in FULL)


def _is_typed(text: str) -> bool:
    """Whether the author typed half-width marks, as what no tool makes of full-width ones shows."""
    return len(_TYPED.findall(text)) > len(_LEFT.findall(text))


def _is_squashed(text: str, marks: Sequence[str], *, damaged: bool) -> bool:
    """Whether a text with full-width marks has none of just the seven, and half-width ones in their places.

    A text that was ``damaged`` otherwise needs little of either.
    """
    left = Counter(_LEFT.findall(text))
    if damaged:
        return len(marks) >= _LEAST_DAMAGED and bool(left) and not _is_typed(text)
    if len(marks) < _GUESSED_HALF or len(set(marks)) < _LEAST_KINDS:
        return False
    return left.total() - left["。"] >= _LEAST_LEFT and left["。"] >= _LEAST_STOPS and not _TYPED.search(text)
