"""A text as a few hundred bytes, by which its copies are recognised: cut, converted, damaged, or with another byline.

Runs of letters are hashed, and the lowest hashes are kept: a fixed share for a long text, all for a short one
(FracMinHash, https://doi.org/10.12688/f1000research.19675.1). Unlike MinHash signatures, these show how much of
one text is in the other, whatever the lengths. Numbers are kept apart from letters: texts made from one template
(weather, notices) differ in little else.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import Final, Self
from zlib import crc32

from harvester.config.patterns import regex
from harvester.corpora.scripts import fold, fold_characters

#: Letters of a run: in Chinese, two or three words.
RUN: Final = 5
#: One in this many runs of a text is kept, but at least this number, if there are so many.
_ONE_IN: Final = 8
_LEAST_KEPT: Final = 128
#: Numbers that are kept at most.
_NUMBERS_KEPT: Final = 64
#: Runs by which a text is looked up.
KEYS: Final = 24
#: Texts with fewer letters are too short to be compared: they may be equal by chance.
LEAST_LETTERS: Final = 20
#: Copies: the shorter text has at least this share of the longer one's letters, ...
LEAST_SIZE: Final = 0.3
#: ... this share of the shorter one's runs is in the longer one, ...
LEAST_SHARED: Final = 0.7
#: ... and this share of its numbers.
LEAST_NUMBERS: Final = 0.8
#: A text with a smaller share of the other's letters than this is cut.
CUT: Final = 0.95

_CJK = regex("[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]+")
_LETTERS = regex(r"[^\W_]+")
#: A number with what it counts (3月, 20%); forum noise has digits too, between Latin letters and marks.
_NUMBER = regex(r"(?<![A-Za-z\d.])(\d+(?:[.:,]\d+)*) ?([\u3400-\u9fff%％])")
_ALL: Final = 1 << 32


@dataclass(frozen=True, slots=True)
class Sample:
    """Hashes of a set: all that are below ``limit``."""

    hashes: frozenset[int]
    limit: int

    @classmethod
    def of(cls, hashes: set[int], least: int, one_in: int) -> Self:
        """A sample of one in ``one_in`` of ``hashes``, but of at least ``least``."""
        limit = _ALL // one_in
        kept = frozenset([each for each in hashes if each < limit])
        if len(kept) < least:
            lowest = sorted(hashes)[: least + 1]
            limit = lowest.pop() if len(lowest) > least else _ALL
            kept = frozenset(lowest)
        return cls(kept, limit)

    def shared(self, other: Sample) -> tuple[int, int]:
        """The number of this sample's hashes that can be compared with ``other``, and how many of these it has too."""
        limit = min(self.limit, other.limit)
        compared = self.hashes if limit == self.limit else [each for each in self.hashes if each < limit]
        return len(compared), len(other.hashes.intersection(compared))

    def packed(self) -> bytes:
        """Four bytes for each hash, and four for the limit."""
        return array("I", [self.limit % _ALL, *self.hashes]).tobytes()

    @classmethod
    def unpacked(cls, packed: bytes) -> Self:
        """The sample that :meth:`packed` made bytes of."""
        limit, *hashes = array("I", packed)
        return cls(frozenset(hashes), limit or _ALL)


@dataclass(frozen=True, slots=True)
class Sketch:
    """The number of a text's letters, and samples of its runs of letters and of its numbers."""

    letters: int
    runs: Sample
    numbers: Sample


def sketch(text: str) -> Sketch | None:
    """The sketch of a text; ``None`` if it has too few letters.

    In a text that is mostly CJK, only CJK characters count as letters, so that noise, glosses and addresses do not.
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
    """The runs by which a text is looked up: copies of it share some of them."""
    return sorted(runs.hashes)[:KEYS]


def likeness(one: Sketch, other: Sketch) -> float | None:
    """The share of the shorter text that is in the longer, if one is a copy of the other; otherwise ``None``."""
    shorter, longer = sorted((one, other), key=lambda each: each.letters)
    if shorter.letters < LEAST_SIZE * longer.letters:
        return None
    compared, shared = shorter.runs.shared(longer.runs)
    if not compared or shared < LEAST_SHARED * compared:
        return None
    numbers, known = shorter.numbers.shared(longer.numbers)
    cut = shorter.letters < CUT * longer.letters  # perhaps within a number
    return shared / compared if known + cut >= LEAST_NUMBERS * numbers else None
