"""Runs of characters that may be misread, as a whole or word by word, unless the text quotes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from harvester.text.edits import Certainty, Repair
from harvester.text.language.model import model
from harvester.text.misread.quotations import doubted, doubted_in, is_doubted, paragraphs_in
from harvester.text.misread.signs import lines_with, rare
from harvester.text.misread.stretches import ASCII
from harvester.text.profile import Profile

#: A character of what a run said costs fewer bits than this as Chinese (89 in 100 Hanzi do); in UTF-8, whose bytes
#: nobody writes by chance, it may be part of a name (99.5 in 100 cost less).
WORDED: Final = 11.5
NAMED: Final = 17.0
#: The fewest characters beyond ASCII in a misreading: those of one Hanzi. One in this many characters may be rare.
LEAST: Final = 2
_RARE: Final = 8
#: What longer texts cost is not remembered, so that no input fills the memory.
_REMEMBERED: Final = 2_000


class Found(NamedTuple):
    """What a run said: by which kind of damage, where the run ends, and by how many bits it is likelier.

    ``start``: where it begins, if not at the start of the run.

    >>> read = [Found("big5-as-latin-1", 4, "笢弊", 4.0), Found("gbk-as-latin-1", 4, "中国", 31.5)]
    >>> max(read, key=lambda found: found.gain).text
    '中国'
    """

    kind: str
    end: int
    text: str
    gain: float
    certainty: Certainty = "certain"
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Runs:
    r"""How a family of misreadings finds its runs, and what it makes of one.

    ``pair``: what every run contains; ``run``: a run, within a line; ``word``: a run without blanks; ``best``: what the
    run between two places of the text said, given what is proved; ``is_odd``: whether a word that says nothing is
    misread nevertheless.

    >>> def best(text, start, end, profile):
    ...     return Found("gbk-as-latin-1", end, text[start:end].encode("latin-1").decode("gbk"), 40.0)
    >>> high = re.compile("[\x80-\xff]+")
    >>> runs = Runs(high, high, high, best, is_odd=str.isalpha)
    >>> [made.after for made in repair_runs("作者\nÖÐ¹ú", Profile(), runs)]
    ['中国']
    """

    pair: re.Pattern[str]
    run: re.Pattern[str]
    word: re.Pattern[str]
    best: Callable[[str, int, int, Profile], Found | None]
    is_odd: Callable[[str], bool]


def repair_runs(text: str, profile: Profile, runs: Runs) -> list[Repair]:
    """The repairs of the runs of ``text``; those of quotations are guesses. ``profile`` learns from the others.

    >>> pattern = re.compile("ÖÐ")
    >>> runs = Runs(pattern, pattern, pattern, lambda *_: Found("gbk-as-latin-1", 2, "中", 20.0), str.isalpha)
    >>> [(made.before, made.after) for made in repair_runs("ÖÐ", Profile(), runs)]
    [('ÖÐ', '中')]
    """
    learned = profile.copy()
    repairs: list[Repair] = []
    for first, last in paragraphs_in(text):
        made = doubted_in(text, first, last, list(_in_paragraph(text, first, last, runs, learned)))
        learned.proofs.update(each.kind for each in made if each.certainty == "certain")
        repairs += made
    judged = doubted(text, repairs)
    if not all(map(is_doubted, judged)):
        profile.update(learned.since(profile))
    return judged


def _in_paragraph(text: str, first: int, last: int, runs: Runs, profile: Profile) -> Iterator[Repair]:
    for start, end in lines_with(runs.pair, text[first:last]):
        for run in runs.run.finditer(text, first + start, first + end):
            yield from _of_run(text, *run.span(), runs, profile)


def _of_run(text: str, start: int, end: int, runs: Runs, profile: Profile) -> Iterator[Repair]:
    """The repair of the run from ``start`` to ``end``, or of its words."""
    found = runs.best(text, start, end, profile)
    if found:
        yield _as_repair(text, start, found)
        return
    words = [*runs.word.finditer(text, start, end)] if " " in text[start:end] else []
    read = [(word, runs.best(text, *word.span(), profile)) for word in words]
    if any(found is None and runs.is_odd(word[0]) for word, found in read):
        return  # a part of it is misread too, in a way that loses bytes: whole, or not at all
    for word, found in read:
        if found:
            yield _as_repair(text, word.start(), found)


def _as_repair(text: str, start: int, found: Found) -> Repair:
    start = start if found.start is None else found.start
    return Repair(
        kind=found.kind,
        start=start,
        before=text[start : found.end],
        after=found.text,
        certainty=found.certainty,
        bits=round(found.gain, 1),
        why=found.kind.replace("-as-", " read as "),
    )


def is_chinese(said: str, most: float) -> bool:
    """Whether ``said`` reads as Chinese, at fewer bits than ``most`` for each character on average.

    >>> is_chinese("灯会今晚开始", WORDED), is_chinese("龘靐齉", WORDED)
    (True, False)
    """
    return chinese_bits(said, most) is not None


def chinese_bits(said: str, most: float) -> float | None:
    """The bits of the characters beyond ASCII in ``said`` if :func:`is_chinese`, otherwise ``None``.

    >>> chinese_bits("灯会今晚开始", WORDED) == bits_beyond_ascii("灯会今晚开始"), chinese_bits("龘靐齉", WORDED)
    (True, None)
    """
    beyond = ASCII.sub("", said)
    if len(beyond) < LEAST:
        return None
    # What another reading says is full of rare characters, which are found faster than bits.
    if most != NAMED and sum(map(rare().__contains__, beyond)) * _RARE > len(beyond):
        return None
    bits = bits_beyond_ascii(said)
    return bits if bits <= most * len(beyond) else None


def bits_beyond_ascii(text: str) -> float:
    """The bits of the characters beyond ASCII in ``text``; ASCII says the same in every encoding.

    >>> bits_beyond_ascii("abc")
    0
    """
    return _lately(text) if len(text) <= _REMEMBERED else _bits(text)


@lru_cache(maxsize=256)
def _lately(text: str) -> float:
    """The same, remembered: several accidents look at the same lines."""
    return _bits(text)


def _bits(text: str) -> float:
    costs = model().costs
    shown = ASCII.sub(" ", text)
    whole = "\n\n" + shown
    return sum([costs[whole[place : place + 3]] for place, char in enumerate(shown) if char != " "])
