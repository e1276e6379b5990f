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
from operator import add
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
#: What longer runs cost is not remembered, so that no input fills the memory.
_REMEMBERED: Final = 2_000
#: How many grams are remembered (some 15 MB).
_MOST_GRAMS: Final = 100_000


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
    return _lately(run) if len(run) <= _REMEMBERED else _bits(run)


@lru_cache(maxsize=256)
def _lately(run: str) -> float:
    """The same, remembered: several accidents look at the same lines."""
    return _bits(run)


def _bits(run: str) -> float:
    before = f"  {run}"
    return sum(map(_GRAMS.__getitem__, map(add, map(add, before, before[1:]), run)))


class _Grams(dict[str, float]):
    """Grams of three characters: the bits of the last one after those before it; filled as it is read."""

    def __missing__(self, gram: str) -> float:
        if len(self) >= _MOST_GRAMS:
            self.clear()
        capitals = _char(gram[0]).capital and _char(gram[1]).capital
        bits = self[gram] = _after(gram[1], gram[2], capitals=capitals)
        return bits


_GRAMS: Final = _Grams()


def _after(before: str, char: str, *, capitals: bool) -> float:
    """The bits of ``char`` after ``before``; ``capitals``: that is a capital after another one."""
    if char <= "\x7f":
        return 0.0
    if char == before:
        return _AGAIN
    here = _char(char)
    return _letter(before, here, capitals=capitals) if here.script else _sign(before, char)


def _letter(touched: str, here: _Char, *, capitals: bool) -> float:
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
    elif capitals and not here.capital:
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
