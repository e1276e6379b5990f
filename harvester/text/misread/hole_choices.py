"""Which characters fit bytes that are partly lost, given where the wrong reader failed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from operator import itemgetter
from typing import Final, NamedTuple

from harvester.config.patterns import regex
from harvester.text.language.alphabets import Alphabet, Pattern
from harvester.text.language.model import model
from harvester.text.misread.readers import Reader

#: Bytes of a hole: a byte that is a hole by itself, and the two bytes of a pair that is one hole.
LONE: Final = -1
FIRST: Final = -2
SECOND: Final = -3

#: The bytes of the longest character whose lead byte may be lost: three, in UTF-8.
LONGEST: Final = 3

#: A hole at the end of a character, its kind and its byte: the next byte decides whether the reader fails there.
Open = tuple[int, int]
#: Roughly what a character costs after the one before it, the character, and what it leaves open.
Choice = tuple[float, str, Open | None]

#: How many characters are tried after any other, besides those that have been seen after it. A hole has up to 126
#: candidates, and the text's own words find the rare ones in a second look.
_COMMONEST: Final = 24
#: How many more bits a character costs where it was never seen after the one before: so that of two rare ones the
#: one that was seen comes first.
_UNSEEN: Final = 3.0
#: How many answers are cached (some 10 MB), so that no input can fill the memory.
_KEPT: Final = 20_000


class Read(NamedTuple):
    """What bytes that are all known say: whole characters, and the bytes left over.

    >>> from harvester.text.language.alphabets import UTF_8
    >>> Choices(UTF_8, Reader("gbk")).read((0xE7,), bytes((0x9C, 0x8B, 0xE8)))
    Read(text='看', pending=(232,))
    """

    text: str
    pending: tuple[int, ...]


#: A character, its first and its last byte.
_Coded = tuple[str, int, int]
#: A character, and what it leaves open.
_Left = tuple[str, Open | None]


@dataclass(slots=True)
class Choices:
    """Which characters fit bytes of a true encoding; caches its answers.

    >>> from harvester.text.language.alphabets import UTF_8
    >>> choices = Choices(UTF_8, Reader("cp1252"))
    >>> choices.whole(tuple("看".encode()))
    '看'
    >>> choices.of((0xE8, 0xA7, LONE), None, None, "看")[0][1]
    '见'
    """

    alphabet: Alphabet
    reader: Reader
    _inside: dict[tuple[int, ...], tuple[_Coded, ...]] = field(default_factory=dict)
    _closed: dict[tuple[object, ...], tuple[_Coded, ...]] = field(default_factory=dict)
    _whole: dict[tuple[int, ...], str] = field(default_factory=dict)
    _read: dict[tuple[tuple[int, ...], bytes], Read | None] = field(default_factory=dict)
    _failures: dict[tuple[int, int], frozenset[int | None]] = field(default_factory=dict)
    _before: dict[tuple[int | None, int], frozenset[int]] = field(default_factory=dict)
    _all: dict[tuple[object, ...], tuple[_Left, ...]] = field(default_factory=dict)
    _after: dict[tuple[object, ...], Sequence[Choice]] = field(default_factory=dict)

    def can_lead(self) -> bool:
        """Whether a hole can be the first byte of a character."""
        return _can_lead(self.alphabet, self.reader)

    def of(
        self, bytes_: tuple[int, ...], left_open: Open | None, following: int | None, before: str
    ) -> Sequence[Choice]:
        """The characters that ``bytes_``, with holes, can be after the character ``before``, likeliest first.

        ``left_open``: what the character before left open. ``following``: the next byte, ``None`` at the
        end of the text, negative if it is a hole.
        """
        if bytes_[-1] >= 0 or self.reader.by_byte:
            following = None  # what follows makes no difference
        key = (bytes_, left_open, following)
        usual = self._after.get((key, before))
        if usual is None:
            if len(self._after) > _KEPT:
                self._after.clear()
            usual = self._after[key, before] = self._ranked(self._every(key), before)
        return usual

    def whole(self, bytes_: tuple[int, ...]) -> str:
        """The character that ``bytes_``, all known, are; nothing where they are not a character."""
        char = self._whole.get(bytes_)
        if char is None:
            char = self._whole[bytes_] = next((char for char, _ in self.alphabet.guesses(bytes_)), "")
        return char

    def read(self, pending: tuple[int, ...], data: bytes) -> Read | None:
        """What ``data`` says after the bytes that are ``pending``, none of them a hole; ``None`` where nothing."""
        if len(data) > LONGEST:
            return self._spelled(bytes(pending) + data)
        key = (pending, data)
        known = self._read.get(key, _UNREAD)
        if known is _UNREAD:
            if len(self._read) > _KEPT:
                self._read.clear()
            known = self._read[key] = self._spelled(bytes(pending) + data)
        return known

    def _spelled(self, data: bytes) -> Read | None:
        codec = self.alphabet.codec
        try:
            text, left = data.decode(codec), b""
        except UnicodeDecodeError as error:
            if error.reason not in _INCOMPLETE or error.end < len(data):
                return None
            text, left = data[: error.start].decode(codec), data[error.start :]
            if not all(map(self.alphabet.continues, left[1:])):
                return None
        whole = len(data) - len(left)
        if self.alphabet.codec != "utf-8" and 2 * len(text) - len(_ASCII.findall(text)) != whole:
            return None  # a code of four bytes, or of two characters
        return Read(text, tuple(left))

    def fails(self, left_open: Open, first: int) -> bool:
        """Whether the reader fails at what a character ``left_open``, if the byte ``first`` follows."""
        kind, byte = left_open
        return first in self._failing(byte, _size(kind))

    def _every(self, key: tuple[tuple[int, ...], Open | None, int | None]) -> tuple[_Left, ...]:
        """All characters that bytes can be, whatever stood before them."""
        every = self._all.get(key)
        if every is None:
            if len(self._all) > _KEPT:
                self._all.clear()
            every = self._all[key] = self._joined(*key)
        return every

    @staticmethod
    def _ranked(every: tuple[_Left, ...], before: str) -> Sequence[Choice]:
        """The commonest of ``every`` and those that have been seen after ``before``, likeliest first."""
        costs = model().costs
        if len(every) == 1:
            return [(costs[char], char, left) for char, left in every]
        seen = _followers(before)
        return sorted(
            (
                (seen.get(char, costs[char] + _UNSEEN), char, left)
                for place, (char, left) in enumerate(every)
                if place < _COMMONEST or char in seen
            ),
            key=itemgetter(0),
        )

    def _joined(self, bytes_: tuple[int, ...], left_open: Open | None, following: int | None) -> tuple[_Left, ...]:
        """The candidates that agree with the byte before and the byte after."""
        kind, left_byte = left_open or (0, 0)
        firsts = self._failing(left_byte, _size(kind)) if left_open else None
        is_open = bytes_[-1] in _CHECKED and following is not None and following < 0
        return tuple(
            (char, (bytes_[-1], last) if is_open else None)
            for char, first, last in self._ending(bytes_, None if is_open else following, is_open=is_open)
            if firsts is None or first in firsts
        )

    def _ending(self, bytes_: tuple[int, ...], following: int | None, *, is_open: bool) -> tuple[_Coded, ...]:
        """The candidates that agree with the byte after, where it is known and matters."""
        if is_open or bytes_[-1] not in _CHECKED:
            return self._within(bytes_)
        key = (bytes_, following)
        known = self._closed.get(key)
        if known is None:
            failing = self._failing_before(following, _size(bytes_[-1]))
            known = self._closed[key] = tuple([coded for coded in self._within(bytes_) if coded[2] in failing])
        return known

    def _failing_before(self, following: int | None, size: int) -> frozenset[int]:
        """The bytes at which the reader fails before ``following``; every reader shows ASCII as it is."""
        known = self._before.get((following, size))
        if known is None:
            known = self._before[following, size] = frozenset(
                byte for byte in range(0x80, 0x100) if following in self._failing(byte, size)
            )
        return known

    def _failing(self, first: int, size: int) -> frozenset[int | None]:
        """Like the reader's ``failing``, which is slower."""
        known = self._failures.get((first, size))
        if known is None:
            known = self._failures[first, size] = self.reader.failing(first, size)
        return known

    def _within(self, bytes_: tuple[int, ...]) -> tuple[_Coded, ...]:
        """The candidates that make the reader fail at each hole before another byte of the same character."""
        known = self._inside.get(bytes_)
        if known is None:
            pattern: Pattern = tuple(None if byte < 0 else byte for byte in bytes_)
            holes = [(place, _size(kind)) for place, kind in enumerate(bytes_[:-1]) if kind in _CHECKED]
            failing = self._failing
            known = self._inside[bytes_] = tuple(
                (char, code[0], code[-1])
                for char, code in self.alphabet.guesses(pattern)
                if all(code[place + 1] in failing(code[place], size) for place, size in holes)
            )
        return known


#: What bytes say that were not read yet.
_UNREAD: Final = Read("", ())
#: How Python's codecs describe a character that is cut off at the end.
_INCOMPLETE: Final = ("incomplete multibyte sequence", "unexpected end of data")
_ASCII: Final = regex("[\x00-\x7f]")
#: Holes whose failure is checked with the next byte.
_CHECKED: Final = (LONE, FIRST)


@cache
def _can_lead(alphabet: Alphabet, reader: Reader) -> bool:
    return any(alphabet.size(byte) and reader.failing(byte, size) for byte in range(0x80, 0x100) for size in (1, 2))


@lru_cache(maxsize=500)
def _followers(char: str) -> Mapping[str, float]:
    """The characters that the model lists after ``char``, and their bits."""
    return dict(model().listed(char))


def _size(kind: int) -> int:
    return 2 if kind == FIRST else 1
