"""Bytes that were shown as the character whose UTF-8 they are: by Windows programs, and by ftfy.

ftfy does it again with what it has, and tidies up afterwards: it takes ligatures apart, composes accents, and
straightens apostrophes (ftfy 6.3, ``fix_text`` with its defaults).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import product
from typing import Final

from harvester.config.patterns import regex

Codes = tuple[tuple[int, ...], ...]

#: Digraphs that ftfy writes as two letters, and the apostrophe that it makes straight.
_LIGATURES: Final = {unicodedata.normalize("NFKC", char): char for char in "ĲĳǄǅǆǇǈǉǊǋǌǱǲǳ"} | {"'": "ʼ"}
_APART: Final = "|".join(_LIGATURES)
#: What one place may be shown as: two letters, a letter and its accents, the blank that stays after A0 was put
#: before it, or one character.
_UNIT: Final = regex(
    f"(?<=[^\x00-\x7f])(?:{_APART})|(?:{_APART})(?=[^\x00-\x7f])|à |[^\u0300-\u036f][\u0300-\u036f]+|.", re.DOTALL
)
_ACCENTS: Final = regex("[\u0300-\u036f]")
_BLANK: Final = 0xA0
#: After these bytes ftfy takes a blank for A0.
_BEFORE_BLANK: Final = (b"\xc2", b"\xc3", b"\xc5", b"\xce", b"\xd0", b"\xd9")
#: The second table that ftfy tries and that has letters of Latin-1 for other bytes.
_OTHER_TABLE: Final = "cp1257"


def units(shown: str) -> list[str]:
    """The places of ``shown``, each of which was shown for some bytes.

    >>> units("еij½"), units("his")
    (['е', 'ij', '½'], ['h', 'i', 's'])
    """
    return _UNIT.findall(shown)


@lru_cache(maxsize=20_000)
def codes(unit: str) -> Codes:
    """The bytes of Latin-1 that may be shown as ``unit``, if those that are UTF-8 are joined.

    >>> codes("е")[:2], codes("ij")[:2]
    (((208, 181), (208, 194, 181)), ((105, 106), (196, 179)))
    """
    if unit in _LIGATURES:
        return (tuple(unit.encode()), *_joined(_LIGATURES[unit]))
    if unit == "à ":
        return ((0xE0, 0x20), (0xC3, 0x20))
    if len(unit) > 1:
        ways = [codes(each) or (tuple(each.encode()),) for each in _letter_and_marks(unit)]
        return tuple(tuple(byte for part in way for byte in part) for way in product(*ways))
    if unit < "\x80":
        return ((ord(unit),),)
    return (*(((ord(unit),),) if unit <= "\xff" else ()), *_joined(unit))


def _joined(char: str) -> Iterator[tuple[int, ...]]:
    """The bytes that are ``char``; each of them may have been joined out of two itself."""
    data = char.encode("utf-8", "surrogatepass")
    if data[:-1] in _BEFORE_BLANK and data[-1] == _BLANK:
        yield data[0], 0x20
    for spelt in dict.fromkeys((data, _in_other_table(data))):
        for way in product(*(_spelt(byte) for byte in spelt)):
            yield tuple(byte for part in way for byte in part)


def _spelt(byte: int) -> Codes:
    """``byte``, and the two that are it in UTF-8; of those for A0 nothing would be left that shows it."""
    return ((byte,), tuple(chr(byte).encode())) if byte != _BLANK else ((byte,),)


def _in_other_table(data: bytes) -> bytes:
    """The bytes of Latin-1 whose characters are ``data`` in the other table; ``data`` where it has none."""
    try:
        return data.decode(_OTHER_TABLE).encode("latin-1")
    except UnicodeError:
        return data


@cache
def _letter_and_marks(unit: str) -> str:
    """The letter of Latin-1, and the marks that were composed with it, which are put in another order."""
    plain = unicodedata.normalize("NFD", unit)
    marks = _ACCENTS.findall(plain)
    letters = {mark: unicodedata.normalize("NFC", plain[0] + mark) for mark in marks}
    own = next((mark for mark, letter in letters.items() if len(letter) == 1 and letter <= "\xff"), None)
    if own is None:
        return unit
    marks.remove(own)
    return letters[own] + "".join(marks)
