"""Character n-grams smoothed after Kneser and Ney, and pruned to those that say most.

Interpolated modified Kneser-Ney smoothing (Chen and Goodman 1999): what is taken off each
count goes to the shorter context, whose own counts are in how many contexts a gram was
seen. Listed are the grams whose loss would cost most bits over the counted text (Seymore
and Rosenfeld 1996); each context's back-off weight is worked out again after that, so that
probabilities add up to one.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Self


@dataclass(slots=True)
class Level:
    """The listed grams of one length.

    ``probabilities`` of each gram's last character after those before it; ``backoffs``: what
    a context's unlisted followers keep of the probability that the shorter context gives them.
    """

    probabilities: dict[str, float]
    lower: Level | None = None
    backoffs: dict[str, float] = field(default_factory=dict)

    def probability(self, gram: str) -> float:
        """P(last character of ``gram`` | those before it); the length-1 grams must all be listed."""
        known = self.probabilities.get(gram)
        if known is not None or self.lower is None:
            return self.probabilities[gram]
        return self.backoffs.get(gram[:-1], 1.0) * self.lower.probability(gram[1:])


@dataclass(frozen=True, slots=True)
class Discounts:
    """What is taken off counts of 1, of 2, and of more, from the counts of counts."""

    one: float
    two: float
    more: float

    @classmethod
    def of(cls, counts: Mapping[str, int]) -> Self:
        """The discounts that Chen and Goodman give for ``counts``."""
        times = Counter(counts.values())
        once, twice, thrice, four = (times[number] for number in (1, 2, 3, 4))
        share = once / (once + 2 * twice)
        return cls(1 - 2 * share * twice / once, 2 - 3 * share * thrice / twice, 3 - 4 * share * four / thrice)

    def off(self, count: int) -> float:
        """What is taken off ``count``."""
        return self.one if count == 1 else self.two if count == 2 else self.more


def contexts_of(longer: Mapping[str, int], counts: Mapping[str, int]) -> dict[str, int]:
    """For each gram of ``counts``: after how many characters it was seen, by the grams one character longer.

    Grams at the start of a line have none before them, and keep their counts.
    """
    seen = Counter(gram[1:] for gram in longer)
    return {gram: times if gram[0] == "\n" else max(seen[gram], 1) for gram, times in counts.items()}


def first_level(twos: Mapping[str, int], alphabet: Collection[str]) -> Level:
    """The characters by themselves; one that was never seen after another counts as 1/50 of one that was once."""
    seen = Counter(gram[1] for gram in twos)
    total = sum(seen.values()) + len(alphabet) / 50
    return Level({char: (seen[char] + 1 / 50) / total for char in alphabet})


def next_level(
    smoothed: Mapping[str, int], counts: Mapping[str, int], lower: Level, listed: Collection[str], size: int
) -> Level:
    """The level above ``lower``.

    ``smoothed`` are the counts that probabilities are made of, ``counts`` those that tell
    how much a gram matters; of the grams in ``listed``, the ``size`` that matter most are kept.
    """
    discounts = Discounts.of(smoothed)
    totals: Counter[str] = Counter()
    freed: defaultdict[str, float] = defaultdict(float)
    for gram, times in smoothed.items():
        totals[gram[:-1]] += times
        freed[gram[:-1]] += discounts.off(times)
    scored = []
    for gram in listed:
        context = gram[:-1]
        below = freed[context] / totals[context] * lower.probability(gram[1:])
        probability = (smoothed[gram] - discounts.off(smoothed[gram])) / totals[context] + below
        scored.append((counts[gram] * math.log2(below / probability), gram, probability))
    scored.sort()
    level = Level({gram: probability for score, gram, probability in scored[:size] if score < 0}, lower)
    level.backoffs = _backoffs(level.probabilities, lower)
    return level


def _backoffs(probabilities: Mapping[str, float], lower: Level) -> dict[str, float]:
    listed: defaultdict[str, float] = defaultdict(float)
    below: defaultdict[str, float] = defaultdict(float)
    for gram, probability in probabilities.items():
        listed[gram[:-1]] += probability
        below[gram[:-1]] += lower.probability(gram[1:])
    return {context: max(1 - listed[context], 1e-6) / max(1 - below[context], 1e-6) for context in listed}
