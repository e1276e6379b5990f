"""Which characters can stand at a place of which one byte is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final

from harvester.text import gbk
from harvester.text.language import model

#: Characters of a lead or trail byte that are tried even where they were never seen after the one before.
_COMMONEST: Final = 8
#: The choices after this many characters are kept at hand (about 40 MB).
_KEPT: Final = 3000

#: Byte -> characters with this lead, or trail, byte.
Table = Mapping[int, str]


class Choices:
    """The characters that have been seen after another, by their bytes, and the commonest of all.

    ``heard``: more characters that follow each, those of the document itself.
    """

    def __init__(self, heard: Mapping[str, str]) -> None:
        self._heard = heard
        self._own: dict[str, tuple[Table, Table]] = {}
        self._by_lead, self._by_trail = _commonest()

    def by_lead(self, before: str, lead: int) -> str:
        """What may stand after ``before`` and has this lead byte; some characters twice."""
        return self._after(before)[0].get(lead, "") + self._by_lead.get(lead, "")

    def by_trail(self, before: str, trail: int) -> str:
        """What may stand after ``before`` and has this trail byte; some characters twice."""
        return self._after(before)[1].get(trail, "") + self._by_trail.get(trail, "")

    def _after(self, before: str) -> tuple[Table, Table]:
        own = self._own.get(before)
        if own is None:
            heard = self._heard.get(before)
            own = self._own[before] = _grouped((*_followers(before), *heard)) if heard else _seen_after(before)
        return own


_shared: dict[str, tuple[Table, Table]] = {}


def _seen_after(before: str) -> tuple[Table, Table]:
    known = _shared.get(before)
    if known is None:
        if len(_shared) >= _KEPT:
            _shared.clear()
        known = _shared[before] = _grouped(_followers(before))
    return known


def _followers(before: str) -> list[str]:
    return model().followers(before) if before else []


def _grouped(chars: Iterable[str]) -> tuple[Table, Table]:
    """``chars`` by lead and by trail byte."""
    leads: defaultdict[int, str] = defaultdict(str)
    trails: defaultdict[int, str] = defaultdict(str)
    codes = gbk.codes()
    for char in chars:
        pair = codes.get(char)
        if pair:
            leads[pair[0]] += char
            trails[pair[1]] += char
    return leads, trails


@cache
def _commonest() -> tuple[Table, Table]:
    """The commonest characters of each lead and each trail byte."""
    costs = model().costs
    leads: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    trails: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
    for code, char in gbk.characters().items():
        leads[code >> 8].append((costs[char], char))
        trails[code & 0xFF].append((costs[char], char))
    return _best(leads), _best(trails)


def _best(table: Mapping[int, list[tuple[float, str]]]) -> Table:
    return {byte: "".join(char for _, char in sorted(chars)[:_COMMONEST]) for byte, chars in table.items()}
