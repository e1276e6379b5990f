"""What a run of characters costs if it is not a misreading: alphabetic text, or what frames are drawn with.

The language model knows Chinese; of other scripts it says only that they are different, so that any of them would
look like damage. Here a word consists of letters of one script: small ones after at most one capital, or all capitals;
signs stand apart from letters; frames and rules repeat a sign. A misreading does nothing of the kind: it mixes
capitals, small letters and signs at random. The bits are roughly those of letters in running text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

#: All in bits, estimated from such text; a Hanzi costs 6 on average, and a misread one at least two of these.
#: A letter of an alphabet (one of 32); a Latin letter beyond ASCII, which stands among ASCII ones.
_LETTER: Final = 5.0
_ACCENTED: Final = 6.0
#: What is added: for a capital at the start of a word, or in a word of capitals (one bit: capital or not).
_CAPITAL: Final = 1.0
#: For a capital after a small letter; a small letter after two capitals; a letter of another script: people hardly ever
#: write these, and misreadings are full of them.
_INNER_CAPITAL: Final = 8.0
_AFTER_CAPITALS: Final = 4.0
_OTHER_SCRIPT: Final = 8.0
#: A sign; what is added if it touches a letter; a repeated sign; signs of the same and of different kinds of frames.
_SIGN: Final = 8.0
_AT_LETTER: Final = 3.0
_AGAIN: Final = 1.0
_FRAME: Final = 3.0
_OTHER_FRAME: Final = 8.0
#: Marks of punctuation, which touch letters.
_MARK: Final = 5.0
_OPENING: Final = frozenset("“‘’„‚«‹»›–—…·¡¿\xa0")
_MARKS: Final = frozenset("“”‘’„‚«»‹›–—…·¡¿°€£©®™§№")
#: Those that stand before a word, and never after a letter.
_INITIAL: Final = frozenset("„‚¡¿")
#: The signs that frames are drawn with, by kind: single lines, double ones, where they meet, and shades.
_FRAMES: Final = {
    char: kind
    for kind, chars in enumerate(("─│┌┐└┘├┤┬┴┼", "═║╔╗╚╝╠╣╦╩╬", "╒╓╕╖╘╙╛╜╞╟╡╢╤╥╧╨╪╫", "▀▄█▌▐░▒▓■"))
    for char in chars
}


class _Char(NamedTuple):
    """What matters of a character: its script (empty if it is not a letter), and whether it is a capital."""

    script: str
    capital: bool


@lru_cache(maxsize=20_000)
def _char(char: str) -> _Char:
    if not char.isalpha() or char in "ªº":
        return _Char("", capital=False)
    return _Char(unicodedata.name(char, "?").partition(" ")[0], char.isupper())


def rival_bits(run: str) -> float:
    """The bits of the characters beyond ASCII in ``run`` as alphabetic text.

    >>> rival_bits("Größe") < rival_bits("ÖÐ¹ú")
    True
    """
    bits = 0.0
    capitals = 0
    for before, char in pairwise(f" {run}"):
        here = _beside(before, char)
        bits += here.after_capitals if capitals > 1 else here.bits
        capitals = capitals + 1 if here.capital else 0
    return bits


class _Beside(NamedTuple):
    """What a character costs after another, and after several capitals; and whether it is a capital."""

    bits: float
    after_capitals: float
    capital: bool


@lru_cache(maxsize=50_000)
def _beside(before: str, char: str) -> _Beside:
    here = _char(char)
    if char == before > "\x7f":
        return _Beside(_AGAIN, _AGAIN, here.capital)
    if char <= "\x7f":
        return _Beside(0.0, 0.0, here.capital)
    if not here.script:
        sign = _sign(before, char)
        return _Beside(sign, sign, here.capital)
    return _Beside(_letter(before, here, 0), _letter(before, here, 2), here.capital)


def _letter(touched: str, here: _Char, capitals: int) -> float:
    before = _char(touched)
    bits = _ACCENTED if here.script == "LATIN" else _LETTER
    if here.capital:
        bits += _CAPITAL
    if not before.script:
        return bits + (_AT_LETTER if touched > "\x7f" and touched not in _OPENING else 0.0)
    if before.script != here.script:
        return bits + _OTHER_SCRIPT
    if here.capital and not before.capital:
        bits += _INNER_CAPITAL
    elif capitals > 1 and not here.capital:
        bits += _AFTER_CAPITALS
    return bits


@cache
def _left(char: str) -> str:
    """The line that leaves a sign of a frame to the left: ``SINGLE``, ``DOUBLE``, or none."""
    return _arm(char, "LEFT")


@cache
def _right(char: str) -> str:
    return _arm(char, "RIGHT")


def _arm(char: str, side: str) -> str:
    """By the names of Unicode, such as ``BOX DRAWINGS DOWN DOUBLE AND LEFT SINGLE``."""
    name = unicodedata.name(char)
    if not name.startswith("BOX DRAWINGS"):
        return "SHADE"
    arm = re.search(f"(?:{side}|HORIZONTAL)(?: (SINGLE|DOUBLE))?", name)
    if arm is None:
        return ""
    return arm[1] or ("DOUBLE" if "DOUBLE" in name else "SINGLE")


def _sign(before: str, char: str) -> float:
    if char == before:
        return _AGAIN
    if char in _MARKS:
        return _MARK + (_AT_LETTER if char in _INITIAL and _char(before).script else 0.0)
    if char in _FRAMES and before in _FRAMES:
        meets = _FRAMES[char] == _FRAMES[before] and _right(before) == _left(char)
        return _FRAME if meets else _OTHER_FRAME
    return _SIGN + (_AT_LETTER if _char(before).script else 0.0)
