"""Full-width punctuation replaced without regard to character boundaries: ``?!惫鶗詵|`` for ``。”郭曉東``.

A site's tool replaced seven full-width marks by their ASCII twins in GBK bytes. Where the second
byte of one character and the first of the next are those of a mark, they too became one byte:
``。”`` is A1 A3 A1 B1, and its A3 A1 is ``！``. The byte before is orphaned, and all that follows
is paired one byte late until an ASCII byte is met.
"""

from __future__ import annotations

import random
import re
from itertools import islice
from typing import Final

from harvester.text import gbk
from harvester.text.edits import Repair
from harvester.text.gbk import Decoder
from harvester.text.gloss_proof import prove
from harvester.text.markers import SHIFT, may_be_hidden
from harvester.text.options import Options
from harvester.text.paths import Span
from harvester.text.profile import Profile
from harvester.text.rereading import Found, reread
from harvester.text.shown import is_wide

KIND: Final = "shift"

#: Bits that a repair must gain before the document has proved that the tool was at work, and after.
_ENOUGH: Final = 12.0
_ENOUGH_PROVED: Final = 3.0
#: The same for spans that show no certain byte, as ``?!?``: authors type them too.
_ENOUGH_BLIND: Final = 2.0
#: What spans must gain together that close quotes which stay open else.
_ENOUGH_CLOSED: Final = 8.0
#: What shows a byte for certain, or no author types: more than question and exclamation marks.
_CERTAIN: Final = re.compile(f"[^?{re.escape(gbk.TWINS)}]")
#: What no author writes after a Hanzi, and before what is no ASCII character.
_ODD: Final = re.compile("[?!]*[,;:()][?!,;:()]*")
#: The same of all, in a text whose marks are all at half width.
_ENOUGH_TOGETHER: Final = 5.0
_MARKS: Final = 2
_HALF_WIDTH: Final = re.compile(f"(?<=[㐀-鿿”」])[{re.escape(gbk.TWINS)}]")
#: What authors type when they cry out.
_CRY: Final = re.compile("[!?]{2}")
_QUOTES: Final = frozenset({"“”", "‘’", "「」", "『』", '""', "''", "``", "《》", "【】"})


def damage(text: str, *, decoder: Decoder | None = None, rng: random.Random | None = None) -> str:
    """``text`` as the tool left it, read again by ``decoder`` (orphans ``?``, private pairs gone).

    Nothing is drawn from ``rng``.
    """
    del rng
    return (decoder or Decoder()).decode(gbk.squash(gbk.encode(text)))


def repair(text: str, profile: Profile, options: Options) -> list[Repair]:
    """The shifted spans of ``text``, as they read before the tool."""
    del options
    if SHIFT.search(text) is None and not may_be_hidden(text):
        return []
    found = [
        entry
        for entry in reread(text, prove(text, profile).glossed)
        if entry.span.squashed and not _cited(text, entry.span)
    ]
    sighted = {id(entry) for entry in found if _sighted(text, entry)}
    profile.proofs[KIND] += sum(1 for entry in found if entry.gain >= _ENOUGH and id(entry) in sighted)
    if not profile.proofs[KIND] and not _add_up(text, found):
        return []
    return [
        _repair(text, entry, certain=entry.gain >= _ENOUGH and id(entry) in sighted)
        for entry in found
        if entry.gain >= (_ENOUGH_PROVED if id(entry) in sighted else _ENOUGH_BLIND)
    ]


def _add_up(text: str, found: list[Found]) -> bool:
    """Whether spans that prove nothing one by one do so together."""
    if sum(entry.gain for entry in found if entry.closes) >= _ENOUGH_CLOSED:
        return True
    return sum(entry.gain for entry in found) >= _ENOUGH_TOGETHER and _squashed(text, found)


def _squashed(text: str, found: list[Found]) -> bool:
    """Whether all of the seven marks are at half width in a text that has others, and nobody cries."""
    if any(mark in text for mark in gbk.SQUASHED) or not any(mark in text for mark in "。、“「"):
        return False
    spans = [(entry.span.start, entry.span.end) for entry in found]
    cries = (match.start() for match in _CRY.finditer(text))
    if any(not any(start <= cry < end for start, end in spans) for cry in cries):
        return False
    return sum(1 for _ in islice(_HALF_WIDTH.finditer(text), _MARKS)) == _MARKS


def _sighted(text: str, found: Found) -> bool:
    """Whether the span shows more than marks that authors type."""
    span = found.span
    if found.closes or _CERTAIN.search(text, span.start, span.end):
        return True
    if not _ODD.fullmatch(text, span.start, span.end):
        return False
    return is_wide(text[max(span.start - 1, 0) : span.start]) and (text[span.end : span.end + 1] or "\n") in {"\n", *gbk.TWINS} or is_wide(text[span.end : span.end + 1])


def _cited(text: str, span: Span) -> bool:
    """Whether the span stands alone between quotes: a text about such damage shows it."""
    around = text[max(span.start - 1, 0) : span.start] + text[span.end : span.end + 1]
    return around in _QUOTES


def _repair(text: str, found: Found, *, certain: bool) -> Repair:
    span = found.span
    shown = text[span.start : span.end]
    why = "a squashed full-width mark shifted the bytes after it"
    return Repair(KIND, span.start, shown, span.text, "certain" if certain else "likely", found.gain, why)
