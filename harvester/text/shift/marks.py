"""How much more plausible the half-width marks of a line are at full width."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import inf
from typing import Final

from harvester.config.patterns import regex
from harvester.text.language.model import model

#: The seven marks that are squashed, and their twins, in the same order.
FULL: Final = "！（），：；？"
HALF: Final = "!(),:;?"
_WIDEN: Final = dict(zip(HALF, FULL, strict=True))

#: Up to four marks so close that they are in each other's context, which is two characters.
_GROUP: Final = regex(r"[!(),:;?](?:[^!(),:;?]?[!(),:;?]){0,3}")
#: As many characters as the model looks back; with one, adjacent marks are left, with four nothing is gained.
_CONTEXT: Final = 2
#: What is left alone: addresses, question marks that may be lost bytes, and readings of the character before them.
_KEPT: Final = regex(r"[a-z]+://[!-~]+|[?!]*(?:\?[?!,:;]|!\?)[?!]*|(?<=[\u3400-\u9fff])\([a-zà-ÿā-ǿ]{1,6}\)")
#: Left alone too where brackets do not match.
_FACE: Final = regex(r"[:;]-?[()]+")
_BRACKET: Final = regex(r"[()（）]")
#: What the other bracket of a pair being wide is worth: it decides between two readings that are equally
#: likely, and no more.
_PAIRED_BITS: Final = 1.0
#: What a lost character that left a question mark costs, in bits: 97 in 100 Hanzi cost less. With half of
#: it, marks of the bench's texts are left.
_LOST_BITS: Final = 14.0


def gains(line: str) -> list[tuple[int, float]]:
    """The place of each mark, and by how many bits it is more plausible at full width; brackets in pairs.

    >>> [(place, gain > 0) for place, gain in gains("我们去吧,好吗?")]
    [(4, True), (7, True)]
    """
    kept = {place for match in _KEPT.finditer(line) for place in range(*match.span())}
    if line.count("(") != line.count(")"):
        kept.update(place for match in _FACE.finditer(line) for place in range(*match.span()))
    # In a line of mostly ASCII, such as code, an adjacent character must be Chinese.
    reach = _CONTEXT if len(line.encode(errors="replace")) >= 2 * len(line) else 1
    found: dict[int, float] = {}
    around = f"\n{line}\n"
    for group in _GROUP.finditer(line):
        start, end = group.span()
        if around[max(0, start + 1 - reach) : end + 1 + reach].isascii():
            continue
        marks = [place for place in range(start, end) if line[place] in HALF and place not in kept]
        found |= _weighed(around, marks) if len(marks) > 1 else {place: _gain(around, place) for place in marks}
    for pair in _pairs(line):
        gained = [found.pop(place) for place in pair if place in found]
        if len(gained) > 1:
            found |= dict.fromkeys(pair, sum(gained) / 2)
        elif gained and any(line[place] in FULL for place in pair):
            found |= {place: max(gained[0], _PAIRED_BITS) for place in pair if line[place] in HALF}
    return sorted(found.items())


def _gain(around: str, place: int) -> float:
    """By how many bits a single mark is more plausible at full width; ``around`` is its line with its breaks."""
    before, half, after = around[max(0, place - 1) : place + 1], around[place + 1], around[place + 2 : place + 4]
    full = _WIDEN[half]
    costs = model().costs
    next_gram = before[-1:] + half + after[:1], before[-1:] + full + after[:1]
    bits_half = costs[before + half] + costs[next_gram[0]]
    bits_full = costs[before + full] + costs[next_gram[1]]
    if len(after) > 1:
        bits_half += costs[half + after]
        bits_full += costs[full + after]
    return -inf if half == "?" and _is_lost(around, place, bits_full) else bits_half - bits_full


def _weighed(around: str, marks: list[int]) -> dict[int, float]:
    """The same for ``marks`` close together."""
    first = max(0, marks[0] + 1 - _CONTEXT)
    chars = list(around[first : marks[-1] + 2 + _CONTEXT])
    bits = {}
    for widths in product((False, True), repeat=len(marks)):
        for place, wide in zip(marks, widths, strict=True):
            chars[place + 1 - first] = _WIDEN[around[place + 1]] if wide else around[place + 1]
        bits[widths] = _cost("".join(chars), marks[0] + 1 - first)
    gained = {}
    for position, place in enumerate(marks):
        half = min(cost for widths, cost in bits.items() if not widths[position])
        full = min(cost for widths, cost in bits.items() if widths[position])
        gained[place] = half - full
    return gained


def _is_lost(around: str, place: int, bits: float) -> bool:
    """Whether a question mark is more likely what an unknown lost character left."""
    before = around[max(0, place - 1) : place + 1]
    return _cost(before + around[place + 2 : place + 2 + _CONTEXT], len(before)) + _LOST_BITS < bits


def _cost(text: str, skipped: int) -> float:
    costs = model().costs
    return sum(costs[text[max(0, end - 3) : end]] for end in range(skipped + 1, len(text) + 1))


def _pairs(line: str) -> Iterator[tuple[int, int]]:
    """The places of brackets of either width that belong together."""
    opened: list[int] = []
    for match in _BRACKET.finditer(line):
        if match[0] in "(（":
            opened.append(match.start())
        elif opened:
            yield opened.pop(), match.start()
