"""Full-width punctuation replaced without regard to character boundaries: ``?!惫鶗詵|`` for ``。”郭曉東``.

A site's tool replaced seven full-width marks by their ASCII twins in GBK bytes. Where the second
byte of one character and the first of the next are those of a mark, they too became one byte:
``。”`` is A1 A3 A1 B1, and its A3 A1 is ``！``. The byte before is orphaned, and all that follows
is paired one byte late until an ASCII byte is met.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Final

from harvester.text import gbk
from harvester.text.choices import Choices
from harvester.text.document import DocumentCosts
from harvester.text.edits import Repair
from harvester.text.gbk import Decoder, Private
from harvester.text.language import model
from harvester.text.options import Options
from harvester.text.orphans import ORPHAN
from harvester.text.profile import Profile
from harvester.text.search import PRICES, Event, Reader, Span

KIND: Final = "shift"

#: An orphan's sign before a mark of the seven.
_SIGN: Final = f"?\ufffd{chr(ORPHAN + 0x80)}-{chr(ORPHAN + 0xFF)}"
_MARKER: Final = re.compile(rf"[{_SIGN}](?=[{re.escape(gbk.TWINS)}])")
#: Bits that a repair must gain before the document has proved that the tool was at work, and after.
_ENOUGH: Final = 12.0
_ENOUGH_PROVED: Final = 3.0


def damage(text: str, *, decoder: Decoder | None = None, rng: random.Random | None = None) -> str:
    """``text`` as the tool left it, read again by ``decoder`` (orphans ``?``, private pairs gone).

    Characters that GBK lacks stay as they are. Nothing is drawn from ``rng``.
    """
    del rng
    return (decoder or Decoder()).decode(gbk.squash(gbk.encode(text)))


def repair(text: str, profile: Profile, options: Options) -> list[Repair]:
    """The shifted spans of ``text``, as they read before the tool."""
    del options
    if _MARKER.search(text) is None:
        return []
    costs = DocumentCosts(text)
    reader = Reader(text, model().costs, costs, Choices(costs.followers()))
    reader.prices = {event: price for event, price in PRICES.items() if event not in (Event.HIDDEN, Event.ATE)}
    repairs: list[Repair] = []
    place = 0
    while marker := _MARKER.search(text, place):
        start = marker.start()
        before = _context(text, start)
        place, path = reader.read(start, before)
        place = max(place, start + 1)
        gain = reader.literal(start, place, before) - path.cost
        for span in path.spans:
            found = _repair(text, span, gain, profile)
            if found:
                repairs.append(found)
    return repairs


def _context(text: str, start: int) -> str:
    """The two clean characters before ``start``: within the line, marks at full width."""
    return ("\n" + text[max(start - 2, 0) : start])[-2:]


def _repair(text: str, span: Span, gain: float, profile: Profile) -> Repair | None:
    before = text[span.start : span.end]
    proved = profile.proofs[KIND] > 0
    if gain < (_ENOUGH_PROVED if proved else _ENOUGH):
        return None
    if not _explained(text, span):
        return None
    certain = gain >= _ENOUGH
    if certain:
        profile.proofs[KIND] += 1
    return Repair(KIND, span.start, before, span.text, "certain" if certain else "likely", gain, "shifted bytes")


def _explained(text: str, span: Span) -> bool:
    """Whether the damage, done to the span's reading, gives what is shown."""
    before = text[span.start : span.end]
    tail = text[span.end : span.end + 1]
    return damage(span.text + gbk.FULL.get(tail, tail), decoder=_decoder(before, span.events)) == before + tail


def _decoder(before: str, events: Event) -> Decoder:
    sign = next((char for char in before if char in "?\ufffd" or ord(char) > ORPHAN), "?")
    private = Private.MARK if events & Event.MARKED else Private.LEAD if events & Event.SPLIT else Private.DROP
    if any(map(gbk.is_private, before)):
        private = Private.KEEP
    return Decoder(None if ord(sign) > ORPHAN else sign, private, b"<(" if events & Event.ATE else b"")
