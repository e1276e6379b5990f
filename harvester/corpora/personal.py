"""What personal data looks like: each finder yields places in a text that went through :func:`plain`.

Precision before recall: what may equally be an order number, an amount of money or an ISBN is not masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain
from typing import Final

from harvester.config.patterns import regex

Places = Iterator[tuple[int, int]]

#: Full-width forms, and the spaces and dashes that are typed instead of plain ones.
_PLAIN: Final = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，！？；"},
    **dict.fromkeys((0x00A0, 0x2002, 0x2003, 0x2009, 0x202F, 0x3000), 0x20),
    **dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212), 0x2D),
}


def plain(text: str) -> str:
    """``text`` with plain characters for full-width and typographic ones, one for one, so that places stay valid.

    >>> plain("１３８＠")
    '138@'
    """
    return text.translate(_PLAIN)


#: A number in an address belongs to it.
_ADDRESS = regex(r"(?:[A-Za-z]{2,6}://|www\.)[!-~]+")
#: Words before a number that show that it is something else.
_LABELS: Final = (
    "[单單编編货貨卡批学學工文型税稅群][号號]",
    "[账帳賬][号號户戶]",
    "[订訂][单單]|流水|合同|序列|群|[发發]票|[许許]可[证證]|[备備]案|[证證][书書]|[执執]照",
    "(?:[条條]形?|信用代|密|[验驗][证證])[码碼]",
    "ISBN|ISSN|IMEI|S/?N|ID|QQ|N[Oo]|no|[¥￥$€£#№]",
)
_OTHER_NUMBER = regex(f"(?:{'|'.join(_LABELS)})[号號码碼为為是]{{0,2}}[.:]? ?$")
#: Longest such label, in characters.
_LABEL_SIZE: Final = 12
#: Units after an amount.
_UNIT = regex(
    r" ?(?:[万萬亿億千百余餘多元吨噸斤克米亩畝人次个個名户戶件辆輛度倍%]|[美日韩韓欧歐港]元|公[斤里]|平方|立方"
    r"|字[节節]|[kKMGT]?[Bb]\b)"
)


def _other(text: str, start: int) -> bool:
    return bool(_OTHER_NUMBER.search(text[max(0, start - _LABEL_SIZE) : start]))


#: Numbers of mobile networks: 11 digits, written together or as 3-4-4, with China's prefix or without.
_PHONE = regex(
    r"(?<![\d*])(?<!\d[.,])(?:(?:(?:\+|00)86|\(\+?86\)|86(?=[- ]))[- ]?)?"
    r"1(?:3\d|4[014-9]|5[0-35-9]|6[25-7]|7[0-8]|8\d|9[0-35-9])([- ]?)\d{4}\1\d{4}(?![\d*]|[.,]\d)"
)
#: Part of a serial number, a file name or code: also after a letter, unless a word says that it is a phone number.
_TIED_BEFORE = regex(r"[A-Za-z0-9_=&%@#+-]$")
_TIED_AFTER = regex(r"[A-Za-z_=&%@]|-[A-Za-z0-9]|\.[A-Za-z]")
_CALLED = regex(r"(?:tel|phone|mob|mobile|cell|whatsapp|wechat|[vw]x|手[机機]|[电電][话話])[-.: ]*$", re.IGNORECASE)


def _phones(text: str) -> Places:
    addresses = _places(_ADDRESS, text)
    for match in _PHONE.finditer(text):
        start, end = match.span()
        before = text[max(0, start - _LABEL_SIZE) : start]
        tied = _TIED_BEFORE.search(before) and not _CALLED.search(before)
        if tied or _other(text, start) or _TIED_AFTER.match(text, end) or _UNIT.match(text, end):
            continue
        if not _inside(start, addresses):
            yield start, end


#: The addresses that mail programs accept, fewer than RFC 5322 allows: no quoted names, and always a domain.
_EMAIL = regex(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9_][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,6}([A-Za-z]{2,24})"
    r"(?![A-Za-z0-9@-]|\.[A-Za-z0-9]|:[A-Za-z0-9~/])"
)
#: ``logo@2x.png`` is a picture.
_FILES: Final = frozenset(
    ("png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "ico", "js", "css", "html", "htm", "php", "zip", "rar", "pdf")
)


def _emails(text: str) -> Places:
    addresses = _places(_ADDRESS, text)
    for match in _EMAIL.finditer(text):
        if match[1].lower() not in _FILES and not _inside(match.start(), addresses):
            yield match.span()


#: GB 11643: six digits of a county, the day of birth, a serial number, and a check character.
_ID_18 = regex(r"(?<![\dA-Za-z_.-])([1-9]\d{5})( ?)(\d{4})(\d\d)(\d\d)\2(\d{3}[\dXx])(?![\dA-Za-z_]|-\d|\.\d)")
#: Identity numbers from before 1999: two digits of the year, and no check character.
_ID_15 = regex(r"(?<![\dA-Za-z_.-])([1-9]\d{5})( ?)(\d\d)(\d\d)(\d\d)\2\d{3}(?![\dA-Za-z_]|-\d|\.\d)")
#: The provinces, by the first two digits (GB/T 2260), and those of residents from Hong Kong, Macao and Taiwan.
_PROVINCES: Final = frozenset(
    f"{number}"
    for number in chain(
        range(11, 16), range(21, 24), range(31, 38), range(41, 47), range(50, 55), range(61, 66), (71, 81, 82, 83)
    )
)
#: ISO 7064, MOD 11-2.
_WEIGHTS: Final = tuple(2 ** (17 - place) % 11 for place in range(17))
_CHECKS: Final = "10X98765432"


def _ids(text: str) -> Places:
    for match in _ID_18.finditer(text):
        digits = match[0].replace(" ", "").upper()
        if match[1][:2] in _PROVINCES and _is_day(match[3], match[4], match[5]) and _check(digits) == digits[-1]:
            yield match.span()
    for match in _ID_15.finditer(text):
        day = _is_day(f"19{match[3]}", match[4], match[5])
        counts = _other(text, match.start()) or _UNIT.match(text, match.end())
        if match[1][:2] in _PROVINCES and day and not counts:
            yield match.span()


def _check(digits: str) -> str:
    return _CHECKS[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=False)) % 11]


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return 1880 <= date(int(year), int(month), int(day)).year <= 2100
    except ValueError:
        return False


def _places(pattern: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [match.span() for match in pattern.finditer(text)]


def _inside(place: int, spans: list[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


FINDERS: Final[Mapping[str, Callable[[str], Places]]] = {"ids": _ids, "emails": _emails, "phones": _phones}
