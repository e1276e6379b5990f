"""Finding the text that an author struck out, which is part of the text like any other.

Lines are folded and trimmed while a body is read, so places in the text are not known then. The body is read once more
with marks in it, and what is between the marks is found in the text by its characters, ignoring blanks.
"""

from __future__ import annotations

import re

from harvester.config.patterns import regex
from harvester.forum.lines import EDGES
from harvester.forum.model import Struck
from harvester.forum.page import Element

#: Marks around struck-out text while a body is read: noncharacters, which are not in any text.
OPENED, CLOSED = "\ufdd0", "\ufdd1"

_TAGS = frozenset({"del", "s", "strike"})
_STYLE = regex(r"text-decoration[^;]*:[^;]*line-through", re.IGNORECASE)


def is_struck(element: Element) -> bool:
    """Whether an element strikes its text out.

    >>> from lxml.html import fromstring
    >>> is_struck(fromstring("<i style='text-decoration: line-through'>x</i>")), is_struck(fromstring("<b>x</b>"))
    (True, False)
    """
    style = element.get("style")
    return element.tag in _TAGS or (style is not None and _STYLE.search(style) is not None)


def struck_in(text: str, marked: str) -> tuple[Struck, ...]:
    """The parts of ``text`` that are between marks in ``marked``, the same text with marks; blanks may differ.

    >>> struck_in("Only 3 yuan", f"Only{OPENED} 3 {CLOSED}yuan")
    (Struck(text='3', start=5),)
    """
    places = [place for place, char in enumerate(text) if _counts(char)]
    if "".join(filter(_counts, marked)) != "".join(text[place] for place in places):
        return ()
    found: list[Struck] = []
    count = begin = depth = 0
    for char in marked:
        if char == OPENED:
            begin = count if depth == 0 else begin
            depth += 1
        elif char == CLOSED:
            depth -= 1
            if depth == 0 and count > begin:
                start = places[begin]
                found.append(Struck(text[start : places[count - 1] + 1], start))
        elif _counts(char):
            count += 1
    return tuple(found)


def _counts(char: str) -> bool:
    return not (char.isspace() or char in EDGES or char in (OPENED, CLOSED))
