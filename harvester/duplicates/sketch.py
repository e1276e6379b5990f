"""A text as a few hundred bytes, by which copies of it are known: cut, converted, damaged, or under another byline.

Runs of letters are hashed, and those with the lowest hashes kept: a fixed share of a long text's, all of a short one's
(FracMinHash, https://doi.org/10.12688/f1000research.19675.1). Unlike the signatures of MinHash these tell how much of
one text is in the other, however long that is. Numbers are kept apart from letters: forms that are filled in again
and again (weather, notices) differ in little else.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import Final, Self
from zlib import crc32

from harvester.corpora.scripts import fold, fold_characters

#: Letters of a run: in Chinese, two or three words.
RUN: Final = 5
#: Of a text's runs one in this many is kept, but at least this number where it has them.
_ONE_IN: Final = 8
_LEAST_KEPT: Final = 128
#: Numbers that are kept, at most.
_NUMBERS_KEPT: Final = 64
#: Runs that a text is looked up by.
KEYS: Final = 24
#: Texts of fewer letters say too little to be copies of one another.
LEAST_LETTERS: Final = 20
#: A copy has so much of the letters of the other at least, ...
LEAST_SIZE: Final = 0.3
#: ... this share of the shorter one's runs is in the longer one, ...
LEAST_SHARED: Final = 0.7
#: ... and this share of its numbers.
LEAST_NUMBERS: Final = 0.8
#: A text of fewer of the other's letters than this is cut.
CUT: Final = 0.95

_CJK = re.compile("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+")
_LETTERS = re.compile(r"[^\W_]+")
#: A number with what it counts (3月, 20%); forum noise has digits too, between Latin letters and marks.
_NUMBER = re.compile(r"(?<![A-Za-z\d.])(\d+(?:[.:,]\d+)*) ?([\u3400-\u9fff%％])")
_ALL: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Sample:
    """Hashes of a set: all that lie below ``limit``."""

    hashes: frozenset[int]
    limit: int

    @classmethod
    def of(cls, hashes: set[int], least: int, one_in: int) -> Self:
        """One in ``one_in`` of ``hashes``; ``least`` where these are fewer."""
        limit = _ALL // one_in
        kept = frozenset([each for each in hashes if each < limit])
        if len(kept) < least:
            lowest = sorted(hashes)[: least + 1]
            limit = lowest.pop() if len(lowest) > least else _ALL
            kept = frozenset(lowest)
        return cls(kept, limit)

    def shared(self, other: Sample) -> tuple[int, int]:
        """How many of this sample's hashes were compared with ``other``'s, and how many of them are there too."""
        limit = min(self.limit, other.limit)
        compared = self.hashes if limit == self.limit else [each for each in self.hashes if each < limit]
        return len(compared), len(other.hashes.intersection(compared))

    def packed(self) -> bytes:
        """Four bytes for each hash, and four for the limit."""
        return array("I", [self.limit % _ALL, *self.hashes]).tobytes()

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """The sample that :meth:`packed` gave."""
        limit, *hashes = array("I", packed)
        return cls(frozenset(hashes), limit or _ALL)


@dataclass(frozen=True, slots=True)
class Sketch:
    """How many letters a text has, and samples of its runs of letters and of its numbers."""

    letters: int
    runs: Sample
    numbers: Sample


def sketch(text: str) -> Sketch | None:
    """The sketch of a text; ``None`` where it has too few letters to be known by.

    In a text that is mostly CJK, only CJK characters are its letters: noise, glosses and addresses are not.
    """
    letters = "".join(_CJK.findall(text))
    words = "".join(_LETTERS.findall(text))
    letters = fold_characters(letters) if 2 * len(letters) >= len(words) else fold(words)
    if len(letters) < LEAST_LETTERS:
        return None
    coded = letters.encode("utf-32-le", "surrogatepass")
    runs = [coded[at : at + 4 * RUN] for at in range(0, 4 * (len(letters) - RUN + 1), 4)]
    numbers = [fold(number + counted).encode() for number, counted in _NUMBER.findall(text)]
    return Sketch(
        len(letters),
        Sample.of(set(map(crc32, runs)), _LEAST_KEPT, _ONE_IN),
        Sample.of(set(map(crc32, numbers)), _NUMBERS_KEPT, _ALL),
    )


def keys_of(runs: Sample) -> list[int]:
    """The runs to look a text up by: copies of it share some of them."""
    return sorted(runs.hashes)[:KEYS]


def likeness(one: Sketch, other: Sketch) -> float | None:
    """The share of the shorter text that is in the longer, where one is a copy of the other; otherwise ``None``."""
    shorter, longer = sorted((one, other), key=lambda each: each.letters)
    if shorter.letters < LEAST_SIZE * longer.letters:
        return None
    compared, shared = shorter.runs.shared(longer.runs)
    if not compared or shared < LEAST_SHARED * compared:
        return None
    numbers, known = shorter.numbers.shared(longer.numbers)
    cut = shorter.letters < CUT * longer.letters  # perhaps within a number
    return shared / compared if known + cut >= LEAST_NUMBERS * numbers else None
