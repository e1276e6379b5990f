"""Readings that a converter inserted after traditional characters: ``產業(yè)`` for ``產業``.

On a page a character is glossed everywhere or nowhere, and the sets of glossed characters
are nested: the converter glosses common ones first. It works on characters or, blindly, on the
bytes of GBK: the pair of a glossed character is then found across two others, and what follows
is paired one byte late (``展?jié)摿`` for ``展潛力``: 節 is B9 9D, across 展 and 潛). A rarer converter
writes readings without tones two or three times, after some occurrences of any character: ``計(ji)(ji)劃``.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Final

from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.encodings import gbk
from harvester.text.encodings.gbk import Decoder
from harvester.text.language.readings import GLOSS, GLOSS_END, sounding, table, toneless
from harvester.text.profile import Profile
from harvester.text.shift import explain
from harvester.text.shift.explain import insert, insert_aligned
from harvester.text.shift.forced import is_forced
from harvester.text.shift.gloss_proof import STEPS, Place, Proof, prove
from harvester.text.shift.markers import ORPHANED_GLOSS
from harvester.text.shift.rereading import Found, reread
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "gloss"
#: What a gloss inside a shift must gain, in bits: odds of 4,096 to 1, as for any proof.
_ENOUGH: Final = 12.0

#: In longer stretches that a gloss shifted a pair of bytes may be gone without a mark, and what is left reads well.
_WHOLE: Final = 4


def damage(
    text: str,
    *,
    depth: int = 2,
    aligned: bool = True,
    toneless_twice: bool = False,
    share: float = 1.0,
    decoder: Decoder | None = None,
    rng: random.Random | None = None,
) -> str:
    """``text`` with the characters of the first ``depth`` steps glossed.

    ``aligned``: by characters; otherwise by bytes, read again by ``decoder`` (orphans ``?``, private
    pairs dropped). ``toneless_twice``: the rarer variant, ``系(xi)(xi)``, each gloss repeated as
    often as ``rng`` draws, twice without one; with a ``share`` below 1, after that share of the occurrences of any
    character that has a reading, as ``rng`` draws them.

    >>> damage("產業發展")
    '產業(yè)發(fā)展'
    """
    if toneless_twice and rng and share < 1:
        return "".join(char + (_inserted(char, rng, plain=True) if rng.random() < share else "") for char in text)
    glosses = {char: _inserted(char, rng, plain=toneless_twice) for step in STEPS[:depth] for char in step}
    if aligned:
        return insert_aligned(text, glosses.items())
    return (decoder or Decoder()).decode(insert(gbk.encode(text), glosses.items()))


def _inserted(char: str, rng: random.Random | None, *, plain: bool) -> str:
    """What is inserted after ``char``; nothing where it has no reading that converters know."""
    if char not in table():
        return ""
    reading = table()[char].readings[0]
    if not plain:
        return f"({reading})"
    return f"({toneless(reading)})" * (rng.randint(2, 3) if rng else 2)


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """The glosses that a converter inserted into ``text``, taken out, and the bytes that they shifted paired again.

    >>> from harvester.text import Options
    >>> text = damage("開發新區，發展產業，優化創業環境，業態更新。", depth=1)
    >>> [made.before for made in repair(text, Profile(), Options(), Work.on(text))][:2]
    ['發(fā)', '區(qū)']
    """
    del options
    if GLOSS_END.search(text) is None:
        return []
    orphaned = ORPHANED_GLOSS.search(text) is not None
    if not orphaned and GLOSS.search(text) is None:
        return []
    proof = prove(text, profile)
    found = reread(text, proof.glossed, work) if orphaned else []
    spans = [entry for entry in found if not entry.span.squashed and entry.gain >= _ENOUGH]
    taken = [(entry.span.start, entry.span.end) for entry in found]
    repairs = [_shifted(text, entry) for entry in spans]
    repairs += [
        _removed(text, place, proof)
        for place in proof.places
        if not any(start < place.end and place.start < end for start, end in taken)
    ]
    _learn(profile, repairs, proof)
    return sorted(repairs, key=lambda entry: entry.start)


def _shifted(text: str, found: Found) -> Repair:
    span = found.span
    why = "a converter's gloss across characters shifted the bytes after it: " + " ".join(
        f"{gloss.char}{gloss.inserted}" for gloss in span.glosses
    )
    whole = is_forced(text, span) and len(span.text) <= _WHOLE
    certainty: Certainty = "certain" if whole else "likely"
    return Repair(KIND, span.start, text[span.start : span.end], span.text, certainty, found.gain, why)


def _removed(text: str, place: Place, proof: Proof) -> Repair:
    why = f"a converter glossed {place.char} ({place.reading}) wherever it stands"
    certainty: Certainty = "certain" if proof.sure else "likely"
    shown = text[place.start : place.end]
    return Repair(KIND, place.start, shown, shown[0], certainty, proof.bits, why)


def _learn(profile: Profile, repairs: list[Repair], proof: Proof) -> None:
    certain = [repair for repair in repairs if repair.certainty == "certain"]
    profile.proofs[KIND] += len(certain)
    if proof.sure:
        profile.glossed.update(place.char for place in proof.places)


def explains(before: str, after: str, context: Context) -> bool:
    """Whether ``before`` is ``after`` with readings of its characters inserted, by characters or by bytes.

    >>> context = Context(KIND, "產業(yè)", 1, 6)
    >>> explains("業(yè)", "業", context), explains("業(yè)", "產", context)
    (True, False)
    """
    if before == after:
        return False
    if _is_noted(before, after):
        return True
    return explain.explains(before, after, context.left(1), context.right(1))


def _is_noted(before: str, after: str) -> bool:
    """Whether ``before`` is one Hanzi followed by its reading, or by any reading repeated."""
    noted = before.removeprefix(after)
    reading = noted.partition(")")[0].removeprefix("(")
    times = noted.count("(")
    known = after in sounding().get(reading, "") or (times > 1 and reading in sounding())
    return len(after) == 1 and after >= "㐀" and known and noted == f"({reading})" * times


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    del kind
    aligned = rng.random() < 0.5
    return damage(
        text, depth=rng.randint(2, 7), aligned=aligned, toneless_twice=aligned and rng.random() < 0.3, rng=rng
    )


ACCIDENT: Final = Accident(
    kinds={KIND: "readings that a converter inserted after traditional characters"},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
