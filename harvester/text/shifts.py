"""Full-width punctuation replaced without regard to character boundaries: ``?!惫鶗詵|`` for ``。”郭曉東``.

A site's tool replaced seven full-width marks by their ASCII twins in GBK bytes. Where the second
byte of one character and the first of the next are those of a mark, they too became one byte:
``。”`` is A1 A3 A1 B1, and its A3 A1 is ``！``. The byte before is orphaned, and all that follows
is paired one byte late until an ASCII byte is met.
"""

from __future__ import annotations

import random
from typing import Final

from harvester.text import gbk
from harvester.text.edits import Repair
from harvester.text.gbk import Decoder
from harvester.text.gloss_proof import prove
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.rereading import SHIFT, Found, reread

KIND: Final = "shift"

#: Bits that a repair must gain before the document has proved that the tool was at work, and after.
_ENOUGH: Final = 12.0
_ENOUGH_PROVED: Final = 3.0


def damage(text: str, *, decoder: Decoder | None = None, rng: random.Random | None = None) -> str:
    """``text`` as the tool left it, read again by ``decoder`` (orphans ``?``, private pairs gone).

    Nothing is drawn from ``rng``.
    """
    del rng
    return (decoder or Decoder()).decode(gbk.squash(gbk.encode(text)))


def repair(text: str, profile: Profile, options: Options) -> list[Repair]:
    """The shifted spans of ``text``, as they read before the tool."""
    del options
    if SHIFT.search(text) is None:
        return []
    found = [entry for entry in reread(text, prove(text, profile).glossed) if entry.span.squashed]
    profile.proofs[KIND] += sum(1 for entry in found if entry.gain >= _ENOUGH)
    enough = _ENOUGH_PROVED if profile.proofs[KIND] else _ENOUGH
    return [_repair(text, entry) for entry in found if entry.gain >= enough]


def _repair(text: str, found: Found) -> Repair:
    span = found.span
    certainty = "certain" if found.gain >= _ENOUGH else "likely"
    shown = text[span.start : span.end]
    why = "a squashed full-width mark shifted the bytes after it"
    return Repair(KIND, span.start, shown, span.text, certainty, found.gain, why)
