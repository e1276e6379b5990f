"""Bytes written as character references: ``&#214;&#208;`` or ``&Ouml;&ETH;`` for the GBK bytes of 中.

Python and browsers write numbers; PHP's ``htmlentities`` writes names for text that it takes
for Latin-1. A character without a name stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html.entities import codepoint2name
from typing import Final

from harvester.config.patterns import regex

#: What windows-1252 shows for 80 to 9F.
_MARKS: Final = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_SHOWN: Final = "".join(map(chr, range(0x80, 0x100))) + _MARKS

#: How a byte is written.
_STYLES: Final[tuple[Callable[[str], str], ...]] = (
    lambda char: f"&#{ord(char)};",
    lambda char: f"&#x{ord(char):x};",
    lambda char: f"&#x{ord(char):X};",
    lambda char: f"&#X{ord(char):X};",
    lambda char: f"&{codepoint2name[ord(char)]};" if ord(char) in codepoint2name else char,
)
_CHARS: Final = {style(char): char for style in _STYLES for char in _SHOWN}

_NUMBER: Final = r"#(?:1(?:2[89]|[3-9]\d)|2[0-4]\d|25[0-5]|[xX][89a-fA-F][0-9a-fA-F])"
_OTHERS: Final = "|".join(
    re.escape(written[1:-1]) for written in _CHARS if len(written) > 1 and not re.fullmatch(f"&{_NUMBER};", written)
)
_BYTE: Final = f"&(?:{_NUMBER}|{_OTHERS});"

#: Two of them; an ASCII character may stand between them: a trail byte.
REFERENCES: Final = regex(f"{_BYTE}[@-~]?{_BYTE}")

_REFERENCE: Final = regex(_BYTE)
_HIGH: Final = regex(f"[\x80-\xff{_MARKS}]")
_LATIN: Final = regex(f"[\x00-\xff{_MARKS}]+")


def escape(shown: str, style: Callable[[str], str] = _STYLES[0]) -> str:
    """``shown``, bytes read as Latin-1 or windows-1252, with those beyond ASCII as character references.

    >>> escape("ÖÐ.")
    '&#214;&#208;.'
    """
    return _HIGH.sub(lambda match: style(match[0]), shown)


def escape_styles(shown: str) -> Iterator[str]:
    """``shown`` with its bytes beyond ASCII as references, in each style.

    >>> [*escape_styles("Ö")]
    ['&#214;', '&#xd6;', '&#xD6;', '&#XD6;', '&Ouml;']
    """
    return (escape(shown, style) for style in _STYLES)


def unescaped(text: str) -> str | None:
    """The bytes, read as Latin-1 or windows-1252, that :func:`escape` made ``text`` from; ``None`` if it did not.

    >>> unescaped("&#214;&#208;."), unescaped("灯&#214;")
    ('ÖÐ.', None)
    """
    if not _LATIN.fullmatch(text):
        return None
    shown = _REFERENCE.sub(lambda match: _CHARS.get(match[0], match[0]), text)
    return shown if any(escape(shown, style) == text for style in _STYLES) else None
