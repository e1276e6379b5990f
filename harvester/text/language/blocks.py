"""Whether a text has characters of some blocks of Unicode: found at the speed of copying, ten times that of a search.

Most text has none of the characters that a search looks for, and every text is searched by every accident.
"""

from __future__ import annotations

from typing import Final


class Blocks:
    r"""Characters up to U+FFFF by the high bytes of their codes: whole blocks of 256.

    >>> HANGUL.are_in("한국"), HANGUL.are_in("中国"), PRIVATE.are_in("\ue000")
    (True, False, True)
    """

    __slots__ = ("_others",)

    def __init__(self, *highs: range) -> None:
        wanted = frozenset(high for block in highs for high in block)
        self._others = bytes(high for high in range(0x100) if high not in wanted)

    def are_in(self, text: str) -> bool:
        """Whether ``text`` may have a character of the blocks: without it a search for one is in vain."""
        highs = text.encode("utf-16-le", "surrogatepass")[1::2]
        return bool(highs.translate(None, self._others))


HANGUL: Final = Blocks(range(0xAC, 0xD8))
PRIVATE: Final = Blocks(range(0xE0, 0xF9))


def has_latin(text: str) -> bool:
    r"""Whether ``text`` has a character from U+0080 to U+00FF.

    >>> has_latin("中国, China"), has_latin("Größe"), has_latin("\x93")
    (False, True, True)
    """
    return not text.encode("latin-1", "ignore").isascii()
