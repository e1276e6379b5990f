"""Which contradictions are proof: a page's two statements, judged by whether the site's other pages agree. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from harvester.forum.ending import Ending
from harvester.forum.signs import ENDING, Saying, Signs, Weight, sayings
from harvester.store.records import Kept
from harvester.visits.endings import Endings, Verdict

T = TypeVar("T")

#: At most this many pages in doubt, and contradictions of one sign, are kept in memory.
_MOST = 1000
#: The first pages that confirm a sign are noted one by one; later ones only when their number has doubled.
_FEW = 4


class Keeping:
    """What a run knows about how far a site's pages agree with their signs.

    ``known`` is what earlier runs found, by kind of page and name of the sign; ``changed`` is what to note since.
    """

    def __init__(self, known: Mapping[tuple[str, str], Kept]) -> None:
        self.known = dict(known)
        self.changed: dict[tuple[str, str], Kept] = {}
        self._broken: defaultdict[tuple[str, str], set[object]] = defaultdict(set)

    def judge(self, kind: str, page: object, saying: Saying) -> Verdict:
        """The verdict on one sign of a page of ``kind``; ``page`` identifies it, whatever its address looks like."""
        at = kind, saying.name
        before = self.known.get(at, Kept())
        if saying.agrees:
            self._count(at, Kept(before.kept + 1, before.broken))
            return Verdict.WHOLE
        again = page in self._broken[at]
        if not again and len(self._broken[at]) < _MOST:
            self._broken[at].add(page)
            self._count(at, Kept(before.kept, before.broken + 1))
        if saying.weight is Weight.CERTAIN:
            return Verdict.PROOF
        if saying.weight is Weight.HINT:
            return Verdict.HINT
        others = Kept(before.kept, before.broken - again)
        if others.is_rule:
            return Verdict.PROOF
        return Verdict.HINT if others.broken else Verdict.IN_DOUBT

    def _count(self, at: tuple[str, str], now: Kept) -> None:
        before, self.known[at] = self.known.get(at, Kept()), now
        # What is rare is noted at once; what is usual, each time its number doubles.
        if now.broken > before.broken or now.kept < _FEW or not now.kept & (now.kept - 1):
            self.changed[at] = now

    def take_changed(self) -> dict[tuple[str, str], Kept]:
        """What is worth noting since the last call."""
        changed, self.changed = self.changed, {}
        return changed


@dataclass(frozen=True, slots=True)
class Judgement:
    """The result of a page's signs: the first proof, otherwise the first doubt, and all mere hints."""

    proof: Saying | None = None
    doubt: Saying | None = None
    hints: tuple[Saying, ...] = ()


class SiteSigns(Generic[T]):
    """Judges a site's pages by all their signs, and remembers those that were taken although they were in doubt.

    ``T`` is the type by which such a page is requested again.
    """

    def __init__(self, endings: Endings, keeping: Keeping) -> None:
        self.endings, self.keeping = endings, keeping
        self._doubts: dict[tuple[str, str, object], tuple[Ending, T]] = {}

    def judge(self, kind: str, page: object, said: object, signs: Signs) -> Judgement:
        """Compare what was read (``said``) with a page's ``signs``; ``page`` identifies it among those of ``kind``."""
        found: dict[Verdict, list[Saying]] = defaultdict(list)
        for saying in sayings(said, signs):
            if saying.name == ENDING:
                verdict = self.endings.judge(kind, page, signs.ending)
            else:
                verdict = self.keeping.judge(kind, page, saying)
            found[verdict].append(saying)
        proof, doubt = (next(iter(found[verdict]), None) for verdict in (Verdict.PROOF, Verdict.IN_DOUBT))
        return Judgement(proof, doubt, tuple(found[Verdict.HINT]))

    def remember(self, kind: str, page: object, doubt: Saying, signs: Signs, wanted: T) -> None:
        """Note that a page was taken although it is in doubt; ``wanted`` is how it was requested."""
        if len(self._doubts) < _MOST:
            self._doubts[kind, doubt.name, page] = signs.ending, wanted

    def take_settled(self) -> list[T]:
        """The pages in doubt that the site's other pages have shown to be wrong since."""
        settled = [at for at, (ending, _) in self._doubts.items() if self._is_settled(at[0], at[1], ending)]
        return [self._doubts.pop(at)[1] for at in settled]

    def _is_settled(self, kind: str, name: str, ending: Ending) -> bool:
        if name == ENDING:
            return self.endings.verdict(kind, ending) is Verdict.PROOF
        known = self.keeping.known.get((kind, name), Kept())
        return Kept(known.kept, known.broken - 1).is_rule
