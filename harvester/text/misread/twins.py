"""Two characters side by side that lost a byte each, and look like one: 重要 in Big5 without its AD bytes is 南.

Nothing is left over that shows it, and what is left is a character that may be usual. Only few words can lose bytes in
this way, so each place where one of them may have stood is weighed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Final

from harvester.text.language.model import model

_HYPHEN: Final = 0xAD
#: The bytes that may be the other half of a character with AD.
_OTHERS: Final = range(0x40, 0xFF)
#: The second of two characters costs fewer bits than this after the first if both are a word.
_WORD: Final = 8.0
#: A word may cost so many bits more than the character in its place and is possible all the same: of parts of sentences
#: in Big5 15 in 1,000 are in doubt then, in GBK one, and of 20 that lost these bytes none is not.
_NEARLY: Final = 9.0
#: How many characters before another one decide what it costs, and how many after it are decided by it.
_CONTEXT: Final = 2


def may_hide_two(said: str, codec: str) -> bool:
    """Whether a character of ``said`` may be two of ``codec`` of which AD was left out.

    >>> may_hide_two("南通知", "big5"), may_hide_two("香山縣", "big5"), may_hide_two("南通知", "gbk")
    (True, False, False)
    """
    words = _words(codec)
    if words.keys().isdisjoint(said):
        return False
    whole = f"\n\n{said}"
    return any(
        _bits(whole, place, word) < _bits(whole, place, char) + _NEARLY
        for place, char in enumerate(said, _CONTEXT)
        for word in words.get(char, ())
    )


def _bits(whole: str, place: int, word: str) -> float:
    """What ``word`` costs instead of the character at ``place``, with the characters that it decides."""
    return model().cost(word + whole[place + 1 : place + 1 + _CONTEXT], whole[place - _CONTEXT : place])


@cache
def _words(codec: str) -> Mapping[str, tuple[str, ...]]:
    """Hanzi, and the words of two characters that are the same bytes without AD."""
    rests = dict(_without_hyphen(codec))
    among = model().forms(rests)
    found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for first, rest in rests.items():
        for second, bits in model().weighed(first, among):
            char = _decoded(bytes((rest, rests[second])), codec)
            if bits < _WORD and char >= "\u3400":
                found[char] += (first + second,)
    return dict(found)


def _without_hyphen(codec: str) -> Iterator[tuple[str, int]]:
    """The characters of which one byte is AD, and the other byte."""
    for other in _OTHERS:
        for code in (bytes((_HYPHEN, other)), bytes((other, _HYPHEN))):
            char = _decoded(code, codec)
            if char:
                yield char, other


def _decoded(code: bytes, codec: str) -> str:
    """The one character that two bytes are; nothing where they are not one."""
    char = code.decode(codec, "ignore")
    return char if len(char) == 1 and len(char.encode(codec)) == len(code) else ""
