"""Which characters of a restored text had to be guessed, and which of those no words about them can decide.

Any mark may end a clause, any numeral may stand before a measure word, and a character between blanks has no words
about it. There the language model gives bits, but they say only what is common.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from typing import Final, NamedTuple

from harvester.text.encodings.gbk import is_private
from harvester.text.language.alphabets import Alphabet, Pattern
from harvester.text.language.classes import MARKS, class_of, unmatched
from harvester.text.misread.readers import HOLE, Reader
from harvester.text.misread.signs import rare

_STOP: Final = "。"
#: By how many bits every other text must be worse where a mark was guessed, and where one of the others was, or a
#: character without words about it: measured on 1,500 lines, where of 44 marks from 2 to 5 bits 9 were wrong, of 91
#: above none, and of 11 others up to 7 bits 5.
_MARK: Final = 5.0
_OTHER: Final = 8.0
#: The same for characters that nobody writes, or not in Chinese.
_RARE: Final = 16.0
#: How far from a mark another one is looked for that opens or closes the same.
_BRACKETED: Final = 60
_EAST_ASIAN: Final = "\u3000"
#: What is never undecided.
MOST: Final = _RARE
#: The smallest byte that is not a character by itself.
_HIGH: Final = 0x80


def guessed(text: str, alphabet: Alphabet, reader: Reader) -> Iterator[tuple[int, Pattern]]:
    """The place of each character of ``text`` of which ``reader`` fails at a byte, and the bytes that it shows.

    >>> from harvester.text.language.alphabets import UTF_8
    >>> [(place, pattern[:2]) for place, pattern in guessed("看见", UTF_8, Reader("cp1252"))]
    [(1, (232, 167))]
    """
    codes = [char.encode(alphabet.codec) for char in text]
    holes = _holes(b"".join(codes), reader)
    start = 0
    for place, code in enumerate(codes):
        failed = holes[start : start + len(code)]
        if any(failed):
            yield place, tuple(None if lost else byte for byte, lost in zip(code, failed, strict=True))
        start += len(code)


def _holes(data: bytes, reader: Reader) -> bytearray:
    """1 for each byte of ``data`` at which ``reader`` fails."""
    if reader.by_byte:
        return bytearray(char == HOLE for char in reader.show(data))
    holes = bytearray(len(data))
    parts = _parts(reader)
    place = 0
    while place < len(data):
        if data[place] < _HIGH:
            place += 1  # every reader shows ASCII
            continue
        part = parts[data[place : place + 2]]
        if part.lost:
            holes[place : place + part.size] = b"\1" * part.size
        place += part.size
    return holes


class _Part(NamedTuple):
    """How many bytes a reader takes together, and whether it shows them as a hole."""

    size: int
    lost: bool


class _Parts(dict[bytes, _Part]):
    """The first part of two bytes, the first of which is not ASCII; filled as it is read."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self._reader = reader

    def __missing__(self, pair: bytes) -> _Part:
        shown = self._reader.show(pair)
        if HOLE in shown:
            part = _Part(len(pair) if shown == HOLE else 1, lost=True)
        else:
            apart = not any(map(is_private, shown)) and len(pair) == len(shown)
            part = _Part(1 if apart else len(pair), lost=False)
        self[pair] = part
        return part


@cache
def _parts(reader: Reader) -> _Parts:
    return _Parts(reader)


def bits_to_decide(text: str, alphabet: Alphabet, reader: Reader, explains: Callable[[str], bool]) -> float:
    """By how many bits every other text must be worse than ``text`` for the characters in it that were guessed.

    ``explains``: whether another text is shown in the same way. Zero where words decide all of them.

    >>> from harvester.text.language.alphabets import UTF_8
    >>> reader = Reader("cp1252")
    >>> shows = lambda text: lambda other: reader.show(text.encode()) == reader.show(other.encode())
    >>> [bits_to_decide(text, UTF_8, reader, shows(text)) for text in ("你看见了吗", "字号 大 中 小")]
    [0.0, 8.0]
    """
    return max(
        (_bits(text, place, pattern, alphabet, explains) for place, pattern in guessed(text, alphabet, reader)),
        default=0.0,
    )


def _bits(text: str, place: int, pattern: Pattern, alphabet: Alphabet, explains: Callable[[str], bool]) -> float:
    char = text[place]
    if char in rare() or (char < _EAST_ASIAN and char not in MARKS):
        return _RARE
    others = class_of(char)
    fitting = [other for other in others if other != char and _fits(other, pattern, alphabet)]
    bits = 0.0
    if others == MARKS:
        bits = _bits_of_mark(text, place, fitting, explains)
    elif any(explains(f"{text[:place]}{other}{text[place + 1 :]}") for other in fitting):
        bits = _OTHER
    before, after = text[max(0, place - 1) : place], text[place + 1 : place + 2]
    alone = not (before.isdigit() or any(map(_is_worded, before + after)))  # after a number stands what is counted
    return max(bits, _OTHER) if alone else bits


def _bits_of_mark(text: str, place: int, others: Iterable[str], explains: Callable[[str], bool]) -> float:
    """The same of a mark that may be one of ``others``: none that leaves a bracket open which this one closes.

    One that closes a bracket which this one leaves open is likelier, whatever the model says.
    """
    left, right = text[max(0, place - _BRACKETED) : place], text[place + 1 : place + _BRACKETED]
    matched = unmatched(left + text[place] + right)
    counts = [(other, unmatched(left + other + right)) for other in others]
    fitting = [(other, count) for other, count in counts if count <= matched]
    shown = [count for other, count in fitting if explains(f"{text[:place]}{other}{text[place + 1 :]}")]
    if any(count < matched for count in shown):
        return _RARE
    # Hardly any other mark ends a paragraph than a full stop.
    return _MARK if shown and not (text[place] == _STOP and place == len(text) - 1) else 0.0


def _fits(char: str, pattern: Pattern, alphabet: Alphabet) -> bool:
    code = char.encode(alphabet.codec, "ignore")
    return len(code) == len(pattern) and all(known in (None, byte) for known, byte in zip(pattern, code, strict=True))


def _is_worded(char: str) -> bool:
    return char >= "\u3400" and char not in MARKS
