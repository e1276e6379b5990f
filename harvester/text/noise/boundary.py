"""Where a run of noise ends and the text continues: the most plausible place that the grammar allows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log2
from typing import Final, NamedTuple

from harvester.text.language.model import Costs
from harvester.text.noise.grammar import BLANKS, LEAST_UNITS, UNIT_BITS, Run, run_bits

#: How many units at either end of a run may turn out to be the text's own; with half or twice as many
#: the results are the same.
_LOOK: Final = 4
#: What the language model does not know: text rarely has at its ends what parses as a unit, in bits: assumed to be
#: once in 16.
_OWN_UNIT_BITS: Final = 4.0
#: How many characters of the text are weighed at the start of a line: the model looks two back, so the fourth no longer
#: depends on where the noise ended.
_AHEAD: Final = 4
#: What leaving a bracket of the text open costs, or closing one that is not: 91 in 100 Hanzi cost at
#: most this in their place. A bracket is looked for within the length of a long clause.
_UNBALANCED_BITS: Final = 12.0
_BRACKET_REACH: Final = 60
#: That a text was cut, and exactly here: assumed to be one text in 64.
CUT_BITS: Final = 6.0
#: A place this much worse than the first ends the search: no later one makes up for 16 bits, four of its characters.
_HOPELESS_BITS: Final = 16.0
#: The most blanks of the text's own before a run: nobody types more at the end of a line, and those of the noise belong
#: to the run.
_MOST_BLANKS: Final = 2
#: What an address costs at the start of a line, which the model's classes cannot distinguish from other letters:
#: assumed to be one line in a thousand.
_ADDRESS_BITS: Final = 10.0
_ADDRESS: Final = ("http", "www.", "ftp:")


#: How many runs are enough to learn a document's habits.
_HABIT_SAMPLE: Final = 100


class Cut(NamedTuple):
    """A boundary: its place, how many units are outside it, and its cost in bits.

    >>> from harvester.text.language.model import model
    >>> from harvester.text.noise.grammar import find_spaced
    >>> text, habits = "灯会0 |7 A9 r4 x1 n) {", Habits(collapsed=False, before=(0.0, 0.0), after=(0.0, 0.0))
    >>> cut, worse = start_of(text, next(find_spaced(text)), habits, model().costs, 0)
    >>> cut.place, cut.outside, worse > 10
    (2, 0, True)
    """

    place: int
    outside: int
    bits: float


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document's white space was treated, and how often its text has blanks next to the noise.

    ``collapsed``: whether white space was collapsed, ``None`` where nothing shows it;
    ``before`` and ``after``: the bits of no blank and of one, before and after a run.

    Where it was collapsed there are more places to choose from, and the best is less sure:

    >>> from harvester.text.language.model import model
    >>> from harvester.text.noise.grammar import find_spaced
    >>> text = "新闻第3 |7 A9 r4 x1 n) {"
    >>> ways = [Habits(collapsed, before=(0.1, 4.0), after=(0.1, 4.0)) for collapsed in (False, True)]
    >>> [round(start_of(text, next(find_spaced(text)), habits, model().costs, 0)[1]) for habits in ways]
    [8, 6]
    """

    collapsed: bool | None
    before: tuple[float, float]
    after: tuple[float, float]


def habits_of(text: str, runs: Sequence[Run]) -> Habits:
    """What the runs of a document that leave no doubt say about its white space.

    >>> from harvester.text.noise.grammar import find_spaced
    >>> text = "灯会0 |7 A  r4 x1 n) {"
    >>> habits_of(text, list(find_spaced(text))).collapsed
    False
    """
    sample = runs[:_HABIT_SAMPLE]
    sizes = Counter(
        end - start
        for run in sample
        for start, end in zip(run.starts[1:-1], run.ends[1:-1], strict=True)
        if text[start] in BLANKS
    )
    before = Counter(
        text[run.starts[0] - 1] in BLANKS
        for run in sample
        if run.place in {"end", "middle"} and run.starts[0] and text[run.starts[0]] not in BLANKS
    )
    after = Counter(
        text[run.ends[-1]] in BLANKS
        for run in sample
        if run.place in {"start", "middle"} and run.ends[-1] < len(text) and run.ends[-1] - run.starts[-1] == 3
    )
    return Habits(None if sizes[2] == sizes[3] else sizes[2] > sizes[3], _costs(before), _costs(after))


def _costs(blanks: Counter[bool]) -> tuple[float, float]:
    """The bits of no blank and of a blank, from how often each was seen."""
    total = blanks.total() + 4
    return -log2((blanks[False] + 3.5) / total), -log2((blanks[True] + 0.5) / total)


def start_of(text: str, run: Run, habits: Habits, costs: Costs, since: int) -> tuple[Cut, float]:
    """Where the run starts after the text that begins at ``since``, and by how many bits the next best place is worse.

    >>> from harvester.text.language.model import model
    >>> from harvester.text.noise.grammar import find_spaced
    >>> text, habits = "灯会0 |7 A9 r4 x1 n) {", Habits(collapsed=False, before=(0.0, 0.0), after=(0.0, 0.0))
    >>> start_of(text, next(find_spaced(text)), habits, model().costs, 0)[0].place
    2
    """
    first = run.starts[0]
    floor = first
    while floor > since and first - floor < _MOST_BLANKS and text[floor - 1] in BLANKS:
        floor -= 1
    bits = [0.0]
    before = max(floor - 2, 0)
    units = len(run.ends)
    cuts: list[Cut] = []
    for outside in range(_look(units)):
        start = run.starts[outside]
        noise = run_bits(units - outside) + outside * _OWN_UNIT_BITS
        for place in _starts(text, start, habits):
            for here in range(floor + len(bits) - 1, place):
                bits.append(bits[-1] + costs[text[max(here - 2, before) : here + 1]])
            end = place
            while end > floor and text[end - 1] in BLANKS:
                end -= 1
            ended = bits[end - floor] + costs[text[max(end - 2, before) : end] + "\n"]
            cuts.append(Cut(place, outside, noise + habits.before[end < place] + ended))
        if text[start] == ")":
            _balance(cuts, start, is_open=_is_open(text, since, start))
        if cuts[-1].bits > cuts[0].bits + _HOPELESS_BITS:
            break
    return _best(cuts)


def cut_gain(text: str, run: Run, costs: Costs) -> float:
    """By how many bits what the end of a text left of a run would cost more as the text's own.

    >>> from harvester.text.language.model import model
    >>> from harvester.text.noise.grammar import find_cut
    >>> text = "灯会今晚开始。0 |7 A9 r"
    >>> cut_gain(text, find_cut(text), model().costs) > 0
    True
    """
    start = run.starts[0]
    before = text[max(start - 2, 0) : start]
    line = before + text[start : run.cut] + "\n"
    own = sum(costs[line[max(end - 3, 0) : end]] for end in range(len(before) + 1, len(line) + 1))
    return own - costs[before + "\n"] - len(run.ends) * UNIT_BITS - CUT_BITS


def _starts(text: str, start: int, habits: Habits) -> tuple[int, ...]:
    """Where a unit may start: the blank may be its first character, and what is before that the text's own."""
    if habits.collapsed is False or text[start] in BLANKS or text[start + 1] not in BLANKS:
        return (start,)
    return start, start + 1


def _balance(cuts: list[Cut], bracket: int, *, is_open: bool) -> None:
    """Raise the cost of a cut that leaves a bracket of the text open, or closes one that is not."""
    for position, cut in enumerate(cuts):
        if cut.place == (bracket if is_open else bracket + 1):
            cuts[position] = cut._replace(bits=cut.bits + _UNBALANCED_BITS)


def _is_open(text: str, since: int, position: int) -> bool:
    start = max(since, position - _BRACKET_REACH)
    return text.rfind("(", start, position) > text.rfind(")", start, position)


def end_of(text: str, run: Run, habits: Habits, costs: Costs) -> tuple[Cut, float]:
    """Where the run ends and text follows, and by how many bits the next best place is worse.

    >>> from harvester.text.language.model import model
    >>> from harvester.text.noise.grammar import find_spaced
    >>> text, habits = "0 |7 A9 r4 x1 n) {请走西门", Habits(collapsed=False, before=(0.0, 0.0), after=(0.0, 0.0))
    >>> end_of(text, next(find_spaced(text)), habits, model().costs)[0].place
    18
    """
    units = len(run.ends)
    ceiling = run.ends[-1] + _AHEAD
    cuts: list[Cut] = []
    for outside in range(_look(units)):
        end = run.ends[units - outside - 1]
        noise = run_bits(units - outside) + outside * _OWN_UNIT_BITS
        cuts.append(Cut(end, outside, noise + _start_bits(text[end:ceiling], habits, costs)))
        if cuts[-1].bits > cuts[0].bits + _HOPELESS_BITS:
            break
    return _best(cuts)


def _start_bits(ahead: str, habits: Habits, costs: Costs) -> float:
    """What a line costs that starts with ``ahead``, as far as that goes."""
    line = ahead.lstrip(BLANKS)
    bits = habits.after[len(line) < len(ahead)]
    if line.startswith(_ADDRESS):
        return bits + _ADDRESS_BITS
    begun = "\n" + line.partition("\n")[0]
    bits += costs[begun[:2]] if len(begun) > 1 else 0.0
    for end in range(3, len(begun) + 1):
        bits += costs[begun[end - 3 : end]]
    return bits


def _look(units: int) -> int:
    """How many places are looked at for a run of ``units`` units: at least one."""
    return max(1, min(_LOOK, units - LEAST_UNITS + 1))


def _best(cuts: list[Cut]) -> tuple[Cut, float]:
    best = min(cuts, key=lambda cut: cut.bits)
    others = [cut.bits for cut in cuts if cut is not best]
    return best, min(others, default=best.bits + 99.0) - best.bits
