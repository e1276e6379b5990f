"""A byte that was left out of GBK or Big5: what follows is paired late, until a byte of ASCII is left alone.

Extractors of text leave out AD, the hyphen that is not shown. Read strictly, what is left over is text all the same;
the lone letter or sign tells, and the characters before it, which nobody would have written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import accumulate
from typing import Final, Self

from harvester.config.patterns import regex
from harvester.text.language.model import model
from harvester.text.misread.twins import may_hide_two

#: What is left out, as it is shown.
HYPHEN: Final = "\xad"
#: A letter or a sign that can be the second byte of a character, alone after a Hanzi.
_LONE: Final = regex(r"[@-~](?<=[㐀-鿿].)(?![ -~])")
#: Wide blanks at the end of a line may be dots without their last bytes: nobody sees a blank there. So may a single one
#: before a Hanzi: paragraphs are indented by two, and ``……`` without its AD bytes is one.
_BLANK: Final = regex(r"(?<=[^\s])\u3000+(?=\s|$)|(?<!\u3000)\u3000(?=[㐀-鿿])")
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
#: How many characters before another one decide what it costs.
_CONTEXT: Final = 2
#: The least byte with which a character of two begins.
_LEAD: Final = 0x80


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
    return shows_gap(said, codec) or hides_gap(said, codec) or may_hide_two(said, codec)


def shows_gap(said: str, codec: str) -> bool:
    r"""Whether a byte of ``codec`` may have been left out before a lone letter or sign of ``said``.

    >>> shows_gap("孫中山，誘s縣", "big5"), shows_gap("根據統p大約", "big5"), shows_gap("維生素C和水", "big5")
    (True, True, False)
    >>> shows_gap("他想了想\u3000走吧", "gbk"), shows_gap("\u3000\u3000他想了想", "gbk")
    (True, False)
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
    try:
        window = _Window.of(f"\n\n{said[:first]}"[-2:], said[first : place + _AFTER], codec)
    except UnicodeEncodeError:
        return False
    return any(map(window.is_better_with, range(len(window.data))))


@dataclass(frozen=True, slots=True)
class _Window:
    """Some characters after the two ``before``, and their bytes.

    ``starts``: the bytes with which a character begins, and its place; ``rest``: the bits of each character and all
    after it, and nothing for places beyond the last.
    """

    codec: str
    before: str
    text: str
    data: bytes
    starts: Mapping[int, int]
    rest: Sequence[float]

    @classmethod
    def of(cls, before: str, text: str, codec: str) -> Self:
        """The window of ``text``. Raises :class:`UnicodeEncodeError` where ``codec`` lacks a character."""
        codes = [char.encode(codec) for char in text]
        starts = {start: place for place, start in enumerate(accumulate(map(len, codes), initial=0))}
        rest = [*accumulate(reversed(_each(before, text)), initial=0.0)][::-1] + [0.0] * _CONTEXT
        return cls(codec, before, text, b"".join(codes), starts, rest)

    def is_better_with(self, one: int) -> bool:
        """Whether it is far likelier with a byte before the byte ``one``, or with another one soon after it as well.

        After a byte that is put in all pairs are late up to the second one. Most are given up after a few characters,
        which cost more by themselves than all may.
        """
        start = one
        while start not in self.starts:
            start -= 1
        place = self.starts[start]
        bits, context = self.rest[0] - self.rest[place], (self.before + self.text[:place])[-2:]
        chars, costs = _chars(self.codec), model().costs
        most, starts, rest = self.rest[0] - _MISSING, self.starts, self.rest
        lead = 0
        for at, byte in enumerate(self.data[start:one] + _BYTE + self.data[one:], start - 1):
            if one <= at < one + _APART - 1:
                joined = starts.get(at if lead else at + 1)
                if joined is None or bits + rest[joined + _CONTEXT] < most - _AGAIN:
                    char = chars[(lead, _BYTE[0]) if lead else (_BYTE[0], byte)]
                    if char and self._rejoins(context, char, at if lead else at + 1, most - _AGAIN - bits):
                        return True
            if not lead and byte >= _LEAD:
                lead = byte
                continue
            char = chars[lead, byte] if lead else chr(byte)
            bits += costs[context + char] if len(char) == 1 else sum(_each(context, char))
            if not char or bits >= most:
                return False
            context, lead = (context + char)[-2:], 0
        return True

    def _rejoins(self, context: str, char: str, start: int, most: float) -> bool:
        """Whether ``char``, which has a second byte put in, and what the bytes from ``start`` on say cost less."""
        place = self.starts.get(start)
        if place is None:
            return _says_better(char.encode(self.codec) + self.data[start:], context, self.codec, most)
        return _costs_less(context, char + self.text[place : place + _CONTEXT], most - self.rest[place + _CONTEXT])


class _Chars(dict[tuple[int, int], str]):
    """The characters that two bytes are in an encoding, if any; filled as it is read."""

    def __init__(self, codec: str) -> None:
        super().__init__()
        self._codec = codec

    def __missing__(self, pair: tuple[int, int]) -> str:
        try:
            char = bytes(pair).decode(self._codec)
        except UnicodeDecodeError:
            char = ""
        self[pair] = char
        return char


@cache
def _chars(codec: str) -> _Chars:
    return _Chars(codec)


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

    >>> completes("请你来编", bytes([0xBC]), "gbk"), completes("中文论坛", bytes([0xC8]), "gbk")
    (True, False)
    """
    before, end = f"\n\n{said[:-_BEFORE_END]}"[-2:], said[-_BEFORE_END:]
    data = end.encode(codec, "ignore") + rest
    most = sum(_each(before, end)) + _BITS
    ways = (_decoded(data[:place] + _BYTE + data[place:], codec) for place in range(len(data) + 1))
    return any(whole is not None and _costs_less(before, whole, most) for whole in ways)


def _decoded(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None


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


def _each(before: str, said: str) -> list[float]:
    """The bits of each character of ``said`` after the two ``before``."""
    costs = model().costs
    whole = before + said
    return [costs[whole[place : place + 3]] for place in range(len(said))]
