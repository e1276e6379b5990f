"""Texts that tell of misreadings: what looks like one in them is quoted, and stays.

A document that names the damage itself is about it, unless most of it is damaged. A paragraph that names an
encoding, or says what something is shown as, quotes what it has of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

#: Words for the damage, in the languages of those who meet it.
_DAMAGE: Final = (
    "mojibake|garbled|gibberish|misread|mis-decoded|zeichensalat|krzaki|кракозябр|文字化け|"
    "乱码|亂碼|误读|誤讀|锟斤拷|烫烫"
)
#: Encodings, and what is said where they are mistaken.
_ENCODINGS: Final = (
    r"编码|編碼|字符集|кодировк|encod|charset|code ?page|unicode|utf-?8|gbk|gb-?2312|gb-?18030|big-?5|latin-?1|8859|"
    r"1252|koi-?8|cp-?\d{3}|windows-125\d|mac-?roman|"
    r"instead of (?:chinese|hanzi|the)|(?:read|shown|shows up|came out) as"
)
_TELLS: Final = re.compile(_DAMAGE, re.IGNORECASE)
_NAMES: Final = re.compile(f"{_DAMAGE}|{_ENCODINGS}", re.IGNORECASE)
_PARAGRAPH: Final = re.compile(r"[^\n]+(?:\n[^\n]+)*")


def tells_of_misreadings(text: str) -> bool:
    """Whether ``text``, a document, names the damage."""
    return _TELLS.search(text) is not None


def names_an_encoding(paragraph: str) -> bool:
    """Whether ``paragraph`` names the damage, or an encoding."""
    return _NAMES.search(paragraph) is not None


def paragraphs_in(text: str) -> Iterator[tuple[int, int]]:
    """The start and end of each stretch of ``text`` without an empty line."""
    return (match.span() for match in _PARAGRAPH.finditer(text))
