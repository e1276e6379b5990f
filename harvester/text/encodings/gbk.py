"""The bytes of GBK: which character a pair of bytes is, and how decoders treat pairs that are none.

A GBK character is a byte below 0x80, or a lead byte (0x81-0xFE) and a trail byte (0x40-0xFE
except 0x7F). GB 18030 gives every such pair a character; those of the user-defined areas
(AA-AF and F8-FE x A1-FE, A1-A7 x 40-A0) and the unassigned ones get a private one, U+E000-U+F8FF.
"""

from __future__ import annotations

import codecs
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from typing import Final

from harvester.config.patterns import regex
from harvester.text.encodings.orphans import ORPHAN

#: The full-width marks that the tool replaces (GBK A3 xx), and their ASCII twins (xx & 0x7F).
MARKS: Final = "！（），：；？"
TWINS: Final = "!(),:;?"
#: ASCII twin -> the second byte of its full-width mark.
SECOND: Final[Mapping[str, int]] = {twin: ord(twin) | 0x80 for twin in TWINS}
#: The only ones that some tools replaced: both, or the first alone.
CRIES: Final = "!?"
CRY: Final = "!"
SQUASHED: Final[Mapping[str, str]] = dict(zip(MARKS, TWINS, strict=True))
FULL: Final[Mapping[str, str]] = dict(zip(TWINS, MARKS, strict=True))

_FIRST_ORPHAN: Final = chr(ORPHAN + 0x80)
#: What may be a character of four bytes.
_FOUR: Final = regex(rb"[\x81-\xfe][0-9][\x81-\xff][0-9]")
_PRIVATE: Final = regex("[\ue000-\uf8ff]+")
_LEADS: Final = range(0x81, 0xFF)
_DIGITS: Final = b"0123456789"
_TRAILS: Final = (*range(0x40, 0x7F), *range(0x80, 0xFF))


class Private(Enum):
    r"""What a decoder makes of a pair that is no character in GBK.

    >>> {way.name: Decoder(private=way).decode(b"\xb5\xc6\xaa\xa1!") for way in Private}
    {'KEEP': '灯\ue000!', 'DROP': '灯!', 'MARK': '灯?!', 'LEAD': '灯??!'}
    """

    KEEP = "kept as a private-use character"
    DROP = "dropped without a mark"
    MARK = "shown as one orphan"
    LEAD = "its lead byte shown as an orphan, its second byte read again"


@dataclass(frozen=True, slots=True)
class Decoder:
    r"""How GBK bytes become text, including those that are not characters.

    ``orphan`` stands for each byte that does not start a pair; ``None`` keeps it as the code point
    ``ORPHAN`` + byte. ``eats``: ASCII bytes that are swallowed by an orphan before them.

    >>> Decoder().decode(b"\xb5\xc6\xbb!"), Decoder("\ufffd", eats=b"!").decode(b"\xb5\xc6\xbb!")
    ('灯?!', '灯�')
    """

    orphan: str | None = "?"
    private: Private = Private.DROP
    eats: bytes = b""

    def decode(self, data: bytes) -> str:
        """The text that this decoder shows for ``data``."""
        if _FOUR.search(data):
            return self._one_by_one(data)
        shown = data.decode("gb18030", _handler(self.orphan, self.eats))
        if self.private is Private.KEEP or not _PRIVATE.search(shown):
            return shown
        return _PRIVATE.sub("", shown) if self.private is Private.DROP else self._one_by_one(data)

    def _one_by_one(self, data: bytes) -> str:
        parts = []
        place = 0
        while place < len(data):
            shown, size = self._one(data, place)
            parts.append(shown)
            place += size
        return "".join(parts)

    def _one(self, data: bytes, place: int) -> tuple[str, int]:
        """What stands at ``place``, and how many bytes it took."""
        first = data[place]
        if first < 0x80:
            return chr(first), 1
        char = pairs().get(data[place : place + 2])
        if char is not None:
            return (char, 2) if not is_private(char) else self._private(char, first)
        four = data[place : place + 4]
        if len(four) == 4 and four[1] in _DIGITS and four[2] > 0x80 and four[3] in _DIGITS:
            return four.decode("gb18030", "replace"), 4
        return self._sign(first), 2 if data[place + 1 : place + 2] and data[place + 1] in self.eats else 1

    def _private(self, char: str, first: int) -> tuple[str, int]:
        if self.private is Private.KEEP:
            return char, 2
        if self.private is Private.DROP:
            return "", 2
        return self._sign(first), 2 if self.private is Private.MARK else 1

    def _sign(self, byte: int) -> str:
        return chr(ORPHAN + byte) if self.orphan is None else self.orphan


@cache
def _handler(orphan: str | None, eats: bytes) -> str:
    """The name of a handler of errors by which Python's codec shows orphans like such a decoder."""

    def show(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        data, place = error.object, error.start
        sign = chr(ORPHAN + data[place]) if orphan is None else orphan
        return sign, place + (2 if data[place + 1 : place + 2] and data[place + 1] in eats else 1)

    name = f"harvester-orphan-{orphan!a}-{eats.hex()}"
    codecs.register_error(name, show)
    return name


def is_private(char: str) -> bool:
    r"""Whether ``char`` is only a place in GBK that users may define.

    >>> is_private("\ue5e5"), is_private("灯")
    (True, False)
    """
    return "\ue000" <= char <= "\uf8ff"


def encode(text: str) -> bytes:
    """``text`` in GB 18030, whose one- and two-byte characters are those of GBK.

    Orphans kept by this project's decoder become their bytes again; other surrogates become ``?``.

    >>> encode("灯").hex()
    'b5c6'
    """
    if max(text, default="") < _FIRST_ORPHAN:
        return text.encode("gb18030", "replace")
    return b"".join(
        bytes((ord(char) - ORPHAN,)) if 0x80 <= ord(char) - ORPHAN <= 0xFF else char.encode("gb18030", "replace")
        for char in text
    )


def squash(data: bytes, twins: str = TWINS) -> bytes:
    r"""``data`` with the full-width marks of ``twins`` replaced wherever their two bytes occur, even across characters.

    >>> squash(encode("好，")), squash(encode("。”")).hex(" ")
    (b'\xba\xc3,', 'a1 21 b1')
    """
    for twin in twins:
        data = data.replace(bytes((0xA3, SECOND[twin])), twin.encode("ascii"))
    return data


@cache
def pairs() -> Mapping[bytes, str]:
    r"""All pairs and their characters, including private-use ones.

    >>> pairs()[b"\xb5\xc6"]
    '灯'
    """
    return {pair: pair.decode("gb18030") for lead in _LEADS for trail in _TRAILS for pair in [bytes((lead, trail))]}


@cache
def codes() -> Mapping[str, tuple[int, int]]:
    """The lead and trail byte of every two-byte character, including private-use ones.

    >>> [hex(byte) for byte in codes()["灯"]]
    ['0xb5', '0xc6']
    """
    return {char: (pair[0], pair[1]) for pair, char in pairs().items()}


@cache
def characters() -> Mapping[int, str]:
    """Lead * 256 + trail -> the character, for pairs that GBK itself gives one.

    >>> characters()[0xB5C6]
    '灯'
    """
    return {pair[0] << 8 | pair[1]: char for pair, char in pairs().items() if not is_private(char)}


@cache
def holes() -> Mapping[int, frozenset[int]]:
    """Lead -> the trail bytes with which it makes private pairs.

    >>> 0x40 in holes()[0xA1], 0xA1 in holes()[0xA1]
    (True, False)
    """
    found: defaultdict[int, set[int]] = defaultdict(set)
    for pair, char in pairs().items():
        if is_private(char):
            found[pair[0]].add(pair[1])
    return {lead: frozenset(trails) for lead, trails in found.items()}
