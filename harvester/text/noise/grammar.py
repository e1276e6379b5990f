"""What the forum's noise is made of, and where runs of it may stand in a text that has lost its tags.

Discuz replaces every line break of a message by a run of noise and the break: in one half of
the cases the run ends the line, in the other half it starts the next. A run is made by
``for (i = 0; i < rand(5, 15); i++)`` of units: a character of code 32 to 59, a blank, a
character of code 63 to 126; old versions leave out the blank and begin at code 0. Where an
extractor collapsed white space, a unit whose first character is a blank has only one left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from math import log2
from operator import mul
from typing import Final, Literal

from harvester.config.patterns import regex

#: How many units a run has at least, and at most: the bounds of ``rand(5, 15)``.
LEAST_UNITS: Final = 5
MOST_UNITS: Final = 15
#: How many characters the first and the last of a unit are chosen from: codes 32 to 59, and 63 to 126.
FIRSTS: Final = 28
LASTS: Final = 64
#: The same for the first character in the version without a blank: codes 0 to 59.
DENSE_FIRSTS: Final = 60

BLANKS: Final = " \t\xa0"
ZERO_WIDTH: Final = "\u200b\u200c\u200d\u2060\ufeff"
#: Invisible characters that may stand between a run and the end of its line.
INVISIBLE: Final = BLANKS + ZERO_WIDTH
#: What ends a line: breaks, and the brackets of tags that were left in, which noise never has.
LINE_STARTS: Final = "\n\r\v\f\x85\u2028\u2029>"
LINE_ENDS: Final = "\n\r\v\f\x85\u2028\u2029<"

_FIRST = r"!-;"
_LAST = r"?-~"
_BLANK = r" \t\xa0"
_UNIT = rf"(?:[{_FIRST}][{_BLANK}]|[{_BLANK}]{{1,2}})[{_LAST}]"
# Both start at the last character of a unit, because a search that begins with one set of
# characters is three times as fast; what may stand before it is checked afterwards. Possessive,
# so that time is linear even for a megabyte of noise.
_SPACED = regex(rf"[{_LAST}](?:{_UNIT}){{4,}}+")
_ONE = regex(_UNIT)
_DENSE = regex(rf"[{_LAST}](?:[\x00-;][{_LAST}]){{4,}}+")
_EITHER = regex(rb"[?-~](?:[\x00-;\xa0]{1,2}[?-~]){4}")
# What the end of a text leaves of a run, and of a unit.
_CUT_UNIT = regex(rf"[{_FIRST}][{_BLANK}]?(?=\s*\Z)")
_CUT_RUN = regex(rf"((?:{_UNIT}){{1,4}}+)(?:[{_FIRST}][{_BLANK}]?)?(?=\s*\Z)")
_CUT_LINE = regex(rf"(?<=[\n\r])([{_LAST}]?(?:{_UNIT}){{0,4}}+(?:[{_FIRST}][{_BLANK}]?)?)(?=\s*\Z)")
#: A run that was cut has at most four units, of three characters and two blanks each, and what is left of a fifth.
_LONGEST_CUT = 24

#: Full-width characters begin here.
_CHINESE: Final = "\u2e80"
_FIRST_CHARS: Final = frozenset(map(chr, range(33, 60)))
_LAST_CHARS: Final = frozenset(map(chr, range(63, 127)))

Place = Literal["start", "end", "line", "middle"]


def _length_bits() -> tuple[float, ...]:
    """-log2 P(n units) for n = 0, 1, …: the bound of the loop is drawn anew at each turn."""
    goes_on = [1 - max(0, min(11, turn - 4)) / 11 for turn in range(MOST_UNITS + 1)]
    reached = list(accumulate(goes_on, mul, initial=1.0))
    once = [reached[n] * (1 - goes_on[n]) for n in range(MOST_UNITS + 1)] + [0.0] * MOST_UNITS
    twice = [sum(once[a] * once[n - a] for a in range(n + 1)) for n in range(2 * MOST_UNITS + 1)]
    # Two runs meet where a line was empty: assumed to be one in eight.
    return tuple(-log2(max(a * 7 / 8 + b / 8, 2**-40)) for a, b in zip(once, twice, strict=True))


UNIT_BITS: Final = log2(FIRSTS * LASTS)
#: What a run costs, by its number of units, two runs that meet included.
RUN_BITS: Final = tuple(units * UNIT_BITS + bits for units, bits in enumerate(_length_bits()))


def run_bits(units: int) -> float:
    """What a run of ``units`` units costs; a length of more than two runs costs no more than that of two.

    >>> run_bits(5) < run_bits(6)
    True
    """
    return RUN_BITS[units] if units < len(RUN_BITS) else RUN_BITS[-1] + (units + 1 - len(RUN_BITS)) * UNIT_BITS


@dataclass(slots=True)
class Run:
    """The longest stretch of text in its place that parses as noise.

    ``starts`` holds, unit by unit, where the unit starts at the earliest, ``ends`` where it
    ends; the first and the last units may be the text's own. ``cut`` is where the part of one
    more unit ends that the end of the text left.

    >>> next(find_spaced("灯会0 |7 A9 r4 x1 n"))
    Run(starts=[2, 5, 8, 11, 14], ends=[5, 8, 11, 14, 17], place='end', cut=0)
    """

    starts: list[int]
    ends: list[int]
    place: Place
    cut: int = 0


def may_have_runs(text: str) -> bool:
    """Whether there may be a run of either version; fast, since few characters of Chinese text need to be looked at.

    >>> may_have_runs("灯会0 |7 A9 r4 x1 n) {"), may_have_runs("灯会今晚开始")
    (True, False)
    """
    return _EITHER.search(text.encode("latin-1", "ignore")) is not None


def find_spaced(text: str) -> Iterator[Run]:
    """Runs of units with a blank inside.

    >>> [(run.starts[0], run.ends[-1], run.place) for run in find_spaced("灯会0 |7 A9 r4 x1 n) {")]
    [(2, 20, 'end')]
    """
    for match in _SPACED.finditer(text):
        position, end = match.span()
        starts, ends = _units(text, position + 1, end)
        start = _first_start(text, position, end)
        if start is not None:
            starts.insert(0, start)
            ends.insert(0, position + 1)
        if len(ends) >= LEAST_UNITS:
            yield _placed(text, starts, ends)


def _first_start(text: str, last: int, end: int) -> int | None:
    """Where the unit that ends in ``text[last]`` starts at the earliest; ``None`` if that is not a unit's end."""
    before = text[last - 1] if last else "\n"
    if before in BLANKS:
        return last - 2 if last > 1 and (text[last - 2] in _FIRST_CHARS or text[last - 2] in BLANKS) else last - 1
    # At the start of a line a blank that was the unit's first character has been stripped; the line may
    # have been joined to the one before.
    if before in LINE_STARTS or (before >= _CHINESE and _placed(text, [last], [end]).place == "middle"):
        return last
    return None


def _units(text: str, here: int, end: int) -> tuple[list[int], list[int]]:
    """Where the units of ``text[here:end]`` start and end."""
    ends = [unit.end() for unit in _ONE.finditer(text, here, end)]
    return [here, *ends[:-1]], ends


def find_dense(text: str) -> Iterator[Run]:
    """Runs of units without a blank, including control characters.

    >>> [(run.starts[0], run.ends[-1], run.place) for run in find_dense("灯会0|7A9r4x1n){")]
    [(2, 14, 'end')]
    """
    for match in _DENSE.finditer(text):
        position, end = match.span()
        first = position - 1 if position and text[position - 1] <= ";" else position + 1
        starts = list(range(first, end, 2))
        if len(starts) >= LEAST_UNITS:
            yield _placed(text, starts, [start + 2 for start in starts])


def find_cut(text: str) -> Run | None:
    """What the end of the text left of a run, if that is less than a run.

    >>> run = find_cut("灯会0 |7 A9 r")
    >>> (run.starts[0], run.ends[-1])
    (2, 11)
    """
    match = _CUT_RUN.search(text, max(0, len(text) - _LONGEST_CUT))
    if not match:
        return None
    starts, ends = _units(text, *match.span(1))
    return Run(starts, ends, "end", match.end())


def find_cut_line(text: str) -> Run | None:
    r"""The last line, if it may be what the end of the text left of a run that started it.

    >>> run = find_cut_line("灯会\n0 |7 A9 r")
    >>> (run.starts[0], run.ends[-1])
    (3, 12)
    """
    match = _CUT_LINE.search(text, max(0, len(text) - _LONGEST_CUT))
    if not match or match.start() == match.end():
        return None
    return Run([match.start()], [match.end()], "line")


def _placed(text: str, starts: list[int], ends: list[int]) -> Run:
    """The run and where in its line it stands."""
    start, end = starts[0], ends[-1]
    while start and text[start - 1] in INVISIBLE:
        start -= 1
    at_start = not start or text[start - 1] in LINE_STARTS
    while end < len(text) and text[end] in INVISIBLE:
        end += 1
    cut = _CUT_UNIT.match(text, end) if len(text) - end < _LONGEST_CUT else None
    at_end = end == len(text) or text[end] in LINE_ENDS or cut
    place: Place = ("line" if at_end else "start") if at_start else ("end" if at_end else "middle")
    return Run(starts, ends, place, cut.end() if cut else 0)
