"""What a text costs as the words of a dictionary: a second opinion, which owes nothing to the language model.

The model was counted on news, commentary and an encyclopaedia, and looks at two characters; everyday words that these
lack are dear to it. A dictionary knows whole words of all fields, and nothing of how they follow each other. The table
is counted by ``bench/count_words.py``; ``data/README.md`` names its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import zstandard

from harvester.config.patterns import regex
from harvester.text.language.model import WORDS

#: The most characters that a listed word has.
LONGEST: Final = 4
#: Costs are stored as one character, in units of 1 / STEPS bit, beginning with this one.
STEPS: Final = 4
ZERO: Final = ord(" ")
#: What a Hanzi by itself costs, in bits, whichever it is: how common it is, the model knows better.
_ALONE: Final = 15.0
#: How much a bit of the dictionary weighs against one of the model. Where a character of an encyclopaedia has lost its
#: last byte, the model alone restores 80 in 100 with 5 wrong, and both 82; of everyday texts 45 and 57. From
#: 0.2 to 0.7 that is much the same.
_WEIGHT: Final = 0.3
#: So many bits a Hanzi save all but one of 60 shifted stretches of this length that were read rightly, and half of
#: those that were not.
_FEW: Final = 4.2
_LONG: Final = 8
_HANZI: Final = regex("[㐀-鿿]")


class Lexicon:
    """Words of both scripts, and what each costs in bits.

    >>> lexicon().saved("重启") > lexicon().saved("重吃")
    True
    """

    def __init__(self, table: str) -> None:
        """Read an unpacked table."""
        traditional, simplified, *words = table.split("\n")
        self._simplified = str.maketrans(traditional, simplified)
        self._costs: Mapping[str, float] = {line[:-1]: (ord(line[-1]) - ZERO) / STEPS for line in words}

    def saved(self, text: str) -> float:
        """How many bits fewer ``text`` costs if it is divided into words than character by character.

        >>> lexicon().saved("开关，好") == lexicon().saved("開關") > 0 == lexicon().saved("好，")
        True
        """
        plain = text.translate(self._simplified)
        costs = self._costs
        most = [0.0]
        for end in range(1, len(plain) + 1):
            best = most[-1]
            for start in range(max(end - LONGEST, 0), end - 1):
                cost = costs.get(plain[start:end])
                if cost is not None:
                    best = max(best, most[start] + _ALONE * (end - start) - cost)
            most.append(best)
        return most[-1]

    def lacks_words(self, text: str) -> bool:
        """Whether ``text`` is too long to have so few words as it has; what was put together wrongly has hardly any.

        >>> lexicon().lacks_words("这座桥下个月通车，居民都会受益"), lexicon().lacks_words("地聪部安缺迂等发恩致至少")
        (False, True)
        """
        size = len(_HANZI.findall(text))
        return size >= _LONG and self.saved(text) < _FEW * size

    def worse(self, other: str, text: str, first: int, last: int) -> float:
        """By how many bits the words of ``other`` are worse than those of ``text``, weighed against bits of the model.

        Both are the same but from ``first`` to ``last``. Of texts of different lengths words say nothing.

        >>> lexicon().worse("然后重吃", "然后重启", 3, 4) > 0
        True
        """
        if len(other) != len(text):
            return 0.0
        start, end = max(first - LONGEST + 1, 0), last + LONGEST - 1
        return _WEIGHT * (self.saved(text[start:end]) - self.saved(other[start:end]))


@cache
def lexicon() -> Lexicon:
    """The package's table, loaded when it is first asked for (in some 60 ms).

    >>> lexicon().saved("图书馆") > 0
    True
    """
    packed = files("harvester.text").joinpath("data", WORDS).read_bytes()
    return Lexicon(zstandard.decompress(packed).decode())
