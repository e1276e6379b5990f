"""What a document itself tells of its language: its script, its own words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import log2
from operator import add
from typing import Final

from harvester.text.language import Costs, model
from harvester.text.readings import simplified, table

#: So many of a document's characters are counted; more tell nothing new.
_COUNTED: Final = 200_000
#: How much a document's own words weigh against the language as a whole.
_WEIGHT: Final = 0.3
#: Seen so often besides: what keeps a single sight of a word from being certainty.
_BESIDES: Final = 2.0
#: What a character of the other script costs more, in bits.
_FOREIGN: Final = 7.0
#: Script is told by characters of one script that are so many times those of the other.
_CLEAR: Final = 5


class DocumentCosts(dict[str, float]):
    """Costs of grams of three characters, as :attr:`LanguageModel.costs`, in the words of one document."""

    __slots__ = ("_foreign", "_general", "_pairs", "_triples")

    def __init__(self, text: str) -> None:
        super().__init__()
        counted = text[:_COUNTED]
        pairs = list(map(add, counted, counted[1:]))
        self._general: Costs = model().costs
        self._pairs = Counter(pairs)
        self._triples = Counter(map(add, pairs, counted[2:]))
        self._foreign = _foreign(Counter(counted))

    def __missing__(self, gram: str) -> float:
        cost = self._general[gram]
        if gram[-1] in self._foreign:
            cost += _FOREIGN
        seen = self._triples.get(gram)
        if seen:
            own = seen / (self._pairs[gram[:2]] + _BESIDES)
        elif gram[1:] in self._pairs:
            own = 0.0
        else:
            own = 0.0
        if own:
            cost = -log2((1 - _WEIGHT) * 2**-cost + _WEIGHT * own)
        self[gram] = cost
        return cost

    def followers(self) -> Mapping[str, str]:
        """Character -> the characters that follow it in the document."""
        found: defaultdict[str, str] = defaultdict(str)
        for pair in self._pairs:
            found[pair[0]] += pair[1]
        return found


def _foreign(seen: Mapping[str, int]) -> frozenset[str]:
    """The characters of the script that the document is not written in."""
    old = sum(times for char, times in seen.items() if char in table())
    new = sum(times for char, times in seen.items() if char in simplified())
    if old > _CLEAR * new:
        return simplified()
    if new > _CLEAR * old:
        return frozenset(table())
    return frozenset()
