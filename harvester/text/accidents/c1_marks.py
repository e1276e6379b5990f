r"""Marks of windows-1252 that are control characters: ``\x93手工面\x94`` for ``“手工面”``.

Latin-1 has control characters where windows-1252 has quotes, dashes and dots. A text that was written in the latter
and read in the former has them between its words. Next to letters of Latin-1 they are bytes of a
misreading instead.
"""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.language.blocks import has_latin
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "c1"
#: The control characters, and what they are in windows-1252.
_MARKS: Final = {chr(code): bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0)}
MARKS: Final = {control: mark for control, mark in _MARKS.items() if mark}
#: Quotes and dashes. The others occur in code too, or break lines on other systems: they count only where these occur.
_QUOTES: Final = regex("[\x91-\x94\x96\x97]")

_RUN: Final = regex("[\x80-\x9f]+")
#: Next to these they are bytes of a misreading, in Latin-1 or Latin-9.
_LATIN: Final = regex("[\xa0-\xffŒœŠšŽžŸ]")
#: Control characters that no mark of windows-1252 explains: what has them is not text.
_OTHER: Final = regex("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x81\x8d\x8f\x90\x9d]")
_LETTER: Final = regex("[A-Za-z]")
#: The most marks in a row: a quotation that ends in an ellipsis has three.
_MOST_ON_END: Final = 3
#: What is left of a mark in UTF-8 whose first byte is gone.
_UTF_8: Final = regex("\x80[\x80-\x9f]")
#: What marks gain, in bits: nobody types a control character.
_BITS: Final = 12.0
#: Quotes that are opened and closed in a line, and apostrophes.
_PAIRED: Final = regex("\x93[^\x93\x94\n]*\x94|\x91[^\x91\x92\n]*\x92|(?<=[A-Za-z])\x92(?=[a-z])")


def damage(text: str, kind: str = KIND, rng: random.Random | None = None) -> str:
    r"""``text`` with the marks of windows-1252 as Latin-1 has their bytes.

    >>> damage("“手工面”")
    '\x93手工面\x94'
    """
    del kind, rng
    return text.translate({ord(mark): control for control, mark in MARKS.items()})


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    r"""Every mark that is a control character, as the mark; none in a text that has other control characters.

    >>> from harvester.text import Options
    >>> text = "\x93手工面\x94"
    >>> [made.after for made in repair(text, Profile(), Options(), Work.on(text))]
    ['“', '”']
    """
    del options, work
    if not has_latin(text) or not _RUN.search(text) or _OTHER.search(text):
        return []
    found = [run for run in _RUN.finditer(text) if _is_of_marks(text, run)]
    if not any(_QUOTES.search(run[0]) for run in found):
        return []
    paired = {place for pair in _PAIRED.finditer(text) for place in (pair.start(), pair.end() - 1)}
    repairs = [_repair(run, certain=run.start() in paired or bool(profile.proofs[KIND])) for run in found]
    profile.proofs[KIND] += sum(repair.certainty == "certain" for repair in repairs)
    return repairs


def _is_of_marks(text: str, run: re.Match[str]) -> bool:
    """Whether a run of control characters consists of marks, and nothing next to it is part of a misreading."""
    beside = text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1]
    if any(MARKS.get(char, "").isalpha() for char in run[0]) and not _LETTER.search(beside):
        return False  # two of the three bytes of a character, rather than a letter on its own
    return len(run[0]) <= _MOST_ON_END and not _LATIN.search(beside) and not _UTF_8.search(run[0])


def _repair(run: re.Match[str], *, certain: bool) -> Repair:
    sure: Certainty = "certain" if certain else "likely"
    after = "".join(map(MARKS.__getitem__, run[0]))
    return Repair(KIND, run.start(), run[0], after, sure, _BITS * len(after), "marks of windows-1252 read as Latin-1")


def explains(before: str, after: str, context: Context) -> bool:
    r"""Whether Latin-1 has the bytes of the marks in ``after`` as ``before``.

    >>> explains("\x93", "“", Context(KIND, "\x93手", 0, 1)), explains("\x93", "”", Context(KIND, "\x93手", 0, 1))
    (True, False)
    """
    del context
    return before != after and after.encode("cp1252", "replace").decode("latin-1") == before


ACCIDENT: Final = Accident(
    kinds={KIND: "marks of windows-1252 read as control characters"}, damage=damage, repair=repair, explains=explains
)
