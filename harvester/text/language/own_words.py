"""What grams cost in a document that was guessed in part: what it says again and again is likelier."""

from __future__ import annotations

from collections import Counter
from math import log2
from operator import add
from typing import Final

from harvester.text.language.model import model
from harvester.text.language.readings import foreign, script_of

#: So many of a document's characters are counted; more tell nothing new.
_COUNTED: Final = 50_000
#: How much a document's own words weigh against the language as a whole.
_WEIGHT: Final = 0.3
#: Seen so often besides: what keeps a word that was seen but twice from being certainty.
_BESIDES: Final = 2.0
#: What a character of the other script costs more, in bits.
_FOREIGN: Final = 7.0


class OwnWords(dict[str, float]):
    """As ``LanguageModel.costs``, for one document.

    A gram counts once less than the document has it: what was guessed once must not prove itself.
    """

    __slots__ = ("_foreign", "_general", "_pairs", "_triples")

    def __init__(self, text: str) -> None:
        super().__init__()
        counted = text[:_COUNTED]
        pairs = list(map(add, counted, counted[1:]))
        self._general = model().costs
        self._pairs = Counter(pairs)
        self._triples = Counter(map(add, pairs, counted[2:]))
        self._foreign = foreign(script_of(Counter(counted)))

    def __missing__(self, gram: str) -> float:
        cost = self._general[gram] + (_FOREIGN if gram[-1] in self._foreign else 0.0)
        again = self._triples.get(gram, 0) - 1
        if again > 0:
            own = again / (self._pairs[gram[:2]] - 1 + _BESIDES)
            cost = -log2((1 - _WEIGHT) * 2**-cost + _WEIGHT * own)
        self[gram] = cost
        return cost
