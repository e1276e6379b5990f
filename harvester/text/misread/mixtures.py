"""Readers that show a byte in more than one way, or some not at all: GBK and Big5 as Western text, and worse.

Windows programs take each character for UTF-8 if they can, ftfy does so in some places of text that was read as
Latin-1; text extractors leave out AD, the soft hyphen. A reader is data: what it may show for bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from harvester.text.language.alphabets import BIG5, GBK, Alphabet
from harvester.text.misread.joined import Codes, units
from harvester.text.misread.joined import codes as joined_codes
from harvester.text.misread.tables import Table

_CP1252: Final = Table("cp1252", "cp1252")
HYPHEN: Final = 0xAD
#: The bits of each place but the first in which a byte was left out, or several were joined.
_PLACE: Final = 1.0


@dataclass(frozen=True, slots=True)
class Mixture:
    """A true encoding, by its codec, and a reader of single bytes in windows-1252 or Latin-1 that does more.

    ``joins``: in some places it shows bytes that are UTF-8 as their character; otherwise it leaves AD out.
    ``price``: what it costs, in bits, that it did so; each place but the first costs less.

    >>> mixture = MIXTURES[0]
    >>> mixture.kind, mixture.damage("系统"), mixture.explains("系统", "ϵͳ")
    ('gbk-as-utf-8-or-cp1252', 'ϵͳ', True)
    """

    kind: str
    true: Alphabet
    codec: str
    joins: bool
    price: float

    def price_of(self, places: int) -> float:
        """What it costs, in bits, that it did so in this many places."""
        return self.price + _PLACE * (places - 1) if places else 0.0

    @property
    def gaps(self) -> Codes:
        """The bytes that may be left out at the end."""
        return ((),) if self.joins else ((), (HYPHEN,))

    def damage(self, text: str) -> str:
        """``text`` as it is shown, with all bytes that are UTF-8 shown as their character."""
        data = text.encode(self.codec)
        return "".join(_joined(data)) if self.joins else _CP1252.read(data.replace(bytes([HYPHEN]), b""))

    def may_have_read(self, text: str) -> bool:
        """Whether it can have shown ``text``: one that leaves AD out shows it nowhere."""
        return self.joins or chr(HYPHEN) not in text

    def may_show(self, run: str) -> bool:
        """Whether ``run`` shows that it was read so: it has characters that no single byte is shown as."""
        return self.joins != all(map(codes, run))

    def tokens(self, shown: str) -> list[Codes]:
        """The bytes that may be shown as each place of ``shown``, one after another."""
        return [*map(_joined_codes, units(shown))] if self.joins else [*map(codes, shown)]

    def explains(self, text: str, shown: str) -> bool:
        """Whether the bytes of ``text``, from the first to the last, may be shown as ``shown``."""
        try:
            data = text.encode(self.codec)
        except UnicodeEncodeError:
            return False
        places = {0}
        for ways in self.tokens(shown):
            places = {place + len(code) for place in places for code in ways if data.startswith(bytes(code), place)}
        return any(data[place:] == bytes(gap) for place in places for gap in self.gaps)


@lru_cache(maxsize=20_000)
def codes(char: str) -> Codes:
    """The byte of windows-1252 or Latin-1, and the same after an AD that was left out.

    >>> codes("Ö"), codes("ж")
    (((214,), (173, 214)), ())
    """
    byte = _byte(char)
    return () if byte is None else ((byte,), (HYPHEN, byte))


def _byte(char: str) -> int | None:
    return _CP1252.bytes_of.get(char, ord(char) if char <= "\x9f" else None)


@lru_cache(maxsize=20_000)
def _joined_codes(unit: str) -> Codes:
    """The same where bytes that are UTF-8 are joined: in windows-1252 or Latin-1."""
    byte = _byte(unit) if len(unit) == 1 else None
    single: Codes = () if byte is None else ((byte,),)
    return tuple(dict.fromkeys(single + joined_codes(unit)))


def _joined(data: bytes) -> Iterator[str]:
    place = 0
    while place < len(data):
        size = next((size for size in (2, 3, 4) if _is_one(data[place : place + size])), 1)
        part = data[place : place + size]
        yield part.decode() if size > 1 else _CP1252.read(part)
        place += size


def _is_one(part: bytes) -> bool:
    try:
        return len(part.decode()) == 1
    except UnicodeDecodeError:
        return False


MIXTURES: Final = (
    Mixture("gbk-as-utf-8-or-cp1252", GBK, "gbk", joins=True, price=1.0),
    Mixture("gbk-as-cp1252", GBK, "gbk", joins=False, price=6.0),
    Mixture("big5-as-cp1252", BIG5, "big5hkscs", joins=False, price=6.0),
)
