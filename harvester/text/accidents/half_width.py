"""Full-width punctuation squashed to half width, in a document that shows signs of it.

The tool behind the shifts replaced seven full-width marks by their ASCII twins; where its
search did not match across characters, that is all it did. Unicode's NFKC does the same. What it wrote
can be distinguished from half-width marks that the author typed only by what is around them, so
every mark is weighed by the language model (``marks``).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair, apply
from harvester.text.encodings import gbk
from harvester.text.misread.signs import rare
from harvester.text.profile import Profile
from harvester.text.shift.markers import SHIFT, shows_shift
from harvester.text.shift.marks import FULL, HALF, gains
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "half-width"
#: What shows that the tool was at work: the option, repairs of other kinds, signs of a shift, the text alone.
_Proof = Literal["option", "shift", "gloss", "noise", "sign", "text"]

_SQUASH: Final = str.maketrans(FULL, HALF)
_WIDEN: Final = dict(zip(HALF, FULL, strict=True))

_HANZI: Final = "\u3400-\u9fff"
# Marks in Chinese text: with Chinese on one side, and on both.
_BESIDE: Final = regex(rf"(?<=[{_HANZI}。、”」》])[!(),:;?]|[!(),:;?](?=[{_HANZI}“「《])")
_BETWEEN: Final = regex(rf"(?<=[{_HANZI}。、”」》])[!(),:;?](?=[{_HANZI}“「《])")
#: Marks that the tool leaves alone: people who type these in full width type the seven so too.
_LEFT: Final = regex(r"[。、“”「」『』《》]")
#: What people who type half-width marks type, and no tool makes of full-width ones.
_TYPED: Final = regex(rf"[{_HANZI}](?:\.(?![^\s.])|\"|,\x20)|\"[{_HANZI}]")

#: What the tool makes of ``。”`` and of most full stops before a line's end; authors rarely type it unless they shout.
_SIGN: Final = regex(rf"(?<=[{_HANZI}])\?!\?(?![!?])")
_CRIES: Final = regex("[!?]{2,}")

#: Marks that shouting authors type; a squashed text has others too.
_SHOUTED: Final = frozenset("?!")
#: How many squashed marks between Hanzi, of how many kinds, and how many marks that the tool leaves alone look like its
#: work: likely where there is other damage, a guess where there is not, since the text may have been typed so.
_LEAST_HALF: Final = 4
_LEAST_KINDS: Final = 2
_LEAST_LEFT: Final = 3
_LEAST_STOPS: Final = 2
#: How many more bits make a mark certain, in a document that a shift has proved.
_CERTAIN_BITS: Final = 6.0


def damage(text: str) -> str:
    """``text`` with its seven full-width marks as ASCII.

    >>> damage("好，走吧！（二楼）")
    '好,走吧!(二楼)'
    """
    return text.translate(_SQUASH)


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """Every squashed mark in full width, where ``text`` is proved to be squashed or ``options.widen`` is set.

    A guess where the text has no other damage: there are authors who type just these marks at half width.

    >>> from harvester.text import Options
    >>> text = "好,走吧!"
    >>> [made.after for made in repair(text, Profile(), Options(widen=True), Work.on(text))]
    ['，', '！']
    """
    del work
    if not any(mark in text for mark in HALF):
        return []
    proof = _proof(text, profile, options) if options.wants(KIND) and not text.isascii() else None
    if proof is None:
        return []
    whole = proof == "option" or sum(map(text.count, FULL)) * 2 <= len(_BESIDE.findall(text))
    sure: Certainty = "guess" if proof == "text" else "likely"
    repairs = [
        _widened(
            text,
            start + place,
            gain,
            "certain" if proof == "shift" and gain >= _CERTAIN_BITS and _is_clean(line, place) else sure,
        )
        for start, line in _lines(text)
        if (whole or not _has_full(line)) and not (shows_shift(line) or (proof == "shift" and SHIFT.search(line)))
        for place, gain in gains(line)
        if gain > 0
    ]
    if proof in {"noise", "sign", "text"} and not _is_explained(text, repairs):
        return []
    profile.proofs[KIND] += sum(repair.certainty == "certain" for repair in repairs)
    return repairs


def _proof(text: str, profile: Profile, options: Options) -> _Proof | None:
    """What shows that ``text`` was squashed, the best first."""
    if options.widen:
        return "option"
    if profile.proofs["shift"] and _may_be_squashed(text):
        return "shift"
    if _has_full(text):
        return None
    if profile.proofs["gloss"] and _LEFT.search(text) and _may_be_squashed(text):
        return "gloss"
    if _is_squashed(text):
        return "noise" if profile.proofs["noise"] else "sign" if _has_signs(text) else "text"
    return None


def _has_signs(text: str) -> bool:
    """Whether everything that looks like shouting may be what a shift too short to prove itself left."""
    signs = _SIGN.findall(text)
    return bool(signs) and len(signs) == len(_CRIES.findall(text))


def _may_be_squashed(text: str) -> bool:
    """Whether half-width marks stand next to Chinese, and not just those that people type."""
    return not _SHOUTED.issuperset(_BESIDE.findall(text)) and len(_TYPED.findall(text)) <= len(_LEFT.findall(text))


def _is_noted(line: str, place: int) -> bool:
    """Whether the mark at ``place`` is a bracket around Latin letters: a reading or a name, perhaps typed so."""
    beside = line[place + 1 : place + 2] if line[place] == "(" else line[max(0, place - 1) : place]
    return line[place] in "()" and beside.isalpha() and beside < "\u0250"


def _is_clean(line: str, place: int) -> bool:
    """Whether the mark at ``place`` is no bracket of a note, and not what a shift without a sign left before it."""
    return not _is_noted(line, place) and rare().isdisjoint(line[place + 1 : place + 3])


def _widened(text: str, place: int, gain: float, certainty: Certainty) -> Repair:
    why = "stands where Chinese text has the full-width mark"
    return Repair(KIND, place, text[place], _WIDEN[text[place]], certainty, gain, why)


def _is_explained(text: str, repairs: Sequence[Repair]) -> bool:
    """Whether the tool turns the repaired text into ``text`` without a shift; in a long typed one it makes some."""
    return gbk.squash(gbk.encode(apply(text, repairs))) == gbk.encode(text)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line of ``text``, and where it starts."""
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line.rstrip("\r\n")
        start += len(line)


def _has_full(text: str) -> bool:
    return any(mark in text for mark in FULL)


def _is_squashed(text: str) -> bool:
    """Whether a text has full-width marks but none of the seven, and half-width ones in their places."""
    marks = _BETWEEN.findall(text)
    if len(marks) < _LEAST_HALF or len(set(marks)) < _LEAST_KINDS:
        return False
    left = Counter(_LEFT.findall(text))
    return left.total() - left["。"] >= _LEAST_LEFT and left["。"] >= _LEAST_STOPS and not _TYPED.search(text)


def explains(before: str, after: str, context: Context) -> bool:
    """Whether :func:`damage` gives ``before``.

    >>> explains(",", "，", Context(KIND, "好,走", 1, 2)), explains(",", "、", Context(KIND, "好,走", 1, 2))
    (True, False)
    """
    del context
    return before != after and damage(after) == before


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    del kind, rng
    return damage(text)


ACCIDENT: Final = Accident(
    kinds={KIND: "seven full-width marks written as their ASCII twins"},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
