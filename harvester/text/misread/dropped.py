"""Characters that a reader of another double-byte encoding left out, because it could not read them.

``bytes.decode("big5", "ignore")`` leaves no sign. What is left reads well, or is paired late from there up to the next
pair that is left out. So a strict reading of what such a reader shows proves less than it seems: what it lacks, the
text may have had.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from math import inf
from typing import Final

from harvester.config.patterns import regex
from harvester.text.edits import Certainty
from harvester.text.language.japanese import is_japanese
from harvester.text.language.model import model
from harvester.text.misread.left_out import hides_gap
from harvester.text.misread.parts import bits_of_each, odd_part
from harvester.text.misread.signs import HALF_WIDTH

#: The codecs by which an encoding is read wrongly; they differ in the characters that they lack. Those of Shift-JIS are
#: not named: what it lacks depends on the characters before it, and a line seldom has nothing of it.
CODECS: Final[Mapping[str, tuple[str, ...]]] = {
    "big5": ("big5", "cp950", "big5hkscs"),
    "cp949": ("cp949",),
    "euc-jp": ("euc_jp",),
    "shift-jis": (),
    "gbk": ("gbk",),
    "gb18030": ("gb18030", "gbk"),
}
#: How many of the characters that a reader lacks an ordinary text of the same length has at least: so many that one
#: without any is not ordinary text (1 in 20), and so few that nobody need think of them.
_AMISS: Final = 3.0
_NEGLIGIBLE: Final = 0.01
#: Two characters in a row cost more bits than this in one whole line out of 100, and in 20 out of 100 with a gap.
_UNLIKELY: Final = 30.0
#: The part of an encoding whose characters ordinary text has: in GBK, traditional text is rare.
_COMMON: Final = {"gbk": "gb2312", "gb18030": "gb2312", "big5": "big5", "big5hkscs": "big5"}
_FIRST: Final = 0x80
_LAST: Final = 0xFFFF

#: As Chinese or Korean each character of a line costs more bits than this on average, if nobody wrote it; what it said
#: costs so many bits less, and less than these, as far as its bytes still pair up: at least this share of them.
_UNREAD: Final = 14.5
_BETTER: Final = 2.0
_READ: Final = 14.0
_PAIRED: Final = 0.5
#: So few characters say nothing, of what is shown and of what it said.
_FEWEST: Final = 6
_FEWEST_SAID: Final = 3
#: Characters of UTF-8 with three bytes, as Chinese has them: so many are not chance, with this share of the bytes.
_UTF_8: Final = regex(rb"[\xe3-\xe9\xef][\x80-\xbf]{2}")
_FORMED: Final = 3
_FORMED_SHARE: Final = 0.25
#: What GBK read as Shift-JIS said costs fewer bits a character than this.
_USUAL: Final = 11.0
#: Kana are Japanese where one character in so many is one.
_KANA: Final = regex("[ぁ-ヺ]")
_MOST_KANA: Final = 12
#: What such a line consists of, for the most part.
_SHOWN_AS: Final = regex("[㐀-鿿가-힣｡-ﾟ]")
#: How GBK and UTF-8 are read wrongly, by characters that are Hanzi, Hangul or kana.
_READERS: Final = ("big5hkscs", "cp949", "euc_jp", "cp932")
_ASCII_BYTES: Final = bytes(range(0x80))
_ASCII: Final = regex("[\x00-\x7f\ufffd]")


def certainty(said: str, true: str, wrong: str) -> Certainty:
    """How sure it is that ``said`` is all of a text in the codec ``true`` that was read in ``wrong`` without a sign.

    >>> certainty("月光小城", "gbk", "cp949"), certainty("这里没有任何建栊钥言", "gbk", "cp949")
    ('likely', 'guess')
    """
    lost = max((_lacking(true, codec).expected(said) for codec in CODECS[wrong]), default=inf)
    if lost < _NEGLIGIBLE:
        return "certain"
    bits = bits_of_each(said)
    gaps = hides_gap(said, true) or odd_part(bits) or any(one + other > _UNLIKELY for one, other in pairwise(bits))
    return "guess" if gaps or _AMISS <= lost < inf else "likely"


@dataclass(frozen=True, slots=True)
class _Lacking:
    """The characters of an encoding that a reader of another one lacks, and the least share that ordinary text has."""

    chars: frozenset[str]
    share: float

    def expected(self, said: str) -> float:
        """How many of them a text as long as ``said`` has at least; 0 where it has one: this was not its reader."""
        beyond = _ASCII.sub("", said)
        return self.share * len(beyond) if self.chars.isdisjoint(beyond) else 0.0


@cache
def _lacking(true: str, codec: str) -> _Lacking:
    chars = frozenset(char for char in map(chr, range(_FIRST, _LAST)) if _is_lost(char, true, codec))
    common = (char for char in chars if char.encode(_COMMON[true], "ignore"))
    return _Lacking(chars, sum(2 ** -model().costs[char] for char in common))


def _is_lost(char: str, true: str, codec: str) -> bool:
    """Whether ``codec`` cannot read ``char`` in ``true``, which has it."""
    try:
        data = char.encode(true)
    except UnicodeEncodeError:
        return False
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return True
    return False


def is_unread(line: str) -> bool:
    """Whether nobody wrote ``line``, and it is Chinese in another encoding as far as its bytes still pair up.

    >>> is_unread("훙꼽돨菱譚직땡角쒔셌瀯掃↕뭇켯罔ざ제"), is_unread("한국어와 漢字를 섞어 쓴 글")
    (True, False)
    """
    half_width = len(HALF_WIDTH.findall(line))
    shown_as = _SHOWN_AS.findall(line)
    bits = [each for each in bits_of_each(line) if each]
    if len(set(shown_as)) < _FEWEST or 2 * len(shown_as) < len(bits):
        return False
    if 2 * half_width > len(bits):
        said = _bits_said(line.encode("cp932", "ignore"), "gbk")
        return said is not None and said < _USUAL
    if _MOST_KANA * len(_KANA.findall(line)) > len(bits) or is_japanese(line):
        return False
    shown = sum(bits) / len(bits)
    return shown > _UNREAD and any(_is_better(data, shown) for data in _bytes_of(line))


def _bytes_of(line: str) -> Iterable[bytes]:
    """The bytes that readers may have shown as ``line``."""
    return (line.encode(codec, "ignore") for codec in _READERS)


def _is_better(data: bytes, shown: float) -> bool:
    """Whether ``data`` is Chinese that costs far fewer bits a character than ``shown``, or has the form of UTF-8."""
    formed = len(_UTF_8.findall(data))
    if formed >= _FORMED and formed * 3 >= _FORMED_SHARE * len(data.translate(None, _ASCII_BYTES)):
        return True
    said = _bits_said(data, "gbk")
    return said is not None and said < min(shown - _BETTER, _READ)


def _bits_said(data: bytes, codec: str) -> float | None:
    """The bits of a character of what ``data`` says in ``codec``, if most of it says anything."""
    said = data.decode(codec, "replace")
    beyond = len(_ASCII.sub("", said))
    if beyond < _FEWEST_SAID or 2 * beyond < _PAIRED * len(data.translate(None, _ASCII_BYTES)):
        return None
    costs = model().costs
    whole = f"\n\n{_ASCII.sub(' ', said)}"
    return sum(costs[whole[place : place + 3]] for place in range(len(said)) if whole[place + 2] != " ") / beyond
