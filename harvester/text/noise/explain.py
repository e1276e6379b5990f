"""Whether what is removed is noise as the forum draws it: by its grammar alone, whatever text is around it.

A removal leaves no text that could be damaged again. It is explained if the forum's software may have drawn what it
removes, by characters and length; or, for a tag, if the element hides its content. Which text the element hides
does not matter.
"""

from __future__ import annotations

import re
from html import unescape
from itertools import groupby
from typing import Final

#: The fewest units of a drawn run; the end of a text may leave fewer.
_LEAST: Final = 5
#: How often ``&`` may have been escaped.
_MOST_ESCAPED: Final = 8
_SHOW_NOTHING: Final = " \t\xa0\u200b\u200c\u200d\u2060\ufeff"
_BLANKS: Final = " \t\xa0"
#: What the forum draws from: each unit's first character, and its last.
_FIRSTS: Final = frozenset(map(chr, range(32, 60)))
_DENSE_FIRSTS: Final = frozenset(map(chr, range(60)))
_LASTS: Final = frozenset(map(chr, range(63, 127)))
#: What makes an element show nothing, as a class or as a style without its blanks.
_HIDDEN: Final = ("jammer", "display:none", "font-size:0")
_ELEMENTS: Final = ("font", "span", "div", "p")


def is_drawn(before: str, *, at_end: bool) -> bool:
    """Whether ``before`` is a run of noise, white space collapsed or not; a part of one will do ``at_end``, if cut.

    >>> is_drawn(" 0 |7 A9 r4 x1 n) {", at_end=False), is_drawn("0 |7 A9 r4 好", at_end=False)
    (True, False)
    """
    shown = _unescaped(before)
    least = 0 if at_end else _LEAST
    return _units(shown, dense=False) >= least or _units(shown, dense=True) >= least


def _units(shown: str, *, dense: bool) -> int:
    """How many units ``shown`` has, apart from invisible characters at its ends; -1 where it is not made of units."""
    inner = shown if dense else shown.strip(_SHOW_NOTHING)
    lasts = [place for place, char in enumerate(inner) if char in _LASTS]
    if not lasts:
        return 0 if _is_rest(inner) else -1
    between = [inner[first + 1 : last] for first, last in zip([-1, *lasts], lasts, strict=False)]
    opens = _opens_dense if dense else _opens
    if not all(opens(part, first=not place) for place, part in enumerate(between)):
        return -1
    rest = inner[lasts[-1] + 1 :]
    return len(lasts) if _is_rest(rest.strip(_SHOW_NOTHING)) else -1


def _opens(part: str, *, first: bool) -> bool:
    """Whether ``part`` may stand before the last character of a unit; the ``first`` of a line may be stripped."""
    head = part.rstrip(_BLANKS)
    blanks = len(part) - len(head)
    if not head:
        return first or 1 <= blanks <= 2
    return len(head) == 1 and head in _FIRSTS and blanks == 1


def _opens_dense(part: str, *, first: bool) -> bool:
    return (first and not part.strip(_SHOW_NOTHING)) or (len(part) == 1 and part in _DENSE_FIRSTS)


def _is_rest(rest: str) -> bool:
    """Whether the end of a text may have left ``rest`` of a unit."""
    return len(rest) < 2 and _DENSE_FIRSTS.issuperset(rest)


def _unescaped(shown: str) -> str:
    """``shown`` without the escapes of HTML, even where ``&`` was escaped repeatedly."""
    for _ in range(_MOST_ESCAPED):
        if "&amp;" not in shown.lower():
            break
        shown = re.sub("&amp;", "&", shown, flags=re.IGNORECASE)
    return unescape(shown)


def is_hidden_element(before: str) -> bool:
    """Whether ``before`` is one element, as it is or escaped, that hides its text.

    >>> is_hidden_element('<font class="jammer">0 |7 A</font>'), is_hidden_element("<b>text</b>")
    (True, False)
    """
    shown = before if before.startswith("<") else _unescaped(before)
    opening, _, rest = shown.partition(">")
    words = opening.removeprefix("<").lower()
    name = "".join(next(iter(groupby(words, str.isalpha)), ("", ()))[1])
    inner, _, closing = rest.rpartition("</")
    hides = any(sign in "".join(words.split()) for sign in _HIDDEN)
    return (
        shown.startswith("<")
        and name in _ELEMENTS
        and hides
        and "<" not in inner
        and ">" not in inner
        and closing.lower().rstrip("> ") == name
        and closing.endswith(">")
    )
