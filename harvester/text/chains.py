"""Whole texts, or paragraphs of them, that were read in the wrong encoding, once or twice.

A line is taken for misread if it is implausible Chinese (more than 12 bits a character), if undoing a
misreading gains more than 2 bits a character, and if the wrong reader shows exactly the damaged line
for what was found. What one line proves helps the others of its document. A text about misreadings
that quotes some is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from harvester.text.chain_kinds import CHAINS, ENTITY_CHAINS, HANZI_CHAINS, LATIN_CHAINS, Chain, chains_of
from harvester.text.chain_signs import LATIN, LATIN_RUN, lines_with, rare, rare_pair, signs
from harvester.text.chain_undo import Undoer, Undone
from harvester.text.edits import Certainty, Repair
from harvester.text.language import model
from harvester.text.misreadings import ENTITIES, HOLE, SIGNS
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.references import REFERENCES, escape, unescaped

KINDS: Final = tuple(CHAINS)

#: Misread text has more bits a character than this, what it said has less, and undoing gains more than that.
_IMPLAUSIBLE: Final = 12.0
_GAIN: Final = 2.0
#: And so many bits in all, in a document that has proved nothing yet, or this kind of damage.
_FIRST_GAIN: Final = 40.0
_NEXT_GAIN: Final = 6.0
#: The least share of rare characters in a line of misread Hanzi.
_RARE_SHARE: Final = 0.25
#: A stretch of Latin inside a line of clean Hanzi is undone if it hides so many characters.
_QUOTED: Final = 8

#: Where a larger share of the bytes is lost, what is found reads well and is not what was said.
_MOST_LOST: Final = 0.25

#: After so many stretches without a repair only one in as many is looked at.
_FRUITLESS: Final = 32

#: Words of texts that quote misreadings.
_ABOUT: Final = re.compile(
    r"乱码|亂碼|编码|編碼|字符集|锟斤拷|烫烫|mojibake|charset|unicode|utf-?8|gbk|gb-?2312|gb-?18030|big-?5|latin-?1|8859|1252",
    re.IGNORECASE,
)
_LETTERS: Final = re.compile("[A-Za-z]")
_ASCII: Final = re.compile(r"[\x00-\x7f]+")


def damage(text: str, kind: str, rng: Random, sign: str | None = None) -> str:
    """``text`` read in the wrong encoding that ``kind`` names.

    ``sign``: what is shown for bytes that the wrong encoding lacks, ``?`` or U+FFFD or nothing;
    drawn if it is ``None``. Raises :class:`UnicodeEncodeError` where the true encoding lacks a
    character, :class:`KeyError` where there is no such kind.
    """
    chain = CHAINS[kind]
    reader = rng.choice(chain.wrong.readers)
    shown = reader.show(text.encode(chain.true.codec))
    if chain.wrong is ENTITIES:
        return escape(shown)
    return shown.replace(HOLE, rng.choice(SIGNS) if sign is None else sign)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of the text that one misreading may have given: a line, or a run of Latin in it."""

    start: int
    text: str
    chains: tuple[Chain, ...]
    #: Whether it stands inside a line of other text.
    quoted: bool
    #: What was shown before it was written in character references.
    escaped: str | None = None

    @property
    def shown(self) -> str:
        """What the wrong reader showed."""
        return self.text if self.escaped is None else self.escaped


def repair(text: str, profile: Profile, options: Options) -> list[Repair]:
    """The stretches of ``text`` that were read in a wrong encoding, as what they said.

    ``certain`` where no byte was lost, ``likely`` where some had to be guessed, ``guess`` where many had.
    """
    if not signs().search(text) and not REFERENCES.search(text):
        return []
    stretches = [_wanted(stretch, options) for stretch in _stretches(text)]
    if not stretches or _is_about_misreadings(text, stretches):
        return []
    undoer = Undoer()
    found = _strong_repairs(stretches, undoer, profile)
    kinds = {kind for made in found.values() if made for kind in made.kind.split("+")}
    kinds |= {kind for kind in CHAINS if profile.proofs[kind] and options.wants(kind)}
    unsure = [stretch for stretch in stretches if not found.get(stretch.start) and not stretch.quoted]
    for stretch in (*unsure, *_others(text, stretches)) if kinds else ():
        found[stretch.start] = _weak_repair_of(stretch, undoer, kinds)
    return [made for _, made in sorted(found.items()) if made]


def _wanted(stretch: _Stretch, options: Options) -> _Stretch:
    chains = tuple(chain for chain in stretch.chains if options.wants(chain.kind))
    return replace(stretch, chains=chains)


def _stretches(text: str) -> Iterator[_Stretch]:
    """Those that show signs of a misreading."""
    for start, end in lines_with(REFERENCES, text):
        line = text[start:end]
        shown = unescaped(line)
        if shown is not None:
            quoted = len(_LETTERS.findall(shown)) > len(_ASCII.sub("", shown))
            yield _Stretch(start, line, ENTITY_CHAINS, quoted=quoted, escaped=shown)
    for start, end in lines_with(LATIN, text):
        for run in LATIN_RUN.finditer(text, start, end):
            if LATIN.search(run[0]):
                yield _Stretch(run.start(), run[0], LATIN_CHAINS, run.span() != (start, end))
    for start, end in lines_with(rare_pair(), text):
        line = text[start:end]
        if len(rare().findall(line)) >= _RARE_SHARE * len(_ASCII.sub("", line)):
            yield _Stretch(start, line, HANZI_CHAINS, quoted=False)


def _others(text: str, seen: Iterable[_Stretch]) -> Iterator[_Stretch]:
    """The lines that show no sign but may be misread all the same."""
    known = {text.rfind("\n", 0, stretch.start) + 1 for stretch in seen}
    start = 0
    for line in text.split("\n"):
        if start not in known and not line.isascii():
            is_latin = LATIN_RUN.fullmatch(line) is not None
            yield _Stretch(start, line, LATIN_CHAINS if is_latin else HANZI_CHAINS, quoted=False)
        start += len(line) + 1


def _is_about_misreadings(text: str, stretches: list[_Stretch]) -> bool:
    """Whether the text tells of misreadings, and most of it isn't one."""
    return 2 * sum(len(stretch.text) for stretch in stretches) < len(text) and _ABOUT.search(text) is not None


def _strong_repairs(stretches: Iterable[_Stretch], undoer: Undoer, profile: Profile) -> dict[int, Repair | None]:
    """The repairs, by their place, that the stretches ask for by themselves.

    Where many in a row come to nothing, it is another language: then only a few more are looked at.
    """
    found: dict[int, Repair | None] = {}
    fruitless = 0
    for place, stretch in enumerate(stretches):
        if fruitless < _FRUITLESS or place % _FRUITLESS == 0:
            made = found[stretch.start] = _repair_of(stretch, undoer, profile)
            fruitless = 0 if made else fruitless + 1
    return found


def _repair_of(stretch: _Stretch, undoer: Undoer, profile: Profile) -> Repair | None:
    found = undoer.undo(stretch.shown, stretch.chains) if stretch.chains else None
    if found is None:
        return None
    proven = any(profile.proofs[kind] for kind in found.kinds)
    gain = _gain(stretch.shown, found.text, proven=proven)
    if gain is None or (stretch.quoted and not proven and len(_ASCII.sub("", found.text)) < _QUOTED):
        return None
    if not found.lost:
        profile.proofs.update(found.kinds)
    return _as_repair(stretch, found, gain)


def _weak_repair_of(stretch: _Stretch, undoer: Undoer, kinds: Container[str]) -> Repair | None:
    """The repair of a line that shows hardly any sign, in a document that shows signs of ``kinds``."""
    found = undoer.undo(stretch.shown, _of(kinds, stretch.chains), least=0.0)
    if found is None:
        return None
    below = undoer.undo(found.text, _of(kinds, chains_of(found.text)), least=0.0)
    if below:
        found = Undone(below.text, found.kinds + below.kinds, max(found.lost, below.lost))
    gain = _bits(stretch.shown) - _bits(found.text)
    return _as_repair(stretch, found, gain) if gain > _NEXT_GAIN else None


def _of(kinds: Container[str], chains: Iterable[Chain]) -> list[Chain]:
    return [chain for chain in chains if chain.kind in kinds]


def _gain(shown: str, found: str, *, proven: bool) -> float | None:
    """How many bits ``found`` is more plausible, or ``None`` if that isn't enough."""
    bits, left = _bits(shown), _bits(found)
    mean, rest = bits / len(_ASCII.sub(" ", shown)), left / max(1, len(_ASCII.sub(" ", found)))
    if mean < _IMPLAUSIBLE or mean - rest < _GAIN or bits - left < (_NEXT_GAIN if proven else _FIRST_GAIN):
        return None
    return bits - left if proven or rest < _IMPLAUSIBLE else None


def _bits(text: str) -> float:
    """The bits of ``text``, what is ASCII aside."""
    return model().cost(_ASCII.sub(" ", text))


def _as_repair(stretch: _Stretch, found: Undone, gain: float) -> Repair:
    before, after = stretch.text, found.text
    left = _common(before, after)
    right = _common(before[left:][::-1], after[left:][::-1])
    kind = "+".join(dict.fromkeys(found.kinds))
    why = " after ".join(kind.replace("-as-", " read as ") for kind in found.kinds)
    return Repair(
        kind=kind,
        start=stretch.start + left,
        before=before[left : len(before) - right],
        after=after[left : len(after) - right],
        certainty=_certainty(found.lost),
        bits=round(gain, 1),
        why=f"{why}; {found.lost:.0%} of the bytes guessed" if found.lost else why,
    )


def _certainty(lost: float) -> Certainty:
    if not lost:
        return "certain"
    return "likely" if lost < _MOST_LOST else "guess"


def _common(one: str, other: str) -> int:
    """How many ASCII characters both begin with."""
    place = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs or mine > "\x7f":
            break
        place += 1
    return place
