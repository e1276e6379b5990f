"""How plausible a text is as Chinese: a character trigram model that backs off to bigrams.

The table is counted by ``bench/count_language.py``; ``data/README.md`` names its sources. Both
scripts, punctuation, quotes and line breaks are in it. Digits, letters and characters that are
hardly ever seen are counted by class, so every character has a finite cost. A traditional character
and its simplified form are counted as one where each stands for the other and for nothing else:
both scripts share their statistics, and the characters before it show which one is meant.
"""

from __future__ import annotations

import hashlib
import struct
import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib.resources import files
from itertools import accumulate
from operator import itemgetter
from typing import Final

import zstandard

from harvester.text.language.symbols import CLASSES, symbol

#: Costs are stored in one byte, in units of 1 / STEPS bit.
STEPS: Final = 8
#: Magic, and the sizes of the alphabet, of the bigrams and of the trigrams.
HEADER: Final = struct.Struct("<4sIII")
MAGIC: Final = b"HLM2"
TABLE: Final = "language.zst"
WORDS: Final = "words.zst"
#: The caches of costs and contexts are emptied at these sizes (100 and 25 MB), so that no input fills the memory.
_CACHE_SIZE: Final = 1_000_000
_CONTEXTS: Final = 100_000
#: The same for the followers of characters (20 MB).
_ROWS: Final = 2_000


class Costs(dict[str, float]):
    r"""Costs of grams of 1, 2 or 3 characters: the bits of the last one after those before it.

    A plain dictionary to its reader: ``model().costs["中国人"]`` is -log2 P(人 | 中国). It
    is filled as it is read, and is the fast path of searches (a look-up takes 0.1 us, the
    first one of a gram 4 us). A gram of two characters is for the start of a line, ``"\n中"``:
    within a line the model wants two characters of context, and judges worse by one.

    >>> model().costs["中国人"] < model().costs["中国入"]
    True
    """

    __slots__ = ("_model",)

    def __init__(self, model: LanguageModel) -> None:
        super().__init__()
        self._model = model

    def __missing__(self, gram: str) -> float:
        if len(self) >= _CACHE_SIZE:
            self.clear()
        cost = self[gram] = self._model.look_up(gram)
        return cost


_HANS, _HANT = 1, 2
#: The bits of writing a character in the script of the characters before it, in the other one, and where neither shows.
_SAME_SCRIPT: Final = 0.1
_OTHER_SCRIPT: Final = 7.0
_UNKNOWN_SCRIPT: Final = 1.0
#: The same for a character of neither script, a simplified and a traditional one; after characters of each. Those that
#: differ between the scripts are counted together with their other form.
_SCRIPT_COSTS: Final = (
    (0.0, _UNKNOWN_SCRIPT, _UNKNOWN_SCRIPT),
    (0.0, _SAME_SCRIPT, _OTHER_SCRIPT),
    (0.0, _OTHER_SCRIPT, _SAME_SCRIPT),
)

#: Where a context's followers among the bigrams start and end, and what others cost, in steps; the same for trigrams;
#: and the bits of writing a character after it, by the character's script.
_Context = tuple[int, int, int, int, int, int, tuple[float, float, float]]

#: The place in the alphabet where a character is counted, its bits within its class, and its script.
_Symbol = tuple[int, float, int]

#: Characters by their place in the alphabet, both forms of one together.
Forms = Mapping[int, tuple[str, ...]]


class LanguageModel:
    """Costs, in bits, of characters after the one or two characters before them.

    >>> model().bits("新", "闻") < model().bits("新", "纹")
    True
    >>> "闻" in model().followers("新")[:20]
    True
    """

    def __init__(self, table: bytes) -> None:
        """Read a packed table. Raises :class:`ValueError` if it is not one."""
        magic, characters, bigrams, trigrams = HEADER.unpack_from(table)
        if magic != MAGIC:
            raise ValueError(f"not a table of a language model: {magic!r}")
        reader = _Reader(table, HEADER.size)
        self._alphabet = list(map(chr, reader.words(characters)))
        self._traditional = {
            char: chr(code) for char, code in zip(self._alphabet, reader.words(characters), strict=True) if code
        }
        self._ids = {char: place for place, char in enumerate(self._alphabet)}
        self._ids |= {other: self._ids[char] for char, other in self._traditional.items()}
        self._scripts = dict.fromkeys(self._traditional, _HANS) | dict.fromkeys(self._traditional.values(), _HANT)
        self._unigrams = reader.costs(characters)
        self._backoffs = reader.costs(characters)
        self._starts = reader.starts(characters)
        self._seconds = reader.words(bigrams)
        self._bigrams = reader.costs(bigrams)
        self._bigram_backoffs = reader.costs(bigrams)
        self._bigram_starts = reader.starts(bigrams)
        self._thirds = reader.words(trigrams)
        self._trigrams = reader.costs(trigrams)
        self._symbols: dict[str, _Symbol] = {}
        self._contexts: dict[str, _Context] = {}
        self._rows: dict[str, Mapping[int, int]] = {}
        self.costs: Final = Costs(self)

    def bits(self, context: str, char: str) -> float:
        r"""-log2 P(``char`` | ``context``): the last two characters of ``context`` count.

        Before a shorter ``context``, ``""`` or one character, the line starts. The end of a line
        is the ``char`` ``"\n"``.
        """
        return self.costs[("\n" + context)[-2:] + char]

    def cost(self, text: str, before: str = "") -> float:
        r"""The bits of ``text`` after ``before``; line ends (``"\n"``) are characters like any other."""
        whole = ("\n\n" + before)[-2:] + text
        costs = self.costs
        return sum([costs[whole[place : place + 3]] for place in range(len(text))])

    def followers(self, char: str) -> list[str]:
        """The characters, of its script or of both, that the table lists after ``char``; none counted by class."""
        return [follower for follower, _ in sorted(self.listed(char), key=itemgetter(1))]

    def listed(self, char: str) -> list[tuple[str, float]]:
        """:meth:`followers`, in no order, and the bits of each."""
        return self.weighed(char, self._all_forms)

    def forms(self, chars: Iterable[str]) -> Forms:
        """``chars`` for :meth:`weighed`, without those that are counted by class."""
        found: dict[int, tuple[str, ...]] = {}
        for char in chars:
            place = self._ids.get(char)
            if place is not None and char not in CLASSES:
                found[place] = (*found.get(place, ()), char)
        return found

    def weighed(self, char: str, among: Forms) -> list[tuple[str, float]]:
        """Those ``among`` that the table lists after ``char``, in its script or in both, with the bits of each."""
        row = self._rows.get(char)
        if row is None:
            if len(self._rows) >= _ROWS:
                self._rows.clear()
            place, _, _ = self._symbol(char)
            start, end = self._starts[place], self._starts[place + 1]
            row = self._rows[char] = dict(zip(self._seconds[start:end], self._bigrams[start:end], strict=True))
        by_script = _SCRIPT_COSTS[self._scripts.get(char, 0)]
        scripts = self._scripts
        return [
            (form, row[place] / STEPS + extra)
            for place in row.keys() & among.keys()
            for form in among[place]
            if (extra := by_script[scripts.get(form, 0)]) < _OTHER_SCRIPT
        ]

    @cached_property
    def _all_forms(self) -> Forms:
        return self.forms(self._ids)

    def look_up(self, gram: str) -> float:
        """What :attr:`costs` holds for ``gram``, computed from the table."""
        before, char = gram[:-1], gram[-1]
        last, extra, script = self._symbols.get(char) or self._symbol(char)
        if not before:
            return extra + _SCRIPT_COSTS[0][script] + self._unigrams[last] / STEPS
        seconds, seconds_end, backoff, thirds, thirds_end, steps, by_script = self._contexts.get(
            before
        ) or self._context(before)
        extra += by_script[script]
        if thirds < thirds_end:
            place = bisect_left(self._thirds, last, thirds, thirds_end)
            if place < thirds_end and self._thirds[place] == last:
                return extra + self._trigrams[place] / STEPS
        place = bisect_left(self._seconds, last, seconds, seconds_end)
        if place < seconds_end and self._seconds[place] == last:
            return extra + (steps + self._bigrams[place]) / STEPS
        return extra + (steps + backoff + self._unigrams[last]) / STEPS

    def _context(self, before: str) -> _Context:
        """What the table holds after one or two characters; cached, since many grams share it."""
        if len(self._contexts) >= _CONTEXTS:
            self._contexts.clear()
        symbols = self._symbols
        last, _, script = symbols.get(before[-1]) or self._symbol(before[-1])
        first, _, earlier = symbols.get(before[0]) or self._symbol(before[0])
        start, end = self._starts[last], self._starts[last + 1]
        thirds, thirds_end, steps = 0, 0, 0
        if len(before) == 2 and before[-1] != "\n":
            place = bisect_left(self._seconds, last, self._starts[first], self._starts[first + 1])
            if place < self._starts[first + 1] and self._seconds[place] == last:
                thirds, thirds_end = self._bigram_starts[place], self._bigram_starts[place + 1]
                steps = self._bigram_backoffs[place]
        context = (start, end, self._backoffs[last], thirds, thirds_end, steps, _SCRIPT_COSTS[script or earlier])
        self._contexts[before] = context
        return context

    def _symbol(self, char: str) -> _Symbol:
        known = self._symbols.get(char)
        if known is None:
            known = self._symbols[char] = self._classed(char)
        return known

    def _classed(self, char: str) -> _Symbol:
        place = self._ids.get(char)
        script = self._scripts.get(char, 0)
        if place is not None and char not in CLASSES:
            return place, 0.0, script
        name = symbol(char)
        return self._ids[name], CLASSES[name], script


class _Reader:
    """Reads the columns of a table one after another."""

    def __init__(self, table: bytes, position: int) -> None:
        self._table = table
        self._position = position

    def costs(self, size: int) -> bytes:
        self._position += size
        return self._table[self._position - size : self._position]

    def words(self, size: int) -> array[int]:
        """Numbers of 16 bits, stored as all their low bytes and then all their high bytes."""
        interleaved = bytearray(2 * size)
        interleaved[0::2] = self.costs(size)
        interleaved[1::2] = self.costs(size)
        numbers = array("H", bytes(interleaved))
        if sys.byteorder == "big":
            numbers.byteswap()
        return numbers

    def starts(self, size: int) -> array[int]:
        """Where the followers of each of ``size`` contexts start, and the end of the last."""
        return array("I", accumulate(self.words(size), initial=0))


@cache
def model() -> LanguageModel:
    """The package's model, loaded when it is first asked for.

    >>> model().cost("天气很好") < model().cost("好很气天")
    True
    """
    packed = files("harvester.text").joinpath("data", TABLE).read_bytes()
    return LanguageModel(zstandard.decompress(packed))


@cache
def fingerprint() -> str:
    """The packaged tables' fingerprint: the beginning of the SHA-256 of the model's and the dictionary's, in hex.

    >>> len(fingerprint())
    12
    """
    folder = files("harvester.text").joinpath("data")
    return hashlib.sha256(b"".join(folder.joinpath(table).read_bytes() for table in (TABLE, WORDS))).hexdigest()[:12]
