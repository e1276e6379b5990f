"""A second opinion on characters that had to be guessed: the words of a dictionary, beside the language model.

The model looks at two characters, and was counted on news; the dictionary knows words of all fields, and nothing of
how they follow each other. Where either alone is as often wrong, both together leave a fifth fewer undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import pairwise, product
from math import inf
from typing import Final, NamedTuple

from harvester.config.patterns import regex
from harvester.text.language.alphabets import Alphabet, Pattern
from harvester.text.language.lexicon import lexicon
from harvester.text.language.model import model

#: Other characters that the model finds worse by more bits are not looked at, nor more than so many at each place;
#: fewer where those of a place beside it are tried as well.
_NEAR: Final = 14.0
_MOST: Final = 8
_MOST_BESIDE: Final = 4
#: How many of those that fit are looked at, the commonest: of a character that lost all its bytes, thousands fit.
_COMMONEST: Final = 64
#: Characters this near to each other share words, and what the model looks at.
_BESIDE: Final = 2
#: What the same characters cost may differ by so many bits, in the document's own words.
_ABOUT: Final = 0.5
#: Whether a change is shown in the same way takes a look at all of the text. Words are not asked where characters
#: times guesses are more than this, which takes a tenth of a second.
_MOST_LOOKED_AT: Final = 100_000
_HANZI: Final = regex("[㐀-鿿]")


@dataclass(frozen=True, slots=True)
class _Change:
    """Other characters at one place or two, the text with them, and by how many bits the model finds that worse."""

    places: tuple[int, ...]
    text: str
    worse: float


class Margins(NamedTuple):
    """By how many bits every other text is worse that differs in one character or two: by the model, and by both signs.

    >>> Margins(0.5, 4.0).of(0.5), Margins(0.5, 4.0).of(-3.0)
    (4.0, -3.0)
    """

    by_model: float
    both: float

    def of(self, by_model: float) -> float:
        """By how many bits any other text is worse, if it is worse by ``by_model`` bits without words.

        Where what the model finds nearest differs in more than two characters, words say nothing of it.
        """
        return self.both if by_model >= self.by_model - _ABOUT else min(by_model, self.both)


@dataclass(frozen=True)
class Guesses:
    """A text of which some characters were guessed: their places, and the bytes of each that are known.

    ``explains``: whether another text is shown in the same way.

    >>> from harvester.text.language.alphabets import UTF_8
    >>> guesses = Guesses("只收了二十块", {5: (0xE5, 0x9D, None)}, UTF_8, lambda other: other.endswith("坐"))
    >>> guesses.margins().both > 0.0
    True
    """

    text: str
    places: Mapping[int, Pattern]
    alphabet: Alphabet
    explains: Callable[[str], bool]

    def margins(self) -> Margins:
        """By how many bits the nearest other text is worse; nothing where that takes too long to find out."""
        if len(self.text) * len(self.places) > _MOST_LOOKED_AT:
            return Margins(inf, inf)
        nearest = self._least({change: change.worse for change in self._changes})
        return Margins(nearest, self._least(self._weighed))

    def _least(self, bits: dict[_Change, float]) -> float:
        explained = (bits[change] for change in sorted(bits, key=bits.__getitem__) if self.explains(change.text))
        return next(explained, inf)

    @cached_property
    def _weighed(self) -> dict[_Change, float]:
        """Each change, and by how many bits it is worse by both."""
        worse = lexicon().worse
        return {
            change: change.worse + worse(change.text, self.text, change.places[0], change.places[-1] + 1)
            for change in self._changes
        }

    @cached_property
    def _changes(self) -> list[_Change]:
        """What may stand in the text instead: one other character, or two beside each other."""
        each = [changes for place, pattern in self.places.items() if (changes := self._others(place, pattern))]
        return [change for changes in each for change in changes] + [
            together for first, second in pairwise(each) for together in self._together(first, second)
        ]

    def _others(self, place: int, pattern: Pattern) -> list[_Change]:
        """The likeliest Hanzi that may stand at ``place``."""
        mine = self.text[place]
        if not _HANZI.fullmatch(mine):
            return []
        whole, costs = f"\n\n{self.text}\n", model().costs
        before, after = whole[place : place + 2], whole[place + 3 : place + 5]

        def rest(char: str) -> float:
            """What ``char`` and what follows it cost, but for the first of these."""
            return costs[before[1] + char + after[0]] + (costs[char + after] if after[1:] else 0.0)

        most = costs[before + mine] + rest(mine) + _NEAR
        found = [
            (first + rest(char), char)
            for char, _ in self.alphabet.guesses(pattern)[:_COMMONEST]
            if (first := costs[before + char]) < most and char != mine and _HANZI.fullmatch(char)
        ]
        likeliest = nsmallest(_MOST, (other for other in found if other[0] < most))
        return [_Change((place,), self._changed((place,), char), bits - most + _NEAR) for bits, char in likeliest]

    def _together(self, first: list[_Change], second: list[_Change]) -> Iterator[_Change]:
        """The likeliest of both, if their places are beside each other."""
        start, end = first[0].places[0], second[0].places[0]
        if end - start > _BESIDE:
            return
        mine = self._bits(self.text, start, end)
        for one, other in product(first[:_MOST_BESIDE], second[:_MOST_BESIDE]):
            text = self._changed((start, end), one.text[start] + other.text[end])
            yield _Change((start, end), text, self._bits(text, start, end) - mine)

    def _changed(self, places: tuple[int, ...], chars: str) -> str:
        text = self.text
        for place, char in zip(places, chars, strict=True):
            text = f"{text[:place]}{char}{text[place + 1 :]}"
        return text

    @staticmethod
    def _bits(text: str, first: int, last: int) -> float:
        """What the characters from ``first`` to ``last`` cost, and those whose cost depends on them."""
        return model().cost(f"{text}\n"[first : last + 3], text[max(first - 2, 0) : first])
