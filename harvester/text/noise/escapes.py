"""Text as a browser shows it, where an extractor left the escapes of HTML, single or repeated."""

from __future__ import annotations

import re
from bisect import bisect_right
from html import unescape
from typing import Final, Self

# The escaped characters of noise: & " ' and the no-break space.
from harvester.config.patterns import regex

_ESCAPE: Final = regex(r"&(?:amp;)*(amp|quot|apos|nbsp|#0*(?:3[489]|160)|#x0*(?:2[267]|a0));", re.IGNORECASE)


class Unescaped:
    """A text without its escapes of ``&``, quotes and blanks, and where each place in it was before.

    >>> view = Unescaped.of("0 |7&nbsp;A")
    >>> view.text == "0 |7\u00a0A", view.source(view.text.index("A"))
    (True, 10)
    """

    def __init__(self, text: str, places: list[int], removed: list[int]) -> None:
        self.text = text
        self._places = places
        self._removed = removed

    @classmethod
    def of(cls, source: str) -> Self:
        """``source`` without its escapes; as fast as a search where there are none."""
        if "&" not in source:
            return cls(source, [], [0])
        parts: list[str] = []
        places: list[int] = []
        removed = [0]
        end = 0
        for match in _ESCAPE.finditer(source):
            parts += (source[end : match.start()], unescape(f"&{match[1]};"))
            end = match.end()
            removed.append(removed[-1] + len(match[0]) - 1)
            places.append(end - removed[-1])
        return cls("".join([*parts, source[end:]]) if parts else source, places, removed)

    def source(self, place: int) -> int:
        """Where ``place``, a boundary between characters of :attr:`text`, was in the source."""
        return place + self._removed[bisect_right(self._places, place)]
