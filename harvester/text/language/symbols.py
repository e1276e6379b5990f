"""The classes by which characters are counted that say nothing, or too little, one by one."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from math import log2
from typing import Final, NamedTuple


class _Class(NamedTuple):
    """A class: what stands for it in the alphabet, how many members it has, and which they are."""

    name: str
    members: int
    holds: Callable[[str], bool]


def _between(first: str, last: str) -> Callable[[str], bool]:
    return lambda char: first <= char <= last


def _is_hanzi(char: str) -> bool:
    return (
        "㐀" <= char <= "䶿" or "一" <= char <= "鿿" or "豈" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff"
    )


def _is_standard_hanzi(char: str) -> bool:
    """Whether GB 2312, or the first level of Big5, has the Hanzi: most names and rare words are written with these."""
    big5 = char.encode("big5", "ignore")
    return _is_hanzi(char) and (bool(char.encode("gb2312", "ignore")) or (len(big5) == 2 and big5[0] < 0xC9))


# Members of these are always counted by class.
_ALWAYS: Final = (
    _Class("0", 10, _between("0", "9")),
    _Class("a", 26, _between("a", "z")),
    _Class("A", 26, _between("A", "Z")),
    _Class("０", 10, _between("０", "９")),
    _Class("ａ", 52, lambda char: "ａ" <= char <= "ｚ" or "Ａ" <= char <= "Ｚ"),
    _Class(" ", 2, lambda char: char.isspace() and char not in "\n\u3000"),
)
# The first class that holds a character applies. The sizes of the open classes are what a
# reading could choose from: the Hanzi of GBK, the syllables of KS X 1001, ...
_CLASSES: Final = (
    *_ALWAYS,
    _Class("々", 3000, _is_standard_hanzi),
    _Class("〓", 16_000, _is_hanzi),
    _Class("あ", 90, _between("ぁ", "ゟ")),
    _Class("ア", 100, _between("゠", "ヿ")),
    _Class("가", 2350, _between("가", "힣")),
    _Class("é", 500, lambda char: "\u00aa" <= char <= "\u052f" and char.isalpha()),
    _Class("\ue000", 4000, lambda char: unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"}),
)
_OTHER: Final = "〿"

#: What stands for each class in the alphabet -> bits to choose one of its members.
CLASSES: Final = {entry.name: log2(entry.members) for entry in _CLASSES} | {_OTHER: log2(2000)}


def symbol(char: str) -> str:
    """What stands in the alphabet for ``char``, which is not in it itself.

    >>> symbol("Q") == symbol("X"), symbol("Q") == symbol("7")
    (True, False)
    """
    return next((entry.name for entry in _CLASSES if entry.holds(char)), _OTHER)


def is_counted_by_class(char: str) -> bool:
    r"""Whether ``char`` is counted by class however often it is seen; the table has no room beyond U+FFFF.

    >>> is_counted_by_class("\ue000"), is_counted_by_class("天")
    (True, False)
    """
    return char in CLASSES or char > "\uffff" or any(entry.holds(char) for entry in _ALWAYS)
