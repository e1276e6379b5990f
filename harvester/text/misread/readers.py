"""Bytes read in the wrong encoding: what a reader shows for them, and which bytes are behind what it shows.

Readers differ in what they do with bytes that they cannot read: each becomes a sign of its own, or a pair
becomes one sign, or nothing is shown; Windows and browsers read more codes than others. Each such
reader is a :class:`Reader`; the readers of one encoding make a :class:`Misreading`.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from harvester.text.encodings.gbk import pairs

#: Stands for bytes that a reader could not show, until it is replaced by the reader's sign for them.
HOLE: Final = "\udc00"
#: Signs of a hole: what encoders and what decoders put where they fail.
SIGNS: Final = ("?", "\ufffd")


#: What some decoders of GBK show as the euro sign, and others as a hole.
_EURO: Final = 0x80


def _one(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return HOLE, error.start + 1


def _euro(error: UnicodeError) -> tuple[str, int]:
    """Windows and browsers show the byte 80 of GBK as a euro sign."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == _EURO:
        return "€", error.start + 1
    return _one(error)


def _pair(error: UnicodeError) -> tuple[str, int]:
    """A lead byte and a byte that could be its trail are one hole, as on Windows and in Java."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    pair = error.object[error.start : error.start + 2]
    whole = len(pair) == 2 and 0x81 <= pair[0] <= 0xFE and 0x40 <= pair[1] <= 0xFE and pair[1] != 0x7F
    return HOLE, error.start + (2 if whole else 1)


def _byte(error: UnicodeError) -> tuple[bytes, int]:
    """Control characters are their bytes in Latin-1."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    code = ord(error.object[error.start])
    return bytes([code]) if code < 0x100 else b"?", error.start + 1


codecs.register_error("harvester-byte", _byte)
codecs.register_error("harvester-hole", _one)
codecs.register_error("harvester-hole-or-euro", _euro)
codecs.register_error("harvester-hole-of-two", _pair)


@dataclass(frozen=True, slots=True)
class Reader:
    r"""One way to read bytes in an encoding.

    ``width``: how many bytes of an unassigned pair one hole stands for. ``euro``: whether it shows the
    byte 80 as a euro sign. ``extra``: single bytes that it shows differently from the codec. ``lacks``: a
    class of the codec's characters that it does not have, and shows as holes. ``folds``: whether what
    it shows went through NFKC afterwards, which turns full-width letters and brackets into plain ones.

    >>> Reader("latin-1").show("中文".encode("gbk")), Reader("gbk").show("看见".encode())
    ('ÖÐÎÄ', '鐪嬭\udc00\udc00')
    """

    codec: str
    width: int = 1
    euro: bool = False
    extra: tuple[tuple[int, str], ...] = ()
    lacks: str = ""
    folds: bool = False

    def show(self, data: bytes) -> str:
        """What it shows for ``data``, with :data:`HOLE` where it fails. No byte is lost without a hole."""
        return unicodedata.normalize("NFKC", self._show(data)) if self.folds else self._show(data)

    def _show(self, data: bytes) -> str:
        if not self.extra:
            shown = data.decode(self.codec, "harvester-hole-or-euro" if self.euro else _HANDLERS[self.width])
            return re.sub(f"[{self.lacks}]", HOLE, shown) if self.lacks else shown
        return data.decode("latin-1").translate(_shown(self.codec, self.extra))

    @property
    def by_byte(self) -> bool:
        """Whether it reads each byte by itself."""
        return self.codec in ("cp1252", "latin-1")

    @property
    def blanks(self) -> bool:
        """Whether it shows the byte A0 as a plain blank."""
        return (_HARD_BLANK, " ") in self.extra

    def may_show(self, char: str) -> bool:
        r"""Whether it shows ``char``, which some readers of its encoding change or leave out.

        >>> Reader("cp1252").may_show("\x81"), Reader("gb18030", folds=True).may_show("，")
        (False, False)
        """
        if self.extra or self.by_byte:
            return char in _shown(self.codec, self.extra).values()
        changed = self.folds and unicodedata.normalize("NFKC", char) != char
        return not changed and (self.euro or char != "€") and not (self.lacks and re.match(f"[{self.lacks}]", char))

    def failing(self, first: int, size: int) -> frozenset[int | None]:
        """The bytes before which one hole stands for the byte ``first``; ``None`` is the end.

        With ``size`` 2: the bytes with which it makes a pair that one hole stands for.
        """
        return _failing(self, first, size)


@cache
def _shown(codec: str, extra: tuple[tuple[int, str], ...]) -> Mapping[int, str]:
    """What a reader that reads each byte by itself shows for it."""
    return {byte: bytes([byte]).decode(codec, "harvester-hole") for byte in range(0x100)} | dict(extra)


@cache
def _failing(reader: Reader, first: int, size: int) -> frozenset[int | None]:
    shown = _pairs(reader, first)
    if size == 2:
        return frozenset(second for second, pair in shown.items() if pair == HOLE and second is not None)
    return frozenset(
        second for second, pair in shown.items() if pair.startswith(HOLE) and (second is None or len(pair) > 1)
    )


@cache
def _pairs(reader: Reader, first: int) -> Mapping[int | None, str]:
    """What is shown for the byte ``first`` and each byte after it; ``None`` is the end.

    All at once, separated by NUL, which is a character of its own after any byte.
    """
    seconds = range(1, 0x100)
    apart = reader.show(b"\0".join(bytes([first, second]) for second in seconds)).split("\0")
    alone = {0: reader.show(bytes([first, 0])), None: reader.show(bytes([first]))}
    return alone | dict(zip(seconds, apart, strict=True))


_HANDLERS: Final = {1: "harvester-hole", 2: "harvester-hole-of-two"}

#: Windows-1252 leaves out five codes; browsers and many tools show them as control characters.
CP1252_HOLES: Final = (0x81, 0x8D, 0x8F, 0x90, 0x9D)


@dataclass(frozen=True, slots=True, eq=False)
class Misreading:
    r"""A wrong encoding: its name in the kinds of damage, and its readers, the one that loses least first.

    Each is declared once, so that it is equal to itself alone.

    >>> LATIN_1.bytes_of("Ö"), GB18030.bytes_of("€"), LATIN_1.bytes_of("中")
    ((b'\xd6',), (b'\x80', b'\xa2\xe3'), ())
    """

    name: str
    readers: tuple[Reader, ...]
    #: Whether it reads each byte by itself.
    single: bool = False
    #: Those that leave out what they cannot show without a sign, the one that leaves out most first.
    silent: tuple[Reader, ...] = ()
    #: Those whose text then went through software that turns no-break spaces into plain ones.
    blanking: tuple[Reader, ...] = ()
    #: Rarer ones, which lack more: what was guessed for another reader is weighed against what these would have read.
    poorer: tuple[Reader, ...] = ()

    def bytes_of(self, char: str) -> tuple[bytes, ...]:
        """The codes that are shown as ``char``, the most usual first."""
        return _codes(self.name, char)

    def bytes_about(self, shown: str) -> bytes:
        """Approximately the bytes that are shown as ``shown``, at the speed of a codec; ``?`` where there are none."""
        return shown.encode(self.readers[0].codec, "harvester-byte")


_CONTROLS: Final = tuple((byte, chr(byte)) for byte in CP1252_HOLES)
#: What most text extractors make of the no-break space, and some of the soft hyphen.
_HARD_BLANK: Final = 0xA0
_SOFT_HYPHEN: Final = 0xAD
_BLANKED: Final = ((_HARD_BLANK, " "),)
_UNHYPHENED: Final = ((_SOFT_HYPHEN, HOLE),)
#: Windows-1254, and windows-1252 before 1998, also lack these two.
_LATE: Final = ((0x8E, HOLE), (0x9E, HOLE))
#: The bytes that readers of single bytes may show as a hole.
HOLES: Final = bytes((*CP1252_HOLES, _SOFT_HYPHEN, *(byte for byte, _ in _LATE)))

CP1252: Final = Misreading(
    "cp1252",
    (Reader("cp1252", extra=_CONTROLS), Reader("cp1252"), Reader("cp1252", extra=_UNHYPHENED)),
    single=True,
    silent=(
        Reader("cp1252", extra=_UNHYPHENED + _BLANKED),
        Reader("cp1252", extra=_UNHYPHENED),
        Reader("cp1252", extra=_BLANKED),
        Reader("cp1252"),
        Reader("cp1252", extra=_CONTROLS + _UNHYPHENED + _BLANKED),
        Reader("cp1252", extra=_CONTROLS + _UNHYPHENED),
    ),
    blanking=(Reader("cp1252", extra=_CONTROLS + _BLANKED), Reader("cp1252", extra=_BLANKED)),
    poorer=(Reader("cp1252", extra=_UNHYPHENED + _BLANKED + _LATE), Reader("cp1252", extra=_LATE)),
)
LATIN_1: Final = Misreading(
    "latin-1",
    (Reader("latin-1"),),
    single=True,
    silent=(Reader("latin-1", extra=_UNHYPHENED + _BLANKED), Reader("latin-1", extra=_UNHYPHENED)),
    blanking=(Reader("latin-1", extra=_BLANKED),),
)
#: Either, whose bytes beyond ASCII are then written as character references: ``&#214;&#208;``.
ENTITIES: Final = Misreading("entities", (Reader("cp1252", extra=_CONTROLS), Reader("latin-1")), single=True)
#: Java and old software have no euro sign.
_GB18030_READERS: Final = (Reader("gb18030", euro=True), Reader("gb18030"), Reader("gb18030", lacks="€"))
_GBK_READERS: Final = (Reader("gbk"), Reader("gbk", width=2))
#: Many leave out user-defined pairs, and corpora apply NFKC last.
_WHOLE: Final = (Reader("gb18030"), Reader("gb18030", euro=True))
_DROPPING: Final = tuple(replace(reader, lacks="\ue000-\uf8ff") for reader in _WHOLE)
_FOLDING: Final = tuple(replace(reader, folds=True) for reader in _DROPPING)
GB18030: Final = Misreading("gb18030", _GB18030_READERS, silent=_DROPPING + _WHOLE + _FOLDING)
GBK: Final = Misreading("gbk", _GBK_READERS, silent=_GBK_READERS)
BIG5: Final = Misreading(
    "big5",
    (
        Reader("big5hkscs"),
        Reader("cp950"),
        Reader("big5"),
        Reader("big5hkscs", width=2),
        Reader("cp950", width=2),
        Reader("big5", width=2),
    ),
)

#: Readers of Korean and Japanese, which lack many pairs of GBK.
CP949: Final = Misreading("cp949", (Reader("cp949"), Reader("cp949", width=2)))
EUC_JP: Final = Misreading("euc-jp", (Reader("euc_jp"), Reader("euc_jp", width=2)))

MISREADINGS: Final[Mapping[str, Misreading]] = {
    entry.name: entry for entry in (CP1252, LATIN_1, ENTITIES, GB18030, GBK, BIG5, CP949, EUC_JP)
}


@cache
def folded() -> Mapping[str, tuple[bytes, ...]]:
    r"""The pairs of GBK whose characters NFKC changes, by what it changes them to.

    >>> folded()["A"]
    (b'\xa3\xc1',)
    """
    found: defaultdict[str, list[bytes]] = defaultdict(list)
    for pair, char in pairs().items():
        plain = unicodedata.normalize("NFKC", char)
        if plain != char and len(plain) == 1:
            found[plain].append(pair)
    return {char: tuple(codes) for char, codes in found.items()}


@lru_cache(maxsize=50_000)
def _codes(name: str, char: str) -> tuple[bytes, ...]:
    """The codes of ``char``; of the few characters with two codes in Big5, only the usual one of each reader."""
    misreading = MISREADINGS[name]
    if misreading is CP1252 and ord(char) in CP1252_HOLES:
        return (bytes([ord(char)]),)
    if misreading is GB18030 and char == "€":
        return bytes([_EURO]), char.encode(GB18030.name)
    codes = (char.encode(codec, "ignore") for codec in dict.fromkeys(reader.codec for reader in misreading.readers))
    return tuple(dict.fromkeys(code for code in codes if code and len(code) <= 2))
