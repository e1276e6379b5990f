"""The forum's noise in text that still has its tags, or their escapes: ``<font class="jammer">…</font>``."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

from harvester.config.patterns import regex
from harvester.text.edits import Repair
from harvester.text.noise.explain import is_drawn

_OPEN: Final = r"(?:<|&(?:amp;)*lt;)"
_CLOSE: Final = r"(?:>|&(?:amp;)*gt;)"
#: What marks an element that hides its text, as Discuz and sites that changed it write it.
_HIDING: Final = r"(?:\bjammer\b|display\s*:\s*none|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|&|\"|'))"
# Attributes have at most 200 characters and noise at most 400, so that a megabyte of "<font" takes linear time.
_TAGGED: Final = regex(
    rf"{_OPEN}(font|span|div|p)\b(?=[^<>]{{0,200}}?{_HIDING})[^<>]{{0,200}}?{_CLOSE}([^<>]{{0,400}}?){_OPEN}/\1\s*{_CLOSE}",
    re.IGNORECASE,
)
#: Every such tag contains one of these: a search for a string is ten times as fast as the expression.
_HINTS: Final = ("jammer", "display", "font-size", "JAMMER", "DISPLAY", "FONT-SIZE")


#: What an element of phpwind's hides: ten characters of any code between blanks, of which some may be lost.
_OF_PHPWIND: Final = regex(r" (?=.{0,9}[^A-Za-z .])[\x00-~]{7,10} ", re.DOTALL)


def find_tagged(text: str) -> list[Repair]:
    """The removal of every element that hides noise from readers.

    What else an element hides is the page's own, or a text about pages.

    >>> [made.before for made in find_tagged('灯会<font class="jammer">0 |7 A</font>')]
    ['<font class="jammer">0 |7 A</font>']
    >>> find_tagged('<div id="menu" style="display:none"></div>')
    []
    """
    if ("<" not in text and "lt;" not in text) or not any(hint in text for hint in _HINTS):
        return []
    return [
        Repair(
            "noise",
            match.start(),
            match[0],
            "",
            "certain",
            8.0 * len(match[0]),
            f"an element {match[1].lower()} that hides its text",
        )
        for match in _TAGGED.finditer(text)
        if "jammer" in match[0].lower() or _is_noise(match[2])
    ]


def _is_noise(hidden: str) -> bool:
    """Whether a hidden text is drawn as Discuz or phpwind does."""
    shown = unescape(hidden)
    return bool(shown.strip()) and (
        is_drawn(shown, at_end=" " in shown.strip()) or _OF_PHPWIND.fullmatch(shown) is not None
    )
