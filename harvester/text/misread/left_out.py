"""A byte that was left out of GBK or Big5: what follows is paired late, until a byte of ASCII is left alone.

Extractors of text leave out AD, the hyphen that is not shown. Read strictly, what is left over is text all the same;
the lone letter or sign tells, and the characters before it, which nobody would have written.
"""

from __future__ import annotations

import re
from typing import Final

from harvester.text.language.model import model

#: What is left out, as it is shown.
HYPHEN: Final = "\xad"
#: A letter or a sign that can be the second byte of a character, alone after a Hanzi.
_LONE: Final = re.compile(r"[@-~](?<=[㐀-鿿].)(?![ -~])")
#: A Hanzi that somebody wrote before one costs less, in bits (84 in 100 Hanzi do).
_ODD: Final = 10.5
#: The character that the letter is with the byte before it, and the one after it, cost less together.
_FOLLOWS: Final = 22.0
#: What a lone letter costs, in bits: one stands after one Hanzi in 10,000.
_BITS: Final = 14.0


def bits_of_lone(said: str) -> float:
    """What the lone letters and signs of ``said`` cost, in bits.

    >>> bits_of_lone("孫中山，誘s縣"), bits_of_lone("孫中山，香山縣")
    (14.0, 0.0)
    """
    return _BITS * len(_LONE.findall(said))


def shows_gap(said: str, codec: str) -> bool:
    """Whether a byte of ``codec`` may have been left out before a lone letter or sign of ``said``.

    >>> shows_gap("孫中山，誘s縣", "big5"), shows_gap("根據統p大約", "big5"), shows_gap("維生素C和水", "big5")
    (True, True, False)
    """
    costs = model().costs
    whole = f"\n\n{said}\n"
    for found in _LONE.finditer(said):
        place = found.start() + 2
        other = (HYPHEN.encode("latin-1") + found[0].encode()).decode(codec, "ignore")
        bits = costs[whole[place - 2 : place] + other] if other else _ODD
        follows = costs[whole[place - 1] + other + whole[place + 1]]
        if costs[whole[place - 3 : place]] > _ODD or (bits < _ODD and bits + follows < _FOLLOWS):
            return True
    return False
