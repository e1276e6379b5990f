"""The classes that characters are counted by where one by one they tell nothing, or too little."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from math import log2
from typing import Final, NamedTuple


class _Class(NamedTuple):
    """A class: what stands for it in the alphabet, how many members it has, and which."""

    name: str
    members: int
    holds: Callable[[str], bool]


def _between(first: str, last: str) -> Callable[[str], bool]:
    return lambda char: first <= char <= last


# In this order: the first class that holds a character counts. The sizes of the open classes
# are what a reading could choose from: the Hanzi of GBK, the syllables of KS X 1001, ...
_CLASSES: Final = (
    _Class("0", 10, _between("0", "9")),
    _Class("a", 26, _between("a", "z")),
    _Class("A", 26, _between("A", "Z")),
    _Class("０", 10, _between("０", "９")),
    _Class("ａ", 52, lambda char: "ａ" <= char <= "ｚ" or "Ａ" <= char <= "Ｚ"),
    _Class(" ", 2, lambda char: char.isspace() and char not in "\n\u3000"),
    _Class(
        "〓", 16_000, lambda char: "㐀" <= char <= "䶿" or "一" <= char <= "鿿" or "\U00020000" <= char <= "\U0003ffff"
    ),
    _Class("あ", 90, _between("ぁ", "ゟ")),
    _Class("ア", 100, _between("゠", "ヿ")),
    _Class("가", 2350, _between("가", "힣")),
    _Class("é", 500, lambda char: "\u00aa" <= char <= "\u052f" and char.isalpha()),
    _Class("\ue000", 4000, lambda char: unicodedata.category(char) in {"Cc", "Cn", "Co", "Cs"} and char != "\n"),
)
_OTHER: Final = "〿"

#: What stands for each class in the alphabet -> bits to choose one of its members.
CLASSES: Final = {entry.name: log2(entry.members) for entry in _CLASSES} | {_OTHER: log2(2000)}


def symbol(char: str) -> str:
    """What stands in the alphabet for ``char``, a character that is not in it itself."""
    return next((entry.name for entry in _CLASSES if entry.holds(char)), _OTHER)
