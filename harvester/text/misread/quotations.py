"""Texts about misreadings: what looks like one in them is quoted, and stays.

A document that names the damage itself is about it, unless most of it is damaged. A paragraph quotes the damage in
it where its prose names an encoding, says that something is shown, read or mended so, or also gives what it said. Code
is not prose: there only the line counts, and a declaration of an encoding says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Final

from harvester.config.patterns import regex
from harvester.text.edits import Repair
from harvester.text.misread.telling import ABOUT, CUES, DECLARED, NAMES, SHOWN, SHOWN_AFTER, is_code, is_prose

#: How many characters before and after a quotation are searched for its introduction: a clause, and a few words.
_BEFORE: Final = 60
_BEHIND: Final = 20
_PARAGRAPH: Final = regex(r"[^\n]+(?:\n[^\n]+)*")
#: The fewest characters beyond ASCII for what was said to count as given too.
_LEAST_SAID: Final = 2
_WHY: Final = "quoted, by what stands around it"


def doubted(text: str, repairs: Sequence[Repair]) -> list[Repair]:
    """``repairs`` of ``text``, in order, with those of what it quotes turned into guesses.

    >>> made = Repair("gbk-as-latin-1", 9, "ÖÐ¹ú", "中国", "certain", 40.0, "gbk read as latin-1")
    >>> [each.certainty for each in doubted("it shows ÖÐ¹ú, as a name", [made])]
    ['guess']
    """
    if not repairs:
        return []
    if _are_few(repairs, len(text)) and ABOUT.search(text):
        return [_quoted(made) for made in repairs]
    coming = iter(repairs)
    made = next(coming, None)
    found: list[Repair] = []
    for start, end in paragraphs_in(text):
        here: list[Repair] = []
        while made and made.start < end:
            here.append(made)
            made = next(coming, None)
        found += doubted_in(text, start, end, here)
    return found


def doubted_in(text: str, start: int, end: int, repairs: Sequence[Repair]) -> list[Repair]:
    """The same for the ``repairs`` in the paragraph of ``text`` from ``start`` to ``end``, in code line by line.

    >>> doubted_in("clean", 0, 5, [])
    []
    """
    if not repairs:
        return []
    if not is_code(text[start:end]):
        return _judged(text, (start, end), repairs)
    lines = groupby(repairs, key=lambda made: line_of(text, made.start, made.end))
    return [made for span, here in lines for made in _judged(text, span, [*here])]


def _judged(text: str, span: tuple[int, int], repairs: Sequence[Repair]) -> list[Repair]:
    quoted = _are_few(repairs, span[1] - span[0]) and _quotes(text, span, repairs)
    return [_quoted(made) for made in repairs] if quoted else [*repairs]


def is_doubted(made: Repair) -> bool:
    """Whether :func:`doubted` found ``made`` to be of a quotation.

    >>> is_doubted(Repair("gbk-as-latin-1", 0, "ÖÐ", "中", "certain", 9.0, "gbk read as latin-1"))
    False
    """
    return made.certainty == "guess" and made.why.endswith(_WHY)


def _quoted(made: Repair) -> Repair:
    return made if is_doubted(made) else replace(made, certainty="guess", why=f"{made.why}; {_WHY}")


def _are_few(repairs: Iterable[Repair], size: int) -> bool:
    """Whether less than half of a text of ``size`` characters is what was repaired, once it is."""
    made = [(len(each.before), len(each.after)) for each in repairs]
    said = sum(after for _, after in made)
    return 2 * said < size - sum(before for before, _ in made) + said


def line_of(text: str, start: int, end: int) -> tuple[int, int]:
    r"""The line, or lines, that contain the span from ``start`` to ``end``.

    >>> line_of("one\ntwo\nthree", 5, 6)
    (4, 7)
    """
    last = text.find("\n", end)
    return text.rfind("\n", 0, start) + 1, len(text) if last < 0 else last


def _quotes(text: str, span: tuple[int, int], repairs: Sequence[Repair]) -> bool:
    """Whether the prose of ``text`` in ``span`` speaks of what was repaired in it."""
    start, end = span
    prose = DECLARED.sub("", _without(text, start, end, repairs))
    return (
        NAMES.search(prose) is not None
        or any(_gives_both(text, made) for made in repairs)
        or any(
            SHOWN.search(text, max(start, made.start - _BEFORE), made.start)
            or SHOWN_AFTER.match(text, made.end, min(end, made.end + _BEHIND))
            or _is_told(text, made)
            for made in repairs
        )
    )


def _without(text: str, start: int, end: int, repairs: Iterable[Repair]) -> str:
    """``text`` from ``start`` to ``end`` without what was repaired in it."""
    parts = []
    for made in repairs:
        parts.append(text[start : made.start])
        start = made.end
    return "\n".join([*parts, text[start:end]])


def _is_told(text: str, made: Repair) -> bool:
    """Whether what was repaired is the lesser part of a line of prose that says that something is seen or wrong."""
    start, end = line_of(text, made.start, made.end)
    if not _are_few([made], end - start):
        return False
    beside = f"{text[start : made.start]} {text[made.end : end]}"
    return CUES.search(beside) is not None and is_prose(beside)


def _gives_both(text: str, made: Repair) -> bool:
    """Whether every word of what was said stands in the line too, or in the line before or after it.

    This does not hold for what fills its line: a document may have the same line both damaged and whole.
    """
    start, end = line_of(text, made.start, made.end)
    beside = f"{text[start : made.start]}\n{text[made.end : end]}"
    said = re.findall(r"[^\x00-\x7f]+", made.after)
    if beside.strip():
        first, last = line_of(text, max(0, start - 1), min(len(text), end + 1))
        beside += f"\n{text[first:start]}\n{text[end:last]}"
    return sum(map(len, said)) >= _LEAST_SAID and all(word in beside for word in said)


def paragraphs_in(text: str) -> Iterator[tuple[int, int]]:
    r"""The start and end of each stretch of ``text`` without an empty line.

    >>> [*paragraphs_in("one\ntwo\n\nthree")]
    [(0, 7), (9, 14)]
    """
    return (match.span() for match in _PARAGRAPH.finditer(text))
