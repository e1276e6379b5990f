"""What a document says about its own language: its script, and what grams cost in its own words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import exp2, log2
from operator import add
from typing import Final

from harvester.text.language.model import model
from harvester.text.language.readings import Script, foreign, script_of

#: How many characters of a document are counted; more say nothing new.
_COUNTED: Final = 50_000
#: How much a document's own words weigh against the language as a whole.
_WEIGHT: Final = 0.3
#: Added to the count of a context, so that a word seen once is not taken as certain.
_BESIDES: Final = 2.0
#: How many more bits a character of the other script costs in a document that is partly a guess.
_FOREIGN: Final = 7.0


class Words(dict[str, float]):
    """What the last character of a gram costs after the two before it, like ``LanguageModel.costs``, in one document.

    ``guessed``: part of the document is a guess. Then each gram counts one time less, so that none proves itself, and
    characters of the other script cost more.

    >>> words = Words("犇星的犇星和犇星在")
    >>> words["犇星的"] < model().costs["犇星的"], words["天氣好"] == model().costs["天氣好"]
    (True, True)
    >>> Words("犇星的", guessed=True)["犇星的"] == model().costs["犇星的"]
    True
    """

    def __init__(self, text: str, *, guessed: bool = False) -> None:
        super().__init__()
        counted = text[:_COUNTED]
        pairs = list(map(add, counted, counted[1:]))
        self.script: Script | None = script_of(Counter(counted))
        #: What grams cost that are not in the document.
        self.general = model().costs
        self._pairs: dict[str, int] = dict(Counter(pairs))
        #: The document's own grams, and how often it has them.
        self.triples: dict[str, int] = dict(Counter(map(add, pairs, counted[2:])))
        self._once = 1 if guessed else 0
        self._foreign: frozenset[str] = foreign(self.script) if guessed else frozenset()

    def __missing__(self, gram: str) -> float:
        cost = self.general[gram] + (_FOREIGN if gram[-1] in self._foreign else 0.0)
        seen = self.triples.get(gram, 0) - self._once
        if seen > 0:
            own = seen / (self._pairs[gram[:2]] - self._once + _BESIDES)
            cost = -log2((1 - _WEIGHT) * exp2(-cost) + _WEIGHT * own)
        self[gram] = cost
        return cost

    def followers(self) -> Mapping[str, str]:
        """Character -> the characters that follow it in the document."""
        found: defaultdict[str, str] = defaultdict(str)
        for pair in self._pairs:
            found[pair[0]] += pair[1]
        return found
