"""The chains of wrong encodings with characters of two bytes: GBK as EUC-KR, UTF-8 as Shift-JIS, and the like.

They are data, like the single-byte ones. Where no byte was lost, each of them can have come from one text only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from harvester.text.misread.tables import TableChain


@dataclass(frozen=True, slots=True)
class WideTable:
    """A wrong encoding with one or two bytes a character: its name in the kinds of damage, and its codec.

    >>> WideTable("cp949", "cp949").read("月光小城".encode("gbk"))
    '墩밟鬼냘'
    """

    name: str
    codec: str

    def read(self, data: bytes) -> str:
        """What is shown for ``data``. Raises :class:`UnicodeDecodeError` for bytes that are not characters."""
        return data.decode(self.codec)

    def unread(self, shown: str) -> bytes:
        """The bytes that are shown as ``shown``. Raises :class:`UnicodeEncodeError` where no bytes are."""
        return shown.encode(self.codec)

    def plain(self, shown: str) -> str:
        """``shown`` itself: it shows each byte in one way."""
        return shown


@dataclass(frozen=True, slots=True)
class WideChain(TableChain[WideTable]):
    """A chain that is undone where the text has at least ``least`` characters beyond ASCII, unless it is proved.

    ``japanese``: whether what it said is Japanese.

    >>> chain = next(chain for chain in WIDE_CHAINS if chain.kind == "utf-8-as-gbk")
    >>> chain.damage("你好世界"), chain.undo("浣犲ソ涓栫晫"), chain.least
    ('浣犲ソ涓栫晫', '你好世界', 2)
    """

    least: int = 4
    japanese: bool = False


_CP949: Final = WideTable("cp949", "cp949")
_EUC_JP: Final = WideTable("euc-jp", "euc_jp")
_SHIFT_JIS: Final = WideTable("shift-jis", "cp932")
_GBK: Final = WideTable("gbk", "gbk")
_BIG5: Final = WideTable("big5", "big5hkscs")
#: Windows has other characters, Cyrillic ones among them, where Hong Kong has kana: of two that fit, language decides.
_WINDOWS_BIG5: Final = WideTable("big5", "cp950")

#: UTF-8 proves itself by its form, so a little of it is enough.
WIDE_CHAINS: Final = (
    *(WideChain("utf-8", "utf-8", wrong, least=2) for wrong in (_GBK, _BIG5, _CP949, _SHIFT_JIS)),
    *(WideChain("gbk", "gbk", wrong) for wrong in (_BIG5, _WINDOWS_BIG5, _CP949, _EUC_JP, _SHIFT_JIS)),
    WideChain("shift-jis", "cp932", _GBK, least=6, japanese=True),
)
