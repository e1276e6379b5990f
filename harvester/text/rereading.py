"""Find the shifted spans of a text, from their markers on, and read them again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from harvester.text import gbk
from harvester.text.explain import explained
from harvester.text.orphans import ORPHAN
from harvester.text.paths import HIDDEN, Span
from harvester.text.readings import READING
from harvester.text.search import Search
from harvester.text.shown import Shown

_SIGN: Final = f"[?\ufffd{chr(ORPHAN + 0x80)}-{chr(ORPHAN + 0xFF)}]"
#: An orphan's sign before a mark of the seven, a gloss included.
SHIFT: Final = re.compile(rf"{_SIGN}(?=[{re.escape(gbk.TWINS)}])")
#: An orphan's sign before a gloss, whose opening bracket it may have swallowed.
ORPHANED_GLOSS: Final = re.compile(rf"{_SIGN}(?=\(?{READING}\))")
_EITHER: Final = re.compile(f"{SHIFT.pattern}|{ORPHANED_GLOSS.pattern}")


class Found(NamedTuple):
    """A span that reads better otherwise, and by how many bits."""

    span: Span
    gain: float


def reread(text: str, glossed: frozenset[str]) -> Iterator[Found]:
    """The spans of ``text`` that a shift or a gloss explains, and that read better so.

    ``glossed``: the characters that the document is known to have glossed.
    """
    shown: Shown | None = None
    place, tail = 0, ""
    while marker := _EITHER.search(text, place):
        if shown is None:
            shown = Shown(text, glossed)
            del shown.prices[HIDDEN]
        start = marker.start()
        before = _before(shown, start, place, tail)
        shown.before = text[text.rfind("\n", 0, start) + 1 : start]
        place, path = Search(shown, start, before).run()
        tail = path.text
        gain = shown.literal(start, place, before) - path.cost
        for span in path.trace.spans:
            if explained(text, span):
                yield Found(span, gain)
        place = max(place, start + 1)


def _before(shown: Shown, start: int, read: int, tail: str) -> str:
    """The two clean characters before ``start``: of what was read again up to ``read``, ``tail``, if they are of it."""
    between = shown.text[max(start - 2, read) : start]
    return (("\n\n" if not tail else tail) + between)[-2:] if start - read < 2 and tail else ("\n\n" + shown.text[max(start - 2, 0) : start])[-2:]
