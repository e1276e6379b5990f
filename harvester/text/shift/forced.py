"""By how much the reading of a shift is better than any other that explains the same.

Where a span starts, and often where it ends, a byte of a character is gone: only the language shows which it was. A
reading in which another character would do as well is not certain, however sure the shift itself is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from math import inf
from typing import Final

from harvester.text.encodings import gbk
from harvester.text.language.model import model
from harvester.text.shift.explain import explains
from harvester.text.shift.paths import GONE, HIDDEN, MARKED, SPLIT, Span
from harvester.text.shift.shown import is_sign

#: How many characters on either side are looked at: as many as the language model uses.
_CONTEXT: Final = 2
#: How many other characters are tried to see whether a byte was lost.
_TRIED: Final = 2

#: By how many bits any other character must be worse where a byte was lost: of 109 readings of the calibration above
#: this none is wrong, of 37 from 6 to 8 bits one, of 37 from 4 to 6 bits three.
FORCED: Final = 10.0
#: Events that leave both bytes of a character to be guessed: such a reading is never certain.
_GUESSED: Final = GONE | MARKED | SPLIT | HIDDEN


def is_forced(text: str, span: Span) -> bool:
    """Whether a span of ``text`` can be read in no other way: nothing was guessed, or only one character fits.

    >>> is_forced("他說：“這件事我知道?!惫鶗詵|回答。", Span(10, 16, "。”郭曉東", 0, (), squashed=True))
    False
    """
    return not span.events & _GUESSED and margin(text, span.start, span.end, span.text) >= FORCED


def margin(text: str, start: int, end: int, said: str) -> float:
    """By how many bits ``said``, the reading of a span of ``text``, beats every other that differs in one character.

    Infinite where every byte is known.

    >>> shown = "他說：“這件事我知道?!惫鶗詵|回答。"
    >>> margin(shown, 10, 16, "。”郭曉東") > 0
    True
    """
    shown = text[start:end]
    around = (text[max(0, start - _CONTEXT) : start].rpartition("\n")[2], text[end : end + _CONTEXT].partition("\n")[0])
    few = sum(map(is_sign, shown)) <= _CONTEXT
    places = sorted({0, len(said) - 1}) if few else range(len(said))
    beside = text[max(0, start - 1) : start], text[end : end + 1]
    worse = [
        _worse(others, said, place, around)
        for place in places
        for others in _others(said[place])
        if _may_be(others, said, place, shown, beside)
    ]
    return min(worse, default=inf)


def _others(char: str) -> Iterator[str]:
    """The other characters with the trail byte of ``char``, and those with its lead byte."""
    code = gbk.codes().get(char)
    if code is not None:
        yield _sharing()[-1 - code[1]].replace(char, "")
        yield _sharing()[code[0]].replace(char, "")


@cache
def _sharing() -> Mapping[int, str]:
    """Lead byte, or -1 - trail byte -> the characters that have it."""
    found: dict[int, list[str]] = {}
    for code, char in gbk.characters().items():
        found.setdefault(code >> 8, []).append(char)
        found.setdefault(-1 - (code & 0xFF), []).append(char)
    return {byte: "".join(chars) for byte, chars in found.items()}


def _may_be(others: str, said: str, place: int, shown: str, beside: tuple[str, str]) -> bool:
    """Whether one of ``others`` in ``place`` explains what is shown too: the byte that distinguishes them is lost."""
    tried = others[:: max(1, len(others) // _TRIED)][:_TRIED]
    return any(explains(shown, f"{said[:place]}{other}{said[place + 1 :]}", *beside) for other in tried)


def _worse(others: str, said: str, place: int, around: tuple[str, str]) -> float:
    """By how many bits the best of ``others`` is worse in ``place``."""
    before = f"\n{around[0]}{said[:place]}"[-_CONTEXT:]
    after = f"{said[place + 1 :]}{around[1]}\n"[:_CONTEXT]
    costs = model().costs

    def cost(char: str) -> float:
        whole = f"{before}{char}{after}"
        return sum(costs[whole[max(0, end - 3) : end]] for end in range(len(before) + 1, len(whole) + 1))

    return min(map(cost, others), default=inf) - cost(said[place])
