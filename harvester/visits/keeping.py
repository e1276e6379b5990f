"""Which contradictions are proof: what a page says twice, judged by what the site's other pages of its kind do. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from harvester.forum.signs import Saying, Weight
from harvester.visits.endings import Verdict

#: So many pages that bear a sign out, and at most one in so many that does not: the site keeps it.
_ENOUGH, _RARE = 3, 20


@dataclass(frozen=True, slots=True)
class Kept:
    """How many pages of a kind bear a sign out, and how many contradict it."""

    kept: int = 0
    broken: int = 0

    @property
    def is_rule(self) -> bool:
        """Whether the site's pages keep the sign."""
        return self.kept >= _ENOUGH and self.broken * _RARE <= self.kept


class Keeping:
    """What a run knows of how a site's pages keep their signs.

    ``known`` is what earlier runs found, by kind of page and name of the sign; ``changed`` what is worth noting since.
    """

    def __init__(self, known: Mapping[tuple[str, str], Kept]) -> None:
        self.known = dict(known)
        self.changed: dict[tuple[str, str], Kept] = {}
        self._broken: defaultdict[tuple[str, str], set[object]] = defaultdict(set)
        self._kept: defaultdict[tuple[str, str], set[object]] = defaultdict(set)

    def judge(self, kind: str, page: object, saying: Saying) -> Verdict:
        """What a saying of a page of ``kind`` is; ``page`` names it, whatever its address looks like."""
        at = kind, saying.name
        before = self.known.get(at, Kept())
        if saying.agrees:
            self._count(at, page, self._kept[at], kept=1)
            return Verdict.WHOLE
        again = page in self._broken[at]
        self._count(at, page, self._broken[at], broken=1)
        if saying.weight is Weight.CERTAIN:
            return Verdict.PROOF
        if saying.weight is Weight.HINT:
            return Verdict.HINT
        others = Kept(before.kept, before.broken - again)
        if others.is_rule:
            return Verdict.PROOF
        return Verdict.IN_DOUBT if before.broken - again == 0 else Verdict.HINT

    def _count(self, at: tuple[str, str], page: object, seen: set[object], *, kept: int = 0, broken: int = 0) -> None:
        if page in seen:
            return
        seen.add(page)
        before = self.known.get(at, Kept())
        self.known[at] = after = Kept(before.kept + kept, before.broken + broken)
        # What is rare is noted at once, what is usual as often as it doubles.
        if broken or after.kept < _ENOUGH or not after.kept & (after.kept - 1):
            self.changed[at] = after

    def take_changed(self) -> dict[tuple[str, str], Kept]:
        """What is worth noting since the last time."""
        changed, self.changed = self.changed, {}
        return changed
