"""Where a shift, or a gloss across characters, may begin."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Final

from harvester.config.patterns import regex
from harvester.text.encodings import gbk
from harvester.text.encodings.orphans import may_have_orphans
from harvester.text.language.model import model
from harvester.text.language.readings import READING
from harvester.text.shift.shown import RUN, SIGN

#: Takes a place; gives the next marker at or after it.
Following = Callable[[int], int | None]

_TWINS: Final = re.escape(gbk.TWINS)
_HANZI: Final = "[①-￮]"
#: An orphan's sign before one of the seven marks, including the bracket of a gloss.
SHIFT: Final = regex(rf"[{SIGN}](?=[{_TWINS}！？])")
#: The same for the commonest sign alone: a pattern that begins with one character is ten times as fast.
_QUESTIONED: Final = regex(rf"\?(?=[{_TWINS}！？])")
#: An orphan's sign before a gloss, whose opening bracket it may have swallowed.
ORPHANED_GLOSS: Final = regex(rf"[{SIGN}](?=\(?{READING}\))")
#: The same before Hanzi.
_SHIFTED: Final = regex(rf"[{SIGN}][{_TWINS}！？](?={_HANZI})")
_VISIBLE: Final = regex(f"(?P<run>{RUN.pattern})|{SHIFT.pattern}|{ORPHANED_GLOSS.pattern}")
#: A mark before which there may have been an orphan, where orphans left no sign; and what follows it.
_HIDDEN: Final = regex(rf"[{_TWINS}](?={_HANZI}{{2}})")
#: How many characters after a mark are looked at: with half or twice as many the results are the same.
_LOOKED_AT: Final = 5
#: The least average bits of a character of shifted text, by itself and after those before it. A Hanzi
#: of clean text costs 6 on average in its place, 97 in 100 less than 14.
_RARE: Final = 11.0
_IMPLAUSIBLE: Final = 14.0


def visible(text: str) -> Following:
    """The markers that orphans left, outside long runs of what may be orphans.

    >>> visible("說?!惫鶗詵|")(0)
    1
    """

    def following(place: int) -> int | None:
        while marker := _VISIBLE.search(text, place):
            if not marker["run"]:
                return marker.start()
            place = marker.end()
        return None

    return following


def outside(markers: Following, spans: Sequence[tuple[int, int]]) -> Following:
    """The ``markers`` outside ``spans``, which are in order.

    >>> markers = outside(visible("說?!惫鶗詵|"), [(0, 7)])
    >>> markers(0) is None, markers(7) is None
    (True, True)
    """
    if not spans:
        return markers

    def following(place: int) -> int | None:
        while (marker := markers(place)) is not None:
            index = bisect_right(spans, marker, key=itemgetter(0)) - 1
            if index < 0 or marker >= spans[index][1]:
                return marker
            place = spans[index][1]
        return None

    return following


def has_shift(text: str) -> bool:
    """Whether an orphan's sign stands before one of the seven marks.

    >>> has_shift("說?!惫鶗詵|"), has_shift("說。")
    (True, False)
    """
    if _QUESTIONED.search(text):
        return True
    return ("\ufffd" in text or may_have_orphans(text)) and SHIFT.search(text) is not None


def hidden(text: str) -> Following:
    """Those of the seven marks that are followed by implausible text.

    >>> hidden("說。好")(0) is None
    True
    """
    starts = list(_implausible(text))

    def following(place: int) -> int | None:
        index = bisect_left(starts, place)
        return starts[index] if index < len(starts) else None

    return following


def may_be_hidden(text: str) -> bool:
    """Whether orphans may have left no sign: all the seven marks are at half width, some before what is not text.

    >>> may_be_hidden("說。好，走"), may_be_hidden("說。")
    (False, False)
    """
    if any(mark in text for mark in gbk.SQUASHED):
        return False
    return next(_implausible(text), None) is not None


def shows_shift(line: str) -> bool:
    """Whether an orphan's sign stands before a mark of the seven, and what follows is no text: a shift that was left.

    >>> shows_shift("說?!惫鶗詵|"), shows_shift("說?!他走了")
    (True, False)
    """
    return any(_is_implausible(line, marker.end()) for marker in _SHIFTED.finditer(line))


def _implausible(text: str) -> Iterator[int]:
    return (marker.start() for marker in _HIDDEN.finditer(text) if _is_implausible(text, marker.end()))


def _is_implausible(text: str, start: int) -> bool:
    """Whether what follows a mark from ``start`` on is not text."""
    costs = model().costs
    shown = text[start : start + _LOOKED_AT]
    # Looking characters up one by one is faster, and enough to pass over most clean text.
    if sum([costs[char] for char in shown]) < _RARE * len(shown):
        return False
    return model().cost(shown, "，") > _IMPLAUSIBLE * len(shown)
