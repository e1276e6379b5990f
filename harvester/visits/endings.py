"""Which pages are cut off: where a page stops, judged by where the site's other pages of its kind stop. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from enum import Enum

from harvester.forum.ending import Ending, Stop

#: If this many pages of a kind stop at the same place and none has an end, that is where the site's pages of that
#: kind stop. Two may be cut by the same accident.
_ENOUGH = 3


class Verdict(Enum):
    """What comparing two statements of a page shows. A page in doubt is requested once more, then taken as it is."""

    #: Nothing contradicts what was read.
    WHOLE = "whole"
    #: The page contradicts what was read, as other pages of the site do.
    HINT = "hint"
    #: The page contradicts what was read, and nothing is known of the site's other pages.
    IN_DOUBT = "in doubt"
    #: What was read is not what the page says.
    PROOF = "proof"


class Endings:
    """What a run knows about how a site's pages end.

    ``usual``: by kind of page, what the site's pages of that kind stop in; only kinds that were seen.
    """

    def __init__(self, usual: Mapping[str, Stop]) -> None:
        self.usual = dict(usual)
        self._ended: set[str] = set()
        self._seen: defaultdict[tuple[str, Stop], set[object]] = defaultdict(set)

    def judge(self, kind: str, page: object, ending: Ending) -> Verdict:
        """The verdict on a page of ``kind``; ``page`` identifies it, whatever its address looks like."""
        stop = ending.stop
        if stop is Stop.NO_DOCUMENT:
            return Verdict.WHOLE
        if stop is Stop.END:
            self._ended.add(kind)
            self.usual[kind] = stop
            return Verdict.WHOLE
        self._seen[kind, stop].add(page)
        if self._is_usual(kind, stop):
            self.usual[kind] = max(stop, self.usual.get(kind, stop))
        return self.verdict(kind, ending)

    def verdict(self, kind: str, ending: Ending) -> Verdict:
        """The verdict on a page of ``kind``, by what is known now."""
        stop = ending.stop
        usual = self.usual.get(kind)
        if usual is not None:
            return Verdict.WHOLE if stop <= usual else Verdict.PROOF
        # Nothing is known of pages of this kind. A missing end, or a box that a template leaves open, is the same on
        # all pages of the site, except those of another source.
        if stop in (Stop.NOTHING, Stop.BOX) and not any(_door(ended) == _door(kind) for ended in self._ended):
            return Verdict.IN_DOUBT
        return Verdict.WHOLE if stop <= Stop.END else Verdict.PROOF

    def _is_usual(self, kind: str, stop: Stop) -> bool:
        """Whether whole pages of a kind turn out to stop here on this site.

        A box may be left open by a template. Pages that all stop in a post are cut, unless none of any kind has an end.
        """
        if stop is Stop.MIDDLE or kind in self._ended or len(self._seen[kind, stop]) < _ENOUGH:
            return False
        return stop in (Stop.NOTHING, Stop.BOX) or not self._ended


def _door(kind: str) -> str:
    """The source that pages of a kind come from; ``""`` for the forum's own pages."""
    return kind.rpartition("-")[0]
