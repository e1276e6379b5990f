"""The forum's noise against copying ("jammer"), in text that has lost its tags.

``noise/grammar.py`` says what noise is and finds what parses as noise, ``noise/proof.py`` whether it is noise,
and ``noise/boundary.py`` where it ends and the text continues.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.language.model import Costs, model
from harvester.text.noise.boundary import Habits, cut_gain, end_of, habits_of, start_of
from harvester.text.noise.escapes import Unescaped
from harvester.text.noise.explain import is_drawn, is_hidden_element
from harvester.text.noise.grammar import (
    BLANKS,
    INVISIBLE,
    LEAST_UNITS,
    ZERO_WIDTH,
    Place,
    Run,
    find_cut,
    find_cut_line,
    find_dense,
    find_spaced,
    may_have_runs,
    run_bits,
)
from harvester.text.noise.proof import is_proved, is_random
from harvester.text.noise.tags import find_tagged
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "noise"
#: A boundary is certain if the next best one is this many bits worse.
_CERTAIN_BITS: Final = 2.0
#: The same where the text next to it is ASCII, of which the author's last character may parse as noise too: of 28,000
#: that were called certain by 2 bits four were wrong, all of them there.
_CERTAIN_BESIDE_ASCII: Final = 8.0
#: How much of a line before a run is searched for its first character.
_LINE: Final = 1000
#: How many characters next to a run without blanks are searched for more of it.
_BESIDE: Final = 3
#: How many more bits the rest of a cut run must cost if it were the text's own.
_CUT_GAIN: Final = 6.0
#: A document is jammed at every break if it has at least this many runs, and at this share of its breaks.
_SURE_RUNS: Final = 3
_JAMMED_BREAKS: Final = 0.7
#: A break, and the empty lines after it.
_BREAK: Final = regex(r"[\n\r]\s*(?=\S)")
#: How many runs on a site's pages show that it has noise.
_KNOWN_SITE: Final = 3
#: How many bits a printable ASCII character costs if nothing is known about it.
_ASCII_BITS: Final = math.log2(95)
_NO_HABITS: Final = Habits(collapsed=False, before=(0.0, 0.0), after=(0.0, 0.0))
_PLACES: Final[dict[Place, str]] = {
    "start": "at the start of the line",
    "end": "at the end of the line",
    "line": "that fill the line",
    "middle": "between two lines joined",
}


def damage(text: str, *, rng: random.Random, spaced: bool = True) -> str:
    r"""``text`` as a board with the option on shows it: every line break replaced by noise and the break.

    ``spaced``: with the blank inside each unit, as newer versions have it. White space is kept;
    :func:`collapse` does to it what most extractors do.

    >>> damage("灯会今晚开始。\n请走西门。", rng=random.Random(4))
    '灯会今晚开始。) L/ R" A1 d\' m8 U\n请走西门。'
    """
    lines = text.split("\n")
    jammed = [lines[0]]
    for line in lines[1:]:
        noise = _noise(rng, spaced=spaced)
        if rng.random() < 0.5:
            jammed[-1] += noise
            jammed.append(line)
        else:
            jammed.append(noise + line)
    return "\n".join(jammed)


def _noise(rng: random.Random, *, spaced: bool) -> str:
    units: list[str] = []
    while len(units) < rng.randint(5, 15):
        first, last = rng.randint(32 if spaced else 0, 59), rng.randint(63, 126)
        units.append(f"{chr(first)} {chr(last)}" if spaced else chr(first) + chr(last))
    return "".join(units)


def collapse(text: str) -> str:
    r"""``text`` with each line's white space collapsed, and stripped at its ends.

    >>> collapse("灯会  今晚 \n 开始")
    '灯会 今晚\n开始'
    """
    return "\n".join(re.sub(r"\s+", " ", line).strip() for line in text.split("\n"))


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    r"""Each run of noise removed, if all that looks like noise in ``text`` proves to be.

    >>> from harvester.text import Options
    >>> text = damage("灯会今晚开始。\n请走西门。\n不要带狗。", rng=random.Random(4))
    >>> [made.after for made in repair(text, Profile(), Options(), Work.on(text))]
    ['', '']
    """
    del options, work
    tagged = find_tagged(text)
    repairs = _without(_runs_removed(text, profile), tagged) if tagged else _runs_removed(text, profile)
    profile.proofs[KIND] += sum(repair.certainty == "certain" for repair in repairs)
    return repairs


def _without(repairs: Sequence[Repair], tagged: Sequence[Repair]) -> list[Repair]:
    """``tagged``, and the ``repairs`` that share no character with them."""
    hidden = {place for repair in tagged for place in range(repair.start, repair.end)}
    shown = [repair for repair in repairs if hidden.isdisjoint(range(repair.start, repair.end))]
    return sorted([*tagged, *shown], key=lambda repair: repair.start)


def _runs_removed(text: str, profile: Profile) -> list[Repair]:
    view = Unescaped.of(text)
    if not may_have_runs(view.text):
        return []
    known = profile.proofs[KIND] >= _KNOWN_SITE
    for dense, find in ((False, find_spaced), (True, find_dense)):
        runs = [run for run in find(view.text) if is_random(view.text, run, dense=dense)]
        if is_proved(view.text, runs, known=known, dense=dense):
            return _Removals(text, view, runs, model().costs, dense=dense).all()
    return []


class _Removals:
    """The removals of a document's runs."""

    def __init__(self, source: str, view: Unescaped, runs: Sequence[Run], costs: Costs, *, dense: bool) -> None:
        self._source = source
        self._view = view
        self._text = view.text
        self._runs = runs
        self._habits = _NO_HABITS if dense else habits_of(view.text, runs)
        self._costs = costs
        self._dense = dense
        self._since = 0
        self._certainty: Certainty = "certain" if len(self._runs) > 1 else "likely"

    def all(self) -> list[Repair]:
        """One for each run, and for what the end of the text left of one."""
        repairs = [self._removal(run) for run in self._runs]
        line = find_cut_line(self._text)
        cut = find_cut(self._text)
        if line and line.starts[0] >= self._since and self._lacks_run(line.starts[0]):
            repairs.append(self._removal(line))
        elif cut and cut.starts[0] >= self._since and cut_gain(self._text, cut, self._costs) > _CUT_GAIN:
            repairs.append(self._removal(cut))
        return repairs

    def _lacks_run(self, line: int) -> bool:
        """Whether the break before the line that starts at ``line`` has no run yet, though every other one has."""
        last = self._runs[-1]
        breaks = len(_BREAK.findall(self._text))
        return (
            len(self._runs) >= _SURE_RUNS
            and len(self._runs) >= breaks * _JAMMED_BREAKS
            and (last.place != "end" or bool(self._text[last.ends[-1] : line].strip()))
        )

    def _removal(self, run: Run) -> Repair:
        if self._habits.collapsed is False and not self._dense:
            _drop_single_blanks(run)
        start, end, units, worse = run.starts[0], run.ends[-1], len(run.ends), math.inf
        if run.place in {"end", "middle"}:
            cut, worse = start_of(self._text, run, self._habits, self._costs, self._since)
            start, units = cut.place, units - cut.outside
            worse = 0.0 if self._may_be_typed(run, cut.outside) else worse
        if run.place in {"start", "middle"}:
            cut, worse_end = end_of(self._text, run, self._habits, self._costs)
            end, units, worse = cut.place, units - cut.outside, min(worse, worse_end)
        least = _CERTAIN_BESIDE_ASCII if self._is_beside_ascii(start, end, run.place) else _CERTAIN_BITS
        sure = worse >= least and not (self._dense and self._goes_on(start, end))
        certainty = self._certainty if sure else "likely"
        start, end = self._with_edges(start, max(end, run.cut), run.place)
        self._since = end
        return self._repair(start, end, units, run.place, certainty)

    def _may_be_typed(self, run: Run, unit: int) -> bool:
        """Whether the author may have typed what a run begins with: a blank and a letter, or a mark that the line has.

        ``附件 A``, or the end of ``*今天*`` before a unit that begins with a blank.
        """
        start, end = run.starts[unit], run.ends[unit]
        if self._habits.collapsed is False:
            return False
        if self._text[start] in BLANKS:
            return end - start < 3
        line = self._text.rfind("\n", max(self._since, start - _LINE), start) + 1
        mark = self._text[start]
        return not mark.isalnum() and mark in self._text[max(line, self._since, start - _LINE) : start]

    def _is_beside_ascii(self, start: int, end: int, place: Place) -> bool:
        """Whether the text that a run ends or starts shows an ASCII character next to it, blanks aside."""
        before = self._text[max(0, start - _BESIDE) : start].rstrip(INVISIBLE)[-1:] if place != "start" else ""
        after = self._text[end : end + _BESIDE].lstrip(INVISIBLE)[:1] if place != "end" else ""
        return any("!" <= char < "\x7f" for char in (before, after))

    def _goes_on(self, start: int, end: int) -> bool:
        """Whether ASCII stands next to a run, even past a line end: noise without blanks contains line ends."""
        beside = self._text[max(self._since, start - _BESIDE) : start] + self._text[end : end + _BESIDE]
        return any(char.isascii() and not char.isspace() for char in beside)

    def _repair(self, start: int, end: int, units: int, place: Place, certainty: Certainty) -> Repair:
        first, last = self._view.source(start), self._view.source(end)
        return Repair(
            kind=KIND,
            start=first,
            before=self._source[first:last],
            after="",
            certainty=certainty,
            bits=units * 3 * _ASCII_BITS - run_bits(units),
            why=f"{units} units of noise {_PLACES[place]}",
        )

    def _with_edges(self, start: int, end: int, place: Place) -> tuple[int, int]:
        """The run with the invisible characters next to it: up to the line's end, or on both sides if collapsed."""
        if place == "middle":
            return start, end
        text, collapsed = self._text, self._habits.collapsed
        edge = ZERO_WIDTH if collapsed is False else INVISIBLE
        while start > self._since and text[start - 1] in edge and (collapsed or place != "end"):
            start -= 1
        while end < len(text) and text[end] in edge and (collapsed or place != "start"):
            end += 1
        return start, end


def _drop_single_blanks(run: Run) -> None:
    """Leave to the text what is a unit at either end of ``run`` only if white space was collapsed."""
    if run.place in {"end", "middle"}:
        while len(run.ends) > LEAST_UNITS and run.ends[0] - run.starts[0] < 3:
            del run.starts[0], run.ends[0]
    if run.place in {"start", "middle"}:
        while len(run.ends) > LEAST_UNITS and run.ends[-1] - run.starts[-1] < 3:
            del run.starts[-1], run.ends[-1]


def explains(before: str, after: str, context: Context) -> bool:
    """Whether the forum may have put ``before`` there: noise as it draws it, or an element that hides its text.

    Nothing replaces it; the forum's grammar explains it.

    >>> explains("0 |7 A9 r4 x1 n) {", "", Context(KIND, "0 |7 A9 r4 x1 n) {", 0, 18))
    True
    """
    if after or not before:
        return False
    return is_hidden_element(before) or is_drawn(before, at_end=not context.right(60).strip())


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    """:func:`damage`, newer versions or older, white space kept or collapsed, or in an element left in the text."""
    del kind
    way = rng.choice(("kept", "collapsed", "dense", "tagged"))
    if way == "tagged":
        return "".join(f'{line}<font class="jammer">{_noise(rng, spaced=True)}</font>\n' for line in text.split("\n"))
    damaged = damage(text, rng=rng, spaced=way != "dense")
    return collapse(damaged) if way == "collapsed" else damaged


ACCIDENT: Final = Accident(
    kinds={KIND: "the forum's noise against copying: drawn units at line breaks, or an element that hides them"},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
