"""Bytes that were shown as the character whose UTF-8 they are: by Windows programs, and by ftfy.

ftfy does it again with what it has, and tidies up afterwards: it takes ligatures apart, composes accents, and
straightens apostrophes (ftfy 6.3, ``fix_text`` with its defaults).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations, product
from typing import Final

from harvester.config.patterns import regex

Codes = tuple[tuple[int, ...], ...]

#: Digraphs that ftfy writes as two letters, and the apostrophe that it makes straight.
_DIGRAPHS: Final = {unicodedata.normalize("NFKC", char): char for char in "ĲĳǄǅǆǇǈǉǊǋǌǱǲǳ"}
_LIGATURES: Final = _DIGRAPHS | {"'": "ʼ"}
#: What windows-1252 shows for control characters, and the quotation marks among them that ftfy makes straight.
_CONTROLS: Final = {bytes([byte]).decode("cp1252", "ignore"): byte for byte in range(0x80, 0xA0)}
_CURLY: Final = {"'": "‚‘’", '"': "„“”"}
_APART: Final = "|".join((*_LIGATURES, '"'))
_PAIR: Final = f"(?:{'|'.join(_DIGRAPHS)})"
#: Two letters by themselves.
DIGRAPH: Final = regex(f"(?<![!-~]){_PAIR}(?![!-~])")
#: Where one of them may have been bytes of a Hanzi: two letters by themselves beside one, and a mark before a single
#: letter or sign that can be a second byte.
_TIDIED: Final = regex(f"(?<![!-~]){_PAIR}+(?=[㐀-鿿])|(?<=[㐀-鿿]){_PAIR}+(?![!-~])|(?<=[㐀-鿿])[\"'][@-~](?=[㐀-鿿])")
#: What each of these costs, in bits: nobody writes most of them.
_BITS: Final = 16.0
#: The marks on letters of which UTF-8 has two bytes, and how many belong to one place, so that few orders are tried.
_MARKS: Final = "".join(char for char in map(chr, range(0x300, 0x800)) if unicodedata.combining(char))
_MOST_MARKS: Final = 3
#: What one place may be shown as: two letters, a letter and its accents, the blank that stays after A0 was put
#: before it, or one character.
_UNIT: Final = regex(
    f"(?<=[^\x00-\x7f])(?:{_APART})|(?:{_APART})(?=[^\x00-\x7f])|à |[^{_MARKS}][{_MARKS}]{{1,{_MOST_MARKS}}}|.",
    re.DOTALL,
)
_ACCENTS: Final = regex(f"[{_MARKS}]")
_BLANK: Final = 0xA0
#: The first of the two bytes of a control character, which ftfy shows as windows-1252 has its second one.
_C1: Final = 0xC2
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
    if unit in _LIGATURES or unit in _CURLY:
        joined = _joined(_LIGATURES[unit]) if unit in _LIGATURES else ()
        return (tuple(unit.encode()), *_straightened(unit), *joined)
    if unit == "à ":
        return ((0xE0, 0x20), (0xC3, 0x20))
    if len(unit) > 1:
        most = None if len(unit) == 2 else 1  # where there are more marks, each is spelt in one way
        orders = [[_spellings(order[0]), *(_spellings(mark)[:most] for mark in order[1:])] for order in _orders(unit)]
        return tuple(tuple(byte for part in way for byte in part) for ways in orders for way in product(*ways))
    if unit < "\x80":
        return ((ord(unit),),)
    control = _CONTROLS.get(unit)
    byte = ord(unit) if unit <= "\xff" else control
    return (*(((byte,),) if byte else ()), *(((_C1, control),) if control else ()), *_joined(unit))


def _spellings(char: str) -> Codes:
    """The codes of ``char``, or its bytes in UTF-8 where it has none."""
    return codes(char) or (tuple(char.encode()),)


def bits_of_tidied(said: str) -> float:
    """What letters and marks of ``said`` cost, in bits, that ftfy may have made out of bytes of Hanzi beside them.

    >>> bits_of_tidied("张ij在开会"), bits_of_tidied('特"e是这样'), bits_of_tidied('数组"a"和 ij')
    (16.0, 16.0, 0.0)
    """
    return _BITS * len(_TIDIED.findall(said))


def _straightened(mark: str) -> Codes:
    """The bytes that were shown as quotation marks that ``mark`` stands for: one, or two that gave a control."""
    bytes_ = [curly.encode("cp1252")[0] for curly in _CURLY.get(mark, "")]
    return (*((byte,) for byte in bytes_), *((_C1, byte) for byte in bytes_))


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


def _orders(unit: str) -> Iterator[str]:
    """``unit``, a letter and its marks, as it stands, and in each order that is written like that once it is normal.

    >>> [*_orders("a\u05b9\u0363")] == ["a\u05b9\u0363", "a\u0363\u05b9"]
    True
    """
    orders = {unit: None}
    for letter, marks in _letters_and_marks(unit):
        orders |= dict.fromkeys(letter + "".join(order) for order in permutations(marks))
    yield from (order for order in orders if order == unit or unicodedata.normalize("NFC", order) == unit)


def _letters_and_marks(unit: str) -> Iterator[tuple[str, str]]:
    """The letter of ``unit`` and its marks, as they stand; and a letter of Latin-1 that one of its marks is part of."""
    yield unit[0], unit[1:]
    plain = unicodedata.normalize("NFD", unit)
    marks = "".join(_ACCENTS.findall(plain))
    letters = ((unicodedata.normalize("NFC", plain[0] + mark), mark) for mark in marks)
    own = next(((letter, mark) for letter, mark in letters if len(letter) == 1 and letter <= "\xff"), None)
    if own and own[0] != unit[0]:
        yield own[0], marks.replace(own[1], "", 1)
