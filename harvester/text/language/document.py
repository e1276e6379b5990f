"""What a document itself tells of its language: its script, and its own words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import exp2, log2
from operator import add
from typing import Final

from harvester.text.language.model import model
from harvester.text.language.readings import Script, script_of

#: So many of a document's characters are counted; more tell nothing new.
_COUNTED: Final = 50_000
#: How much a document's own words weigh against the language as a whole.
_WEIGHT: Final = 0.3
#: Seen so often besides: what keeps a single sight of a word from being certainty.
_BESIDES: Final = 2.0


class Words:
    """The grams of one document, and their costs in its words."""

    def __init__(self, text: str) -> None:
        counted = text[:_COUNTED]
        pairs = list(map(add, counted, counted[1:]))
        self.script: Script | None = script_of(Counter(counted))
        #: What grams cost that the document does not have.
        self.general = model().costs
        self._pairs: dict[str, int] = dict(Counter(pairs))
        #: The document's own grams, and how often it has them.
        self.triples: dict[str, int] = dict(Counter(map(add, pairs, counted[2:])))
        self._costs: dict[str, float] = {}

    def bits(self, gram: str) -> float:
        """What the last character of ``gram`` costs after the two before it, as ``LanguageModel.costs``."""
        seen = self.triples.get(gram)
        if seen is None:
            return self.general[gram]
        cost = self._costs.get(gram)
        if cost is None:
            own = seen / (self._pairs.get(gram[:2], seen) + _BESIDES)
            cost = -log2((1 - _WEIGHT) * exp2(-self.general[gram]) + _WEIGHT * own)
            self._costs[gram] = cost
        return cost

    def followers(self) -> Mapping[str, str]:
        """Character -> the characters that follow it in the document."""
        found: defaultdict[str, str] = defaultdict(str)
        for pair in self._pairs:
            found[pair[0]] += pair[1]
        return found
