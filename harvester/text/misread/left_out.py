"""A byte that was left out of GBK or Big5: what follows is paired late, until a byte of ASCII is left alone.

Extractors of text leave out AD, the hyphen that is not shown. Read strictly, what is left over is text all the same;
the lone letter or sign tells, and the characters before it, which nobody would have written.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from harvester.text.language.model import model

#: What is left out, as it is shown.
HYPHEN: Final = "\xad"
#: A letter or a sign that can be the second byte of a character, alone after a Hanzi.
_LONE: Final = re.compile(r"[@-~](?<=[㐀-鿿].)(?![ -~])")
#: A wide blank at the end of a line may be dots without their last bytes: nobody sees a blank there.
_BLANK: Final = re.compile(r"(?<=[^\s])\u3000+(?=\s|$)")
#: A Hanzi that somebody wrote before one costs less, in bits (84 in 100 Hanzi do).
_ODD: Final = 10.5
#: The character that the letter is with the byte before it, and the one after it, cost less together.
_FOLLOWS: Final = 22.0
#: What a lone letter costs, in bits: one stands after one Hanzi in 10,000.
_BITS: Final = 14.0
#: A character that costs more bits in its place is looked at, with so many on either side: a missing byte, and another
#: one so many bytes on, pairs them better if that saves so many bits.
_UNLIKELY: Final = 14.0
_BEFORE: Final = 2
_BEFORE_END: Final = 10
_AFTER: Final = 6
_APART: Final = 12
_MISSING: Final = 8.0
_AGAIN: Final = 2.0
#: What longer texts lack is not remembered, so that no input fills the memory.
_REMEMBERED: Final = 2_000
_BYTE: Final = HYPHEN.encode("latin-1")


def bits_of_lone(said: str) -> float:
    """What the lone letters and signs of ``said`` cost, in bits.

    >>> bits_of_lone("孫中山，誘s縣"), bits_of_lone("孫中山，香山縣")
    (14.0, 0.0)
    """
    return _BITS * len(_LONE.findall(said))


def may_lack_bytes(said: str, codec: str) -> bool:
    """Whether bytes of ``codec`` may have been left out of ``said``, with or without a trace.

    >>> may_lack_bytes("孫中山，誘s縣", "big5"), may_lack_bytes("孫中山，香山縣", "big5")
    (True, False)
    """
    return shows_gap(said, codec) or hides_gap(said, codec)


def shows_gap(said: str, codec: str) -> bool:
    """Whether a byte of ``codec`` may have been left out before a lone letter or sign of ``said``.

    >>> shows_gap("孫中山，誘s縣", "big5"), shows_gap("根據統p大約", "big5"), shows_gap("維生素C和水", "big5")
    (True, True, False)
    """
    costs = model().costs
    whole = f"\n\n{said}\n"
    if _BLANK.search(said):
        return True
    for found in _LONE.finditer(said):
        place = found.start() + 2
        if found[0].islower() and found.end() == len(said):
            return True
        other = (HYPHEN.encode("latin-1") + found[0].encode()).decode(codec, "ignore")
        bits = costs[whole[place - 2 : place] + other] if other else _ODD
        follows = costs[whole[place - 1] + other + whole[place + 1]]
        if costs[whole[place - 3 : place]] > _ODD or (bits < _ODD and bits + follows < _FOLLOWS):
            return True
    return False


def hides_gap(said: str, codec: str) -> bool:
    """Whether a byte or two of ``codec`` may have been left out of ``said`` so that all bytes pair up nevertheless.

    Where a character is unlikely in its place, the bytes about it are paired again with what may be missing.

    >>> hides_gap("于是特斯蓝事会认为", "gbk"), hides_gap("他们在蓝天上飞", "gbk")
    (True, False)
    """
    return _lately(said, codec) if len(said) <= _REMEMBERED else _hides_gap(said, codec)


@lru_cache(maxsize=256)
def _lately(said: str, codec: str) -> bool:
    """The same, remembered: several accidents ask about the same lines."""
    return _hides_gap(said, codec)


def _hides_gap(said: str, codec: str) -> bool:
    costs = model().costs
    whole = f"\n\n{said}"
    odd = (place for place in range(len(said)) if costs[whole[place : place + 3]] > _UNLIKELY)
    return any(_pairs_better(said, place, codec) for place in odd)


def _pairs_better(said: str, place: int, codec: str) -> bool:
    """Whether the bytes about a character of ``said`` say something far likelier with one or two more."""
    first = max(0, place - _BEFORE)
    before = f"\n\n{said[:first]}"[-2:]
    window = said[first : place + _AFTER]
    data = window.encode(codec, "ignore")
    most = _cost(before, window) - _MISSING
    for one in range(len(data)):
        some = data[:one] + _BYTE + data[one:]
        if _says_better(some, before, codec, most):
            return True
        for two in range(one + 1, min(one + _APART, len(some) + 1)):
            if _says_better(some[:two] + _BYTE + some[two:], before, codec, most - _AGAIN):
                return True
    return False


def _says_better(data: bytes, before: str, codec: str, most: float) -> bool:
    """Whether ``data``, perhaps without the first byte of a character at its end, costs fewer than ``most`` bits."""
    for end in (len(data), len(data) - 1):
        try:
            return _costs_less(before, data[:end].decode(codec), most)
        except UnicodeDecodeError:
            continue
    return False


def completes(said: str, rest: bytes, codec: str) -> bool:
    """Whether a byte that was left out of the end of ``said`` makes a text of it and ``rest``, bytes of a character.

    >>> completes("最痛恨了。", bytes([0xBF]), "gbk"), completes("中文论坛", bytes([0xC8]), "gbk")
    (True, False)
    """
    before, end = f"\n\n{said[:-_BEFORE_END]}"[-2:], said[-_BEFORE_END:]
    data = end.encode(codec, "ignore") + rest
    most = _cost(before, end) + _BITS
    for place in range(len(data) + 1):
        try:
            whole = (data[:place] + _BYTE + data[place:]).decode(codec)
        except UnicodeDecodeError:
            continue
        if _costs_less(before, whole, most):
            return True
    return False


def _costs_less(before: str, said: str, most: float) -> bool:
    """Whether ``said`` costs fewer than ``most`` bits; of what costs more only the beginning is looked at."""
    costs = model().costs
    whole = before + said
    bits = 0.0
    for place in range(len(said)):
        bits += costs[whole[place : place + 3]]
        if bits >= most:
            return False
    return bits < most


def _cost(before: str, said: str) -> float:
    costs = model().costs
    whole = before + said
    return sum(costs[whole[place : place + 3]] for place in range(len(said)))
