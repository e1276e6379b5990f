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
from harvester.text.shift_steps import START
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
    return [Found(span, _gain(shown, span)) for _, spans in _read(shown, len(text)) for span in spans]


def _choose_mode(shown: Shown) -> None:
    """Find out, on the first markers, what the document's decoder did with private pairs."""
    modes = () if _KEPT.search(shown.text) else MODES
    markers = [marker.start() for marker in islice(_EITHER.finditer(shown.text), _TRIALS)]
    gains = {}
    for mode in modes:
        _allow(shown, mode)
        gains[mode] = sum(gain for gain, _ in _read(shown, markers[-1] + 1))
    _allow(shown, max(gains, key=gains.__getitem__, default=0))


def _allow(shown: Shown, mode: int) -> None:
    shown.prices = {event: PRICES[event] for event in (mode, ATE) if event}


def _read(shown: Shown, until: int) -> Iterator[tuple[float, list[Span]]]:
    """Searches from the markers before ``until``: what each gains, and the spans that it explains."""
    text = shown.text
    place, tail = 0, ""
    while (marker := _EITHER.search(text, place)) and (start := marker.start()) < until:
        before = tail if start == place and tail else shown.context(start)
        shown.before = text[text.rfind("\n", 0, start) + 1 : start]
        place, path = Search(shown, start, before).run()
        tail = path.text[-2:]
        spans = [span for span in path.trace.spans if explained(text, span)]
        if spans:
            yield shown.literal(start, place, before) - path.cost, spans
        place = max(place, start + 1)


def _gain(shown: Shown, span: Span) -> float:
    """How many bits less the reading of ``span`` costs than what is shown."""
    before = shown.context(span.start)
    end = span.end if shown.ends(span.end) else span.end + 1
    text = span.text + "".join(shown.char(place, span.text[-1]) for place in range(span.end, end))
    whole = before + text + ("\n" if shown.ends(end) else "")
    cost = sum(shown.words.bits(whole[place - 2 : place + 1]) for place in range(2, len(whole)))
    return shown.literal(span.start, end, before) - cost - START
