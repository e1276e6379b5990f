"""Find the shifted spans of a text, from their markers on, and read them again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from harvester.text import gbk
from harvester.text.explain import explained
from harvester.text.orphans import ORPHAN
from harvester.text.paths import ATE, Span
from harvester.text.readings import READING
from harvester.text.search import Search
from harvester.text.shown import MODES, PRICES, Shown

_SIGN: Final = f"[?\ufffd{chr(ORPHAN + 0x80)}-{chr(ORPHAN + 0xFF)}]"
#: An orphan's sign before a mark of the seven, a gloss included.
SHIFT: Final = re.compile(rf"{_SIGN}(?=[{re.escape(gbk.TWINS)}])")
#: An orphan's sign before a gloss, whose opening bracket it may have swallowed.
ORPHANED_GLOSS: Final = re.compile(rf"{_SIGN}(?=\(?{READING}\))")
_EITHER: Final = re.compile(f"{SHIFT.pattern}|{ORPHANED_GLOSS.pattern}")
#: Private-use characters and known orphans: their decoder kept private pairs.
_KEPT: Final = re.compile(f"[\ue000-\uf8ff{chr(ORPHAN + 0x80)}-{chr(ORPHAN + 0xFF)}]")
#: Spans that a decoder's mode is found out on.
_TRIALS: Final = 6


class Found(NamedTuple):
    """A span that reads better otherwise, and by how many bits."""

    span: Span
    gain: float


def reread(text: str, glossed: frozenset[str]) -> list[Found]:
    """The spans of ``text`` that a shift or a gloss explains, and that read better so.

    ``glossed``: the characters that the document is known to have glossed.
    """
    if _EITHER.search(text) is None:
        return []
    shown = Shown(text, glossed)
    _choose_mode(shown)
    return list(_read(shown))


def _choose_mode(shown: Shown) -> None:
    """Find out, on the first spans, what the document's decoder did with private pairs."""
    modes = () if _KEPT.search(shown.text) else MODES
    trials = {}
    for mode in modes:
        _allow(shown, mode)
        trials[mode] = sum(found.gain for found in islice(_read(shown), _TRIALS))
    _allow(shown, max(trials, key=trials.__getitem__, default=0))


def _allow(shown: Shown, mode: int) -> None:
    shown.prices = {event: PRICES[event] for event in (mode, ATE) if event}


def _read(shown: Shown) -> Iterator[Found]:
    text = shown.text
    place, tail = 0, ""
    while marker := _EITHER.search(text, place):
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
