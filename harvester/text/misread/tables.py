"""The chains that lose nothing, or nothing unknown: text in one encoding read byte by byte in the table of another.

They are data: a reader is a codec, and a code that its table leaves out, all of which are below A0, is shown as the
control character of that code, as browsers do; where it leaves out only one, U+FFFD is that one as well.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Generic, Protocol, TypeVar

_REPLACED: Final = "\ufffd"


@dataclass(frozen=True)
class Table:
    r"""A single-byte wrong encoding: its name in the kinds of damage, and its codec.

    >>> table = Table("cp437", "cp437")
    >>> table.read("月光".encode("gbk")), table.unread("╘┬")
    ('╘┬╣Γ', b'\xd4\xc2')
    """

    name: str
    codec: str

    @cached_property
    def shown(self) -> tuple[str, ...]:
        """What each byte is shown as."""
        return tuple(bytes([byte]).decode(self.codec, "ignore") or chr(byte) for byte in range(0x100))

    @cached_property
    def lone(self) -> str:
        """The control character that U+FFFD stands for, of the only byte that it leaves out."""
        left_out = [chr(byte) for byte in range(0x100) if not bytes([byte]).decode(self.codec, "ignore")]
        return left_out[0] if len(left_out) == 1 else ""

    @cached_property
    def bytes_of(self) -> Mapping[str, int]:
        """Each character that is shown, and its byte."""
        return {char: byte for byte, char in enumerate(self.shown)}

    @cached_property
    def read(self) -> Callable[[bytes], str]:
        """What is shown for some bytes, at the speed of the codecs that are written in C."""
        table = "".join(self.shown)
        return lambda data: codecs.charmap_decode(data, "strict", table)[0]

    @cached_property
    def unread(self) -> Callable[[str], bytes]:
        """The bytes that are shown as a text; that raises :class:`UnicodeEncodeError` where no byte is."""
        table = codecs.charmap_build("".join(self.shown))
        return lambda shown: codecs.charmap_encode(self.plain(shown), "strict", table)[0]

    def plain(self, shown: str) -> str:
        """``shown`` with the control character that a U+FFFD stands for."""
        return shown.replace(_REPLACED, self.lone) if self.lone else shown

    @cached_property
    def beyond(self) -> frozenset[str]:
        """The characters beyond ASCII that it shows."""
        shown = frozenset(self.shown[0x80:])
        return shown | {_REPLACED} if self.lone else shown


class WrongEncoding(Protocol):
    """What a text was wrongly read in: a table with a name.

    >>> wrong: WrongEncoding = Table("koi8-r", "koi8_r")
    >>> wrong.unread(wrong.read("月光".encode("gbk"))).decode("gbk")
    '月光'
    """

    @property
    def name(self) -> str:
        """Its name in the kinds of damage."""
        ...

    def read(self, data: bytes) -> str:
        """What is shown for ``data``."""
        ...

    def unread(self, shown: str) -> bytes:
        """The bytes that are shown as ``shown``."""
        ...

    def plain(self, shown: str) -> str:
        """``shown`` as :meth:`read` gives it."""
        ...


_Wrong = TypeVar("_Wrong", bound=WrongEncoding)


@dataclass(frozen=True, slots=True)
class TableChain(Generic[_Wrong]):
    """Text in the encoding ``codec``, called ``true`` in the kinds of damage, that was read in a table.

    >>> chain = TableChain("gbk", "gbk", Table("cp437", "cp437"))
    >>> chain.kind, chain.damage("月光"), chain.undo("╘┬╣Γ"), chain.undo("╘")
    ('gbk-as-cp437', '╘┬╣Γ', '月光', None)
    """

    true: str
    codec: str
    wrong: _Wrong

    @property
    def kind(self) -> str:
        """The name that users see."""
        return f"{self.true}-as-{self.wrong.name}"

    def damage(self, text: str) -> str:
        """``text`` as it is shown. Raises :class:`UnicodeEncodeError` where its encoding lacks a character."""
        return self.wrong.read(text.encode(self.codec))

    def undo(self, shown: str) -> str | None:
        """The one text that is shown as ``shown``; ``None`` where there is none."""
        try:
            text = self.wrong.unread(shown).decode(self.codec)
            return text if self.shows(text, shown) else None
        except UnicodeError:
            return None

    def shows(self, text: str, shown: str) -> bool:
        """Whether ``text`` is shown as ``shown``.

        >>> TableChain("gbk", "gbk", Table("cp437", "cp437")).shows("月光", "╘┬╣Γ")
        True
        """
        try:
            return self.damage(text) == self.wrong.plain(shown)
        except UnicodeError:
            return False


#: The most frequent first: of two that say the same, the first one wins.
TABLES: Final = (
    Table("cp1252", "cp1252"),
    Table("latin-1", "latin-1"),
    Table("cp1254", "cp1254"),
    Table("cp437", "cp437"),
    Table("macroman", "mac_roman"),
    Table("cp1251", "cp1251"),
    Table("koi8-r", "koi8_r"),
    Table("cp866", "cp866"),
    Table("cp1250", "cp1250"),
    Table("cp850", "cp850"),
    Table("latin-9", "iso8859_15"),
    Table("latin-2", "iso8859_2"),
    Table("cp852", "cp852"),
    Table("cp1256", "cp1256"),
    Table("cp1258", "cp1258"),
    Table("koi8-u", "koi8_u"),
    Table("iso-8859-5", "iso8859_5"),
    Table("cp855", "cp855"),
    Table("mac-cyrillic", "mac_cyrillic"),
)
_TRUE: Final = (("utf-8", "utf-8"), ("gbk", "gbk"), ("big5", "big5hkscs"))
TABLE_CHAINS: Final = tuple(TableChain(true, codec, wrong) for wrong in TABLES for true, codec in _TRUE)
