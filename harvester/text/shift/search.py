"""Read a damaged line again: the likeliest clean text whose bytes explain what is shown.

A search over bytes. What is shown gives bytes: those of its characters are certain, an orphan is
one unknown byte, an ASCII mark of the seven may be a squashed full-width one, a pair of bytes may
be gone without a mark, and a ``(reading)`` may have been inserted. The search pairs up these bytes
into clean characters; its state is the place in what is shown, the lead byte that waits for its
trail byte, and the last two clean characters, which are all that the language model looks at.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from operator import itemgetter
from typing import Final

from harvester.text.encodings import gbk
from harvester.text.shift import gloss_steps, private_steps, shift_steps
from harvester.text.shift.paths import HIDDEN, Path, Rival, Trace
from harvester.text.shift.shown import BEAM, NEVER, Cheapest, Shown, as_shown, is_sign

#: Paths that cost this many bits more than the best are dropped: 99 in 100 Hanzi cost less, so that one rare
#: character alone does not end the right path.
MARGIN: Final = 16.0
#: The same for paths through a missing private pair: they pay for two characters at once, and there are many
#: more of them.
GONE_MARGIN: Final = 8.0
#: How many paths in which an orphan left no mark at a place are pursued from there: twice the beam, since
#: they compete with those in which nothing happened.
_HIDDEN: Final = 24
#: Readings that are worse by more bits are not rivals.
RIVAL: Final = 12.0
#: How many steps pushing a path counts: it takes about as long as ten look-ups in a table.
_PUSHED: Final = 10
#: The most steps of one search, many times what shifts take; and of one where orphans left no sign.
_MOST_STEPS: Final = 50_000
_MOST_HIDDEN: Final = 200_000
#: The most bits a character counts while only its lead byte has been read: its trail byte may not be the
#: next that is shown.
WAITING: Final = 12.0

#: The bytes of what is no pair.
_NO_BYTES: Final = (0, 0)

#: The paths to a place, by what the rest of the search depends on.
_Paths = dict[tuple[int, str], Path]


class Search:
    r"""One search, from a place to where all paths agree again or the line ends; ``reached`` is how far it got.

    >>> from harvester.text.work import Work
    >>> text = "知道?!惫鶗詵|回答"
    >>> place, path = Search(Shown(text, Work.on(text)), 2, "知道").run()
    >>> place, path.text
    (9, '知道。”郭曉東回')
    """

    def __init__(self, shown: Shown, start: int, before: str) -> None:
        self._shown = shown
        self._frontier: dict[int, _Paths] = {start: {(0, before): Path(0.0, 0, before, Trace())}}
        self._cheapest: dict[int, Cheapest] = {}
        self._start = self.reached = start

    def run(self) -> tuple[int, Path]:
        """The place after the last character that was read, and the best path to it.

        Raises :class:`TooMuchWorkError` where that takes more steps than one search may, or than the text has left.
        """
        with self._shown.work.at_most(_MOST_HIDDEN if HIDDEN in self._shown.prices else _MOST_STEPS):
            return self._run()

    def _run(self) -> tuple[int, Path]:
        place = self._start
        while True:
            self.reached = place
            paths = self._best(place, self._frontier.pop(place, {}).values())
            if self._shown.ends(place):
                return place, self._last(place, paths)
            if place > self._start and not self._frontier and len(paths) == 1 and not paths[0].lead:
                return place, paths[0]
            self._read(place, paths)
            place += 1

    def _read(self, place: int, paths: list[Path]) -> None:
        """Push where each path may go from ``place``."""
        whole: list[Path] = []
        for path in paths:
            if path.lead:
                self._push(shift_steps.go_on(self._shown, place, path))
                whole += shift_steps.hidden(self._shown, place, path)
            else:
                self._straight(place, path)
        self._shown.work.spend(len(whole))
        for path in nsmallest(_HIDDEN, whole, key=itemgetter(0)):
            self._straight(place, path)
        limit = self._limit(place)
        for path in paths:
            if path.lead:
                self._push(private_steps.gone(self._shown, place, path, limit, self._kept))

    def _straight(self, place: int, path: Path) -> None:
        shown = self._shown
        char = shown.char(place, path.text[-1])
        literal = Path(path.cost + as_shown(path.text[-2:], char), 0, path.text + char, path.trace)
        self._push([(place + 1, literal)])
        stands = shown.text[place]
        if is_sign(stands) or stands < "@":
            self._push(shift_steps.start(shown, place, path))
            if is_sign(stands):
                self._push(gloss_steps.start(shown, place, path))
            elif stands == "(":
                self._push(gloss_steps.straight(shown, place, path))

    def _limit(self, place: int) -> float:
        """What a path to the next place may cost: few of those that cost more are worth keeping."""
        paths = self._frontier.get(place + 1)
        return min((path.cost for path in paths.values()), default=NEVER) + GONE_MARGIN if paths else NEVER

    def _push(self, steps: Iterable[tuple[int, Path]]) -> None:
        spend, frontier = self._shown.work.spend, self._frontier
        for place, path in steps:
            spend(_PUSHED)
            cost, lead, text, _ = path
            paths = frontier.get(place)
            if paths is None:
                paths = frontier[place] = {}
            key = (lead, text[-2:])
            known = paths.get(key)
            if known is None:
                cheapest = self._cheapest.get(place)
                if cheapest is None:
                    cheapest = self._cheapest[place] = Cheapest()
                if cost < cheapest.most:
                    cheapest.add(cost + self._ahead(path, place))
                paths[key] = path
            elif cost < known[0]:
                paths[key] = _over(path, known)
            elif cost < known[0] + RIVAL:
                paths[key] = _over(known, path)

    def _kept(self, place: int) -> float:
        cheapest = self._cheapest.get(place)
        return NEVER if cheapest is None else cheapest.most

    def _best(self, place: int, paths: Iterable[Path]) -> list[Path]:
        """The paths worth pursuing from ``place``, looking one character ahead."""
        ranked = sorted(((path.cost + self._ahead(path, place), path) for path in paths), key=itemgetter(0))
        return [path for cost, path in ranked[:BEAM] if cost <= ranked[0][0] + MARGIN]

    def _ahead(self, path: Path, place: int) -> float:
        """What the character whose lead byte waits costs; what stands at ``place`` may have its trail byte."""
        if not path.lead:
            return 0.0
        following = gbk.codes().get(self._shown.text[place : place + 1], _NO_BYTES)[0]
        if not following:
            likeliest = self._shown.choices.find(path.text[-1], path.lead, "lead")
            return likeliest[0].cost if likeliest else WAITING
        char = gbk.characters().get(path.lead << 8 | following)
        return min(self._shown.words[path.text[-2:] + char], WAITING) if char else WAITING

    def _last(self, place: int, paths: list[Path]) -> Path:
        ends = [path for path in paths if not path.lead]
        for path in paths:
            if path.lead:
                ends += shift_steps.hidden(self._shown, place, path)
        ended = sorted(
            (path._replace(cost=path.cost + as_shown(path.text[-2:], "\n")) for path in ends), key=itemgetter(0)
        )
        best, *others = ended or [Path(NEVER, 0, "", Trace())]
        for other in others:
            best = _over(best, other)
        return best


def _over(better: Path, worse: Path) -> Path:
    """``better``, which remembers that it won over ``worse``."""
    bits = worse.cost - better.cost
    if bits >= RIVAL or worse.text == better.text:
        return better
    trace = better.trace
    return better._replace(trace=trace._replace(rivals=Rival(worse.text, bits, len(better.text), trace.rivals)))
