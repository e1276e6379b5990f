"""Where a text may have been read in the wrong encoding: signs that cost almost nothing to look for.

A misreading as windows-1252 or Latin-1 gives rows of accented letters and signs. A misreading as
GBK, GB18030 or Big5 gives Hanzi that are hardly ever written: 50 to 80 % of the text, where clean text
has 0.6 %. Clean text passes at 200 MB/s or more.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Final

from harvester.config.patterns import regex
from harvester.text.language import blocks
from harvester.text.language.model import model

#: What windows-1252 shows for 80 to 9F.
_CP1252_MARKS: Final = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
#: Those of them that clean Chinese text does not have.
_CP1252_ODD: Final = "ƒ†‡ˆ‰Š‹ŒŽ˜šœžŸ"

#: Also what windows-1252 and Latin-1 show for other bytes, without a few signs that Chinese text does have.
_LATIN_ODD: Final = f"\x80-\x9f¡-¦¨-¯²-¶¸-ÖØ-öø-ÿ{_CP1252_ODD}"

#: Two signs side by side of a misreading in a single-byte encoding.
LATIN: Final = regex(f"[\x80-\xff{_CP1252_ODD}][\x80-\xff{_CP1252_MARKS}]")

#: A stretch that may have been read in a single-byte encoding: it has no other characters.
LATIN_RUN: Final = regex(f"[\x00-\x09\x0b-\xff{_CP1252_MARKS}\ufffd]+")

#: A Hanzi that costs at least this many bits is hardly ever written: in clean text one in 200 does.
_RARE_BITS: Final = 17.0
#: Random bytes give half-width katakana, which few people write.
HALF_WIDTH: Final = regex("[｡-ﾟ]")
#: Hangul next to Hanzi, and half-width katakana.
_MIXED: Final = "[가-힣][一-鿿]|[一-鿿][가-힣]|[｡-ﾟ][^\x00-\x7f]"
_KANA: Final = range(0x3041, 0x3100)
_HANZI: Final = range(0x4E00, 0xA000)
#: Rare as a whole: Bopomofo, extension A, user-defined areas, compatibility Hanzi.
_RARE_BLOCKS: Final = (range(0x3105, 0x3130), range(0x3400, 0x4DC0), range(0xE000, 0xFB00))


@cache
def rare() -> frozenset[str]:
    """The characters that Chinese text hardly ever has.

    >>> "的" in rare(), "齉" in rare()
    (False, True)
    """
    costs = model().costs
    usual = {char for char in _standard() if costs[char] < _RARE_BITS}
    return frozenset(map(chr, chain(_KANA, _HANZI, *_RARE_BLOCKS))) - usual


@cache
def signs() -> re.Pattern[str]:
    """What a text that was read in a wrong encoding contains, unless it is very short.

    >>> bool(signs().search("鐢ㄦ埛")), bool(signs().search("用户"))
    (True, False)
    """
    ranges = "".join(f"{chr(first)}-{chr(last)}" for first, last in _ranges(sorted(map(ord, rare()))))
    odd = f"[{ranges}{_LATIN_ODD}]"
    return re.compile(f"{odd}[^\n]?{odd}")


@cache
def wide_signs() -> re.Pattern[str]:
    """The same of encodings with characters of two bytes: also Hangul next to Hanzi, and half-width katakana.

    >>> bool(wide_signs().search("墩밟鬼냘")), bool(wide_signs().search("한국어"))
    (True, False)
    """
    return re.compile(f"{_MIXED}|{signs().pattern}")


def may_have_wide_signs(text: str) -> bool:
    """Whether there is anything in ``text`` that one of :func:`wide_signs` begins or ends with.

    >>> may_have_wide_signs("墩밟鬼냘"), may_have_wide_signs("月光小城")
    (True, False)
    """
    return blocks.HANGUL.are_in(text) or HALF_WIDTH.search(text) is not None or signs().search(text) is not None


def _standard() -> str:
    """The kana, and the Hanzi of GB 2312 and of the first level of Big5: all others are rare."""
    gb = bytes(byte for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    trails = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
    big5 = bytes(byte for lead in range(0xA4, 0xC7) for trail in trails for byte in (lead, trail))
    kana = "".join(map(chr, _KANA))
    return kana + gb.decode("gb2312", "ignore") + big5.decode("big5", "ignore")


def _ranges(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = -1
    for code in codes:
        if code != last + 1:
            if first >= 0:
                yield first, last
            first = code
        last = code
    yield first, last


def lines_with(pattern: re.Pattern[str], text: str) -> Iterator[tuple[int, int]]:
    r"""The start and end of each line of ``text`` in which ``pattern`` matches; a match never spans lines.

    >>> list(lines_with(LATIN, "one\nÖÐ\nthree"))
    [(4, 6)]
    """
    match = pattern.search(text)
    while match:
        start = text.rfind("\n", 0, match.start()) + 1
        end = text.find("\n", match.end())
        end = len(text) if end < 0 else end
        yield start, end
        match = pattern.search(text, end)
