"""Page text to bytes, with the accidents that real pages have.

What an encoding cannot hold becomes a numeric entity, as with a browser's form. In a
GBK forum, private-use characters go out as the user-defined pairs that they stand for,
and :data:`ORPHAN` marks as the single bytes that a tool left behind. A stretch between
:data:`FOREIGN` marks goes out as UTF-8 whatever the page is in.
"""

from __future__ import annotations

import codecs
import re
from typing import Literal

Charset = Literal["gbk", "utf-8", "big5"]
CHARSETS: tuple[Charset, ...] = ("gbk", "utf-8", "big5")

#: ``chr(ORPHAN + byte)`` is a byte that no character was left for.
ORPHAN = 0x10F800

#: The begin and the end of a stretch of UTF-8.
FOREIGN = ("\ufdd0", "\ufdd1")

_FOREIGN = re.compile(f"{FOREIGN[0]}(.*?){FOREIGN[1]}", re.DOTALL)
_ORPHAN = re.compile(f"[{chr(ORPHAN + 0x80)}-{chr(ORPHAN + 0xFF)}]")
_USER_DEFINED = range(0xE000, 0xE766)
_HANDLER = "harvester.demo"


def encode(page: str, charset: Charset) -> bytes:
    """The bytes of a page."""
    if charset != "gbk":
        page = _ORPHAN.sub("?", page)
    parts = _FOREIGN.split(page)
    return b"".join(part.encode("utf-8" if odd % 2 else charset, _HANDLER) for odd, part in enumerate(parts))


def _unencodable(error: UnicodeError) -> tuple[bytes | str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    char = error.object[error.start]
    return _as_bytes(char, error.encoding), error.start + 1


def _as_bytes(char: str, encoding: str) -> bytes | str:
    if encoding == "gbk" and ord(char) in _USER_DEFINED:
        return char.encode("gb18030")
    if encoding == "gbk" and ord(char) > ORPHAN:
        return bytes((ord(char) - ORPHAN,))
    return f"&#{ord(char)};"


codecs.register_error(_HANDLER, _unencodable)
