"""The damaged part of a line that is otherwise clean: a merge of two texts, a name in a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Final

from harvester.config.patterns import regex
from harvester.text.language import blocks
from harvester.text.language.korean import syllable_bits
from harvester.text.language.model import model

#: As Chinese a clean character costs fewer bits than this, on average, and a misread one more.
USUAL: Final = 11.5
#: How many bits above the usual make a part worth a look.
_LEAST: Final = 24.0
#: What a letter of an alphabet costs, a half-width katakana, and a mark.
_LETTER: Final = 7.0
_NO_HANZI: Final = regex("[“”‘’—…·「」『』《》〈〉【】、。〜\x80-\u1fff｡-ﾟ]")
#: What Hangul next to Hanzi costs.
_OTHER_SCRIPT: Final = 4.0
#: By how many characters the ends of the part may differ from those of its oddest stretch.
_LEEWAY: Final = 2
_ASCII: Final = regex("[\x00-\x7f]")
#: Marks at which clean text may go on; so many on either side are tried.
_MARK: Final = regex("[，。！？：；、（）《》“”「」【】…—]")
_CUTS: Final = 3


def _is_hangul(char: str) -> bool:
    return "가" <= char <= "힣"


def bits_of_each(run: str) -> list[float]:
    """The bits of each character of ``run`` as it stands, as Chinese or Korean; 0 for ASCII.

    >>> clean, misread = bits_of_each("今天天气很好"), bits_of_each("浣犲ソ锛屼笘")
    >>> max(clean) < USUAL < sum(misread) / len(misread)
    True
    """
    costs = model().costs
    whole = "\n\n" + _ASCII.sub(" ", run)
    found = [costs[whole[place : place + 3]] if char > "\x7f" else 0.0 for place, char in enumerate(run)]
    for other in _NO_HANZI.finditer(run):
        found[other.start()] = min(found[other.start()], _LETTER)
    return _with_hangul(run, found) if blocks.HANGUL.are_in(run) else found


def _with_hangul(run: str, bits: list[float]) -> list[float]:
    """``bits`` of the characters of ``run``, with those of Hangul as Korean, and of a change of script."""
    for place, char in enumerate(run):
        if _is_hangul(char):
            bits[place] = min(bits[place], syllable_bits(char))
        if place and char > "\x7f" < run[place - 1] and _is_hangul(char) != _is_hangul(run[place - 1]):
            bits[place] += _OTHER_SCRIPT
    return bits


def is_usual(run: str, most: float) -> bool:
    """Whether ``run`` cannot have an odd part, nor cost ``most`` bits a character, by a bound that is quick to find.

    >>> is_usual("今天天气很好", 12.5), is_usual("浣犲ソ锛屼笘", 12.5)
    (True, False)
    """
    if blocks.HANGUL.are_in(run):  # only next to Hangul a character costs more than its gram
        return False
    costs = model().costs
    whole = "\n\n" + _ASCII.sub(" ", run)
    bits = [costs[whole[place : place + 3]] for place in range(len(run))]
    beyond = len(run) - whole.count(" ")
    return sum(bits) < most * beyond and sum([each - USUAL for each in bits if each > USUAL]) <= _LEAST


def odd_part(bits: Sequence[float]) -> tuple[int, int] | None:
    """Where the part with the most bits above the usual begins and ends; ``None`` where no part has many.

    >>> text = "他说：浣犲ソ锛屼笘鐣。今天天气很好"
    >>> text[slice(*odd_part(bits_of_each(text)))]
    '浣犲ソ锛屼笘鐣'
    """
    best, found = _LEAST, None
    total, start = 0.0, 0
    for place, each in enumerate(bits):
        if total <= 0:
            total, start = 0.0, place
        total += each - USUAL if each else 0.0
        if total > best:
            best, found = total, (start, place + 1)
    return found


def spans_about(run: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The span itself, those whose ends differ from it by a few characters, and those that marks in it begin or end.

    >>> sorted(spans_about("中文", 0, 1))
    [(0, 1), (0, 2), (1, 2)]
    >>> (0, 6) in spans_about("墩밟鬼냘墩밟（完）", 0, 9)
    True
    """
    steps = sorted(range(-_LEEWAY, _LEEWAY + 1), key=abs)
    marks = [found.start() + start for found in _MARK.finditer(run[start:end])]
    starts = [start + step for step in steps] + [mark + 1 for mark in marks[:_CUTS]]
    ends = [*marks[-_CUTS:], *(end + step for step in steps)]
    spans = dict.fromkeys(product(starts, ends))
    yield from ((left, right) for left, right in spans if 0 <= left < right <= len(run))
