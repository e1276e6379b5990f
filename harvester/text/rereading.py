"""Find the shifted spans of a text, from their markers on, and read them again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from harvester.text import gbk
from harvester.text.choices import Choices
from harvester.text.document import DocumentCosts
from harvester.text.explain import explained
from harvester.text.language import model
from harvester.text.orphans import ORPHAN
from harvester.text.readings import READING
from harvester.text.search import PRICES, Event, Reader, Span

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
    costs = DocumentCosts(text)
    prices = {event: price for event, price in PRICES.items() if event is not Event.HIDDEN}
    reader = Reader(text, model().costs, costs, Choices(costs.followers()), prices, glossed=glossed)
    place = 0
    while marker := _EITHER.search(text, place):
        start = marker.start()
        before = _context(text, start)
        place, path = reader.read(start, before)
        gain = reader.literal(start, place, before) - path.cost
        for span in path.spans:
            if explained(text, span):
                yield Found(span, gain)
        place = max(place, start + 1)


def _context(text: str, start: int) -> str:
    """The two characters before ``start``, within its line."""
    return ("\n" + text[max(start - 2, 0) : start])[-2:]
