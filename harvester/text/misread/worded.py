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
from operator import attrgetter
from typing import Final

from harvester.config.patterns import regex
from harvester.text.language.alphabets import Alphabet, Pattern
from harvester.text.language.lexicon import lexicon
from harvester.text.language.model import model

#: Other characters that the model finds worse by more bits are not looked at, nor more than so many at each place;
#: fewer where those of a place beside it are tried as well.
_NEAR: Final = 14.0
_MOST: Final = 8
_MOST_BESIDE: Final = 4
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


@dataclass(frozen=True)
class Guesses:
    """A text of which some characters were guessed: their places, and the bytes of each that are known.

    ``explains``: whether another text is shown in the same way.

    >>> from harvester.text.language.alphabets import UTF_8
    >>> guesses = Guesses("只收了二十块", {5: (0xE5, 0x9D, None)}, UTF_8, lambda other: other.endswith("坐"))
    >>> guesses.margin(99.0) > 0.0
    True
    """

    text: str
    places: Mapping[int, Pattern]
    alphabet: Alphabet
    explains: Callable[[str], bool]

    def margin(self, by_model: float) -> float:
        """By how many bits every other text is worse if words count too; ``by_model``: if they do not.

        Where what the model finds nearest differs in more than two characters, words say nothing of it.
        """
        if len(self.text) * len(self.places) > _MOST_LOOKED_AT:
            return by_model
        nearest = self._least({change: change.worse for change in self._changes})
        weighed = self._least(self._weighed)
        return weighed if by_model >= nearest - _ABOUT else min(by_model, weighed)

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
        if not _HANZI.fullmatch(self.text[place]):
            return []
        chars = (char for char, _ in self.alphabet.guesses(pattern) if _HANZI.fullmatch(char))
        changes = (self._change((place,), char) for char in chars if char != self.text[place])
        return nsmallest(_MOST, (each for each in changes if each.worse < _NEAR), key=attrgetter("worse"))

    def _together(self, first: list[_Change], second: list[_Change]) -> Iterator[_Change]:
        """The likeliest of both, if their places are beside each other."""
        start, end = first[0].places[0], second[0].places[0]
        if end - start <= _BESIDE:
            for one, other in product(first[:_MOST_BESIDE], second[:_MOST_BESIDE]):
                yield self._change((start, end), one.text[start] + other.text[end])

    def _change(self, places: tuple[int, ...], chars: str) -> _Change:
        """The text with ``chars`` at ``places``."""
        first, end = places[0], places[-1] + 3
        text = self.text
        for place, char in zip(places, chars, strict=True):
            text = f"{text[:place]}{char}{text[place + 1 :]}"
        bits = [model().cost(f"{whole}\n"[first:end], whole[max(first - 2, 0) : first]) for whole in (text, self.text)]
        return _Change(places, text, bits[0] - bits[1])
