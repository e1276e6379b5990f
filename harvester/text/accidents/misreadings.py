"""Whole texts, or paragraphs, that were read in the wrong encoding, once or twice.

A line is taken for misread if it is implausible Chinese (more than 12 bits a character), if undoing a
misreading gains more than 2 bits a character, and if the wrong reader shows exactly the damaged line
for what was found. What one line proves helps the other lines of its document. A text about misreadings
that quotes some is left as it is.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from itertools import accumulate
from random import Random
from typing import TYPE_CHECKING, Final

from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair, apply
from harvester.text.language.alphabets import UTF_8
from harvester.text.language.document import Words
from harvester.text.language.japanese import is_japanese
from harvester.text.language.lexicon import lexicon
from harvester.text.language.model import model
from harvester.text.misread import dropped
from harvester.text.misread.chains import CHAINS, Chain, chains_of
from harvester.text.misread.forward import explains as may_show
from harvester.text.misread.joined import bits_of_tidied
from harvester.text.misread.left_out import HYPHEN, may_lack_bytes
from harvester.text.misread.parts import bits_of_each
from harvester.text.misread.quotations import doubted, is_doubted
from harvester.text.misread.readers import ENTITIES, HOLE, SIGNS
from harvester.text.misread.references import REFERENCES, escape
from harvester.text.misread.rivals import rival_bits
from harvester.text.misread.signs import LATIN_RUN, signs
from harvester.text.misread.stretches import ASCII, Stretch, has_holes, other_lines, stretches_in
from harvester.text.misread.strict import Undone
from harvester.text.misread.undo import Undoer
from harvester.text.newcomers import has_newcomers
from harvester.text.profile import Profile
from harvester.text.work import TooMuchWorkError, Vain, Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KINDS: Final = tuple(CHAINS)

#: The least bits a character of misread text, which what it said stays below; and the least gain a character.
_IMPLAUSIBLE: Final = 12.0
_GAIN: Final = 2.0
#: The total bits that each misreading must gain in a document that has proved nothing yet, and what they must gain
#: together in one that has.
_FIRST_GAIN: Final = 40.0
_NEXT_GAIN: Final = 6.0
#: Chinese has fewer bits a character than this; kana wrongly undone have more.
_WORDED: Final = 9.5
#: The most steps spent on one stretch.
_MOST_STEPS: Final = 200_000
#: How many characters a stretch of Latin inside a line of clean Hanzi must hide to be undone.
_QUOTED: Final = 8

#: How many characters any other stretch must give, unless its damage is proved: `ÈÕ` alone may be two letters.
_ALONE: Final = 2

#: Where a larger share of the bytes is lost, what is found reads well but is not what was said.
_MOST_LOST: Final = 0.25

#: The bits of longer texts are not remembered, so that no input fills the memory.
_REMEMBERED: Final = 2_000

#: Finds the repair of a stretch.
_Think = Callable[[Stretch, Undoer], Repair | None]

#: By how many bits what a line begins or ends with may become less plausible, where the rest of it is undone.
_SPOILED: Final = 12.0

#: After this many stretches without a repair, only one in this many is looked at.
_FRUITLESS: Final = 32


def damage(text: str, kind: str, rng: Random, sign: str | None = None, *, blanked: bool = False) -> str:
    """``text`` read in the wrong encoding that ``kind`` names.

    ``sign``: what is shown for bytes that the wrong encoding lacks, ``?`` or U+FFFD or nothing;
    drawn if it is ``None``. ``blanked``: whether no-break spaces are shown as plain ones, as
    text extractors do. Raises :class:`UnicodeEncodeError` where the true encoding lacks a
    character, :class:`KeyError` where there is no such kind.

    >>> damage("中文", "gbk-as-latin-1", Random(0))
    'ÖÐÎÄ'
    """
    chain = CHAINS[kind]
    reader = rng.choice(chain.wrong.readers)
    shown = reader.show(text.encode(chain.true.codec))
    if chain.wrong is ENTITIES:
        return escape(shown)
    shown = shown.replace(HOLE, rng.choice(SIGNS) if sign is None else sign)
    return shown.replace("\xa0", " ") if blanked else shown


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """The stretches of ``text`` that were read in a wrong encoding, turned into what they said.

    ``certain`` where no byte was lost, ``likely`` where some had to be guessed, ``guess`` where many were.

    >>> from harvester.text import Options
    >>> text = "ä»Šå¤©ä¸‹åˆä¸‰ç‚¹"
    >>> [made.after for made in repair(text, Profile(), Options(), Work.on(text))]
    ['今天下午三点']
    """
    if not (signs().search(text) or REFERENCES.search(text) or has_holes(text)):
        return []
    stretches = [_wanted(stretch, options) for stretch in stretches_in(text)]
    if not stretches:
        return []
    undoer = Undoer(model().costs, work)
    found = _strong_repairs(itertools.filterfalse(_is_japanese, stretches), undoer, profile.copy())
    strong = {start for start, made in found.items() if made}
    found = _judged(text, found)
    believed = [made for made in found.values() if made and _is_believed(made)]
    profile.proofs.update(kind for made in believed if made.certainty == "certain" for kind in made.kind.split("+"))
    kinds = {kind for made in believed for kind in made.kind.split("+")}
    kinds |= {kind for kind in CHAINS if profile.proofs[kind] and options.wants(kind)}
    if kinds:
        stretches += other_lines(text, stretches)
        unsure = [stretch for stretch in stretches if not found.get(stretch.start) and not stretch.quoted]
        if not believed:  # what is known of a site says nothing about Japanese in it
            unsure = list(itertools.filterfalse(_is_japanese, unsure))
        think = partial(_weak_repair_of, kinds=kinds)
        given_up = list(work.given_up)  # what shows no sign, or was repaired already, is not worth a flag
        found |= {stretch.start: _searched(stretch, undoer, think) for stretch in unsure}
        thoughts = {start: partial(_repair_of, profile=profile) for start in strong}
        thoughts |= {start: think for start, made in found.items() if made and start not in strong}
        found |= _second_thoughts(text, stretches, found, thoughts, undoer)
        work.given_up = [(start, end) for start, end in given_up if not found.get(start)]
    return doubted(text, [_unless_gapped(each, text) for each in _made(found)])


def _unless_gapped(made: Repair, text: str) -> Repair:
    """``made`` in ``text``, as a guess where bytes may have been left out that the text shows nowhere, or tidied up."""
    chain = CHAINS.get(made.kind)
    if chain is None or chain.true is UTF_8 or chain.wrong is ENTITIES:
        return made  # references are ASCII: none is left out
    if not chain.wrong.single:
        return made if SIGNS[1] in text or made.certainty != "certain" else _unless_dropped(made, chain)
    # What is the same in both is not part of the repair, but may be half of a character.
    said = made.after + text[made.end : made.end + 2].partition("\n")[0]
    if bits_of_tidied(said):
        return replace(made, certainty="guess", why=f"{made.why}; letters may be bytes of a character")
    if HYPHEN not in text and may_lack_bytes(said, chain.true.codec):
        return replace(made, certainty="guess", why=f"{made.why}; a byte may have been left out")
    return made


def _unless_dropped(made: Repair, chain: Chain) -> Repair:
    """``made``, no longer certain where its reader may have left out characters that it lacks."""
    sure = dropped.certainty(made.after, chain.true.codec, chain.wrong.name)
    return made if sure == "certain" else replace(made, certainty=sure, why=f"{made.why}; characters may be left out")


def _judged(text: str, found: Mapping[int, Repair | None]) -> dict[int, Repair | None]:
    """``found``, with those that ``text`` quotes turned into guesses."""
    judged = {made.start: made for made in doubted(text, _made(found))}
    return {place: judged.get(made.start, made) if made else None for place, made in found.items()}


def _is_believed(made: Repair) -> bool:
    return not is_doubted(made) and not has_newcomers(made.before, made.after)


def _made(found: Mapping[int, Repair | None]) -> list[Repair]:
    """The repairs in order; of a line and a run of Latin in it, the one that comes first."""
    repairs: list[Repair] = []
    for _, made in sorted(found.items()):
        if made and (not repairs or made.start >= repairs[-1].end):
            repairs.append(made)
    return repairs


def _second_thoughts(
    text: str,
    stretches: Iterable[Stretch],
    found: Mapping[int, Repair | None],
    thoughts: Mapping[int, _Think],
    undoer: Undoer,
) -> dict[int, Repair | None]:
    """The repairs that had to guess, each made once more in the words that the whole document uses."""
    guessed = {start for start, made in found.items() if made and made.certainty != "certain" and not is_doubted(made)}
    if not guessed:
        return {}
    undoer = replace(undoer, costs=Words(apply(text, _made(found)), guessed=True))
    again = {
        stretch.start: _searched(stretch, undoer, thoughts[stretch.start])
        for stretch in stretches
        if stretch.start in guessed
    }
    return {start: made for start, made in again.items() if made}


def _wanted(stretch: Stretch, options: Options) -> Stretch:
    chains = tuple(chain for chain in stretch.chains if options.wants(chain.kind))
    return replace(stretch, chains=chains)


def _strong_repairs(stretches: Iterable[Stretch], undoer: Undoer, profile: Profile) -> dict[int, Repair | None]:
    """The repairs, by their place, that the stretches justify by themselves.

    Many in a row without a repair mean another language: then only a few more are looked at.
    """
    found: dict[int, Repair | None] = {}
    fruitless = 0
    vain = Vain(undoer.work)
    for place, stretch in enumerate(stretches):
        if (fruitless < _FRUITLESS or place % _FRUITLESS == 0) and vain.is_worth():
            made = found[stretch.start] = _searched(stretch, undoer, partial(_repair_of, profile=profile))
            fruitless = 0 if made else fruitless + 1
            if made:
                vain.found()
    return found


def _searched(stretch: Stretch, undoer: Undoer, find: _Think) -> Repair | None:
    """What ``find`` makes of ``stretch``; where that takes too much work it stays as it is, and is noted."""
    try:
        with undoer.work.at_most(_MOST_STEPS):
            return find(stretch, undoer)
    except TooMuchWorkError:
        undoer.work.give_up(stretch.start, stretch.start + len(stretch.text))
        return None


def _repair_of(stretch: Stretch, undoer: Undoer, profile: Profile) -> Repair | None:
    found = undoer.undo(stretch.shown, stretch.chains) if stretch.chains else None
    if found is None:
        return None
    unproven = sum(not profile.proofs[kind] for kind in found.kinds)
    proven = not unproven
    least = _NEXT_GAIN if proven else _FIRST_GAIN * unproven
    gain = _gain(stretch.shown, found.text, least, proven=proven)
    enough = 1 if proven else _QUOTED if stretch.quoted else _ALONE
    if gain is None or len(ASCII.sub("", found.text)) < enough or _spoils_ends(stretch.shown, found):
        return None
    if not found.lost and not has_newcomers(stretch.shown, found.text):
        profile.proofs.update(found.kinds)
    return _as_repair(stretch, found, gain)


def _weak_repair_of(stretch: Stretch, undoer: Undoer, kinds: Container[str]) -> Repair | None:
    """The repair of a line that shows hardly any sign, in a document that shows signs of ``kinds``."""
    found = undoer.undo(stretch.shown, _of(kinds, stretch.chains), least=0.0)
    if found is None:
        return None
    below = undoer.undo(found.text, _of(kinds, chains_of(found.text)), least=0.0)
    if below and not has_newcomers(found.text, below.text) and _bits(found.text) - _bits(below.text) > _NEXT_GAIN:
        lost, clear = max(found.lost, below.lost), found.clear and below.clear
        found = Undone(below.text, found.kinds + below.kinds, lost, clear)
    gain = _bits(stretch.shown) - _bits(found.text)
    if gain <= _NEXT_GAIN or _is_latin(stretch, found.text) or (_is_japanese(stretch) and not _is_worded(found.text)):
        return None
    return _as_repair(stretch, found, gain)


def _is_japanese(stretch: Stretch) -> bool:
    """Whether the stretch, as it stands, reads well as Japanese."""
    return is_japanese(stretch.shown)


def _is_worded(text: str) -> bool:
    """Whether ``text`` is Chinese as people write it; kana that are not damage give common characters at random."""
    return _bits(text) < _WORDED * len(ASCII.sub("", text))


def _of(kinds: Container[str], chains: Iterable[Chain]) -> list[Chain]:
    return [chain for chain in chains if chain.kind in kinds]


def _gain(shown: str, found: str, least: float, *, proven: bool) -> float | None:
    """By how many bits ``found`` is more plausible; ``None`` if that is not enough, or less than ``least``."""
    same = _common(shown[::-1], found[::-1])
    shown, found = shown[: len(shown) - same], found[: len(found) - same]
    bits, left = _bits(shown), _bits(found)
    mean, rest = bits / max(1, len(ASCII.sub(" ", shown))), left / max(1, len(ASCII.sub(" ", found)))
    if is_japanese(found):
        rest = min(rest, _WORDED)
    if mean < _IMPLAUSIBLE or mean - rest < _GAIN or bits - left < least:
        return None
    return bits - left if proven or rest < _IMPLAUSIBLE else None


def _spoils_ends(shown: str, found: Undone) -> bool:
    """Whether the line begins or ends with clean text, which the wrong reading of the rest would make nonsense of."""
    if len(found.kinds) > 1 or CHAINS[found.kinds[0]].wrong.single or len(shown) != len(found.text):
        return False
    bits = [said - was for said, was in zip(bits_of_each(found.text), bits_of_each(shown), strict=True)]
    return max(*accumulate(bits), *accumulate(reversed(bits))) > _SPOILED


def _is_latin(stretch: Stretch, said: str) -> bool:
    """Whether the stretch is likelier text in Latin letters, of any language, than ``said`` is Chinese."""
    return LATIN_RUN.fullmatch(stretch.shown) is not None and rival_bits(stretch.shown) < _bits(said)


def _bits(text: str) -> float:
    """The bits of ``text`` without its ASCII."""
    return _lately(text) if len(text) <= _REMEMBERED else _bits_of(text)


@lru_cache(maxsize=512)
def _lately(text: str) -> float:
    """The same, remembered: second thoughts, and later passes, weigh the same lines."""
    return _bits_of(text)


def _bits_of(text: str) -> float:
    return model().cost(ASCII.sub(" ", text))


def _as_repair(stretch: Stretch, found: Undone, gain: float) -> Repair:
    start, before, after = _misread_part(stretch.text, found)
    left = _common(before, after)
    right = _common(before[left:][::-1], after[left:][::-1])
    kind = "+".join(dict.fromkeys(found.kinds))
    why = " after ".join(kind.replace("-as-", " read as ") for kind in found.kinds)
    return Repair(
        kind=kind,
        start=stretch.start + start + left,
        before=before[left : len(before) - right],
        after=after[left : len(after) - right],
        certainty=_certainty(found),
        bits=round(gain, 1),
        why=f"{why}; {found.lost:.0%} of the bytes guessed" if found.lost else why,
    )


def _misread_part(shown: str, found: Undone) -> tuple[int, str, str]:
    """Where ``shown`` is misread, from the first to the last misread word, and what that part shows and says.

    In GBK and Big5 an accented letter and the letter after it make a character: ``ít`` of ``título`` is 韙.
    """
    before, after = shown.split(" "), found.text.split(" ")
    wide = len(found.kinds) == 1 and not found.kinds[0].startswith("utf-8") and LATIN_RUN.fullmatch(shown)
    if not wide or len(before) != len(after):
        return 0, shown, found.text
    misread = [
        place
        for place, (mine, said) in enumerate(zip(before, after, strict=True))
        if mine != said and rival_bits(mine) >= _bits(said)
    ]
    if not misread:
        return 0, shown, found.text
    first, last = misread[0], misread[-1] + 1
    start = sum(len(word) + 1 for word in before[:first])
    return start, " ".join(before[first:last]), " ".join(after[first:last])


def _certainty(found: Undone) -> Certainty:
    by_form = found.kinds[-1].startswith(UTF_8.name)
    if len(set(found.kinds)) > 1 and not (by_form and not found.lost) and lexicon().lacks_words(found.text):
        return "guess"  # two chains may make text of anything
    if not found.lost:
        return "certain"
    return "likely" if found.lost < _MOST_LOST and found.clear else "guess"


def _common(one: str, other: str) -> int:
    """How many characters both have in common at the beginning."""
    place = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        place += 1
    return place


def explains(before: str, after: str, context: Context) -> bool:
    """Whether a reader of the kind's chains shows ``before`` for ``after``, whatever it does with bytes it cannot read.

    >>> context = Context("utf-8-as-latin-1", "å¤©", 0, 3)
    >>> explains("å¤©", "天", context), explains("å¤©", "夫", context)
    (True, False)
    """
    return before != after and may_show(before, after, context.kind, context.left(3), context.right(3))


ACCIDENT: Final = Accident(
    kinds={kind: f"{chain.true.name} read as {chain.wrong.name}" for kind, chain in CHAINS.items()},
    damage=damage,
    repair=repair,
    explains=explains,
)
