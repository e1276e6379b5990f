"""Bytes written as numeric character references: ``&#214;&#208;`` for the GBK bytes of 中."""

from __future__ import annotations

import re
from typing import Final

_BYTE: Final = r"&#(?:1(?:2[89]|[3-9]\d)|2[0-4]\d|25[0-5]|[xX][89a-fA-F][0-9a-fA-F]);"

#: Two of them; between them may stand one byte of ASCII's, a trail byte.
REFERENCES: Final = re.compile(f"{_BYTE}[@-~]?{_BYTE}")

_REFERENCE: Final = re.compile(_BYTE)
_HIGH: Final = re.compile("[\x80-\xff]")

#: How a byte is written.
_STYLES: Final = ("&#%d;", "&#x%x;", "&#x%X;", "&#X%X;")


def escape(shown: str, style: str = _STYLES[0]) -> str:
    """``shown``, bytes as Latin-1, with those beyond ASCII as character references."""
    return _HIGH.sub(lambda match: style % ord(match[0]), shown)


def unescaped(text: str) -> str | None:
    """The bytes, as Latin-1, that :func:`escape` made ``text`` of; ``None`` if it can't have done so."""
    if not text.isascii():
        return None
    shown = _REFERENCE.sub(lambda match: chr(_number(match[0])), text)
    return shown if any(escape(shown, style) == text for style in _STYLES) else None


def _number(reference: str) -> int:
    digits = reference[2:-1]
    return int(digits[1:], 16) if digits[0] in "xX" else int(digits)
