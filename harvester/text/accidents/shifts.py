"""Full-width punctuation replaced without regard to character boundaries: ``?!惫鶗詵|`` for ``。”郭曉東``.

A site's tool replaced seven full-width marks by their ASCII twins in GBK bytes. Where the second
byte of one character and the first byte of the next are those of a mark, they too became one byte:
``。”`` is A1 A3 A1 B1, and its A3 A1 is ``！``. The byte before is orphaned, and all that follows
is paired one byte late up to the next ASCII byte.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from harvester.text.accident import Accident, Context
from harvester.text.edits import Repair
from harvester.text.encodings import gbk
from harvester.text.encodings.gbk import Decoder, Private
from harvester.text.misread.remains import misread_lines
from harvester.text.profile import Profile
from harvester.text.shift import explain, shift_proof
from harvester.text.shift.gloss_proof import prove
from harvester.text.shift.markers import has_shift, may_be_hidden
from harvester.text.shift.rereading import reread
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = shift_proof.KIND


def damage(text: str, *, decoder: Decoder | None = None, rng: random.Random | None = None) -> str:
    """``text`` as the tool left it, read again by ``decoder`` (orphans ``?``, private pairs dropped).

    Characters that GBK lacks are written in the four bytes of GB 18030, which stay together.
    Nothing is drawn from ``rng``.

    >>> damage("。”郭曉東說")
    '?!惫鶗詵|說'
    """
    del rng
    return (decoder or Decoder()).decode(gbk.squash(gbk.encode(text)))


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """The shifted spans of ``text`` as they were before the tool, with the glosses in them taken out.

    >>> from harvester.text import Options
    >>> text = damage("他說：“這件事我知道。”郭曉東回答。")
    >>> [made.after for made in repair(text, Profile(), Options(), Work.on(text))]
    ['。”郭曉東']
    """
    del options
    if not has_shift(text) and not may_be_hidden(text):
        return []
    misread = misread_lines(text)
    found = reread(text, prove(text, profile).glossed, work, misread)
    return [_repair(text, believed) for believed in shift_proof.believe(text, found, profile)]


def _repair(text: str, believed: shift_proof.Believed) -> Repair:
    span = believed.span
    shown = text[span.start : span.end]
    why = "squashed full-width marks, found across characters, shifted the bytes after them"
    return Repair(KIND, span.start, shown, span.text, believed.certainty, believed.gain, why)


def explains(before: str, after: str, context: Context) -> bool:
    """Whether the tools turn ``after`` into ``before``: squashed, glossed, or both, and read by any decoder.

    >>> text = "?!惫鶗詵|說"
    >>> context = Context(KIND, text, 0, 6)
    >>> explains(text[:6], "。”郭曉東", context), explains(text[:6], "。”郭曉冬", context)
    (True, False)
    """
    return before != after and explain.explains(before, after, context.left(1), context.right(1))


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    del kind
    orphan = rng.choice(("?", "?", "\ufffd", None))
    return damage(text, decoder=Decoder(orphan, rng.choice(list(Private)) if orphan else Private.KEEP))


ACCIDENT: Final = Accident(
    kinds={KIND: "full-width marks replaced in bytes of GBK, across characters"},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
