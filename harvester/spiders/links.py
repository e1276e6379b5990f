"""Holding back one half of an article until the other is there, so that each line names the other thread."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator

from harvester.items import Article
from harvester.news.serial import ONE_ISSUE, Turn, goes_on_in, only, turn_of
from harvester.visits.harvest import Harvest
from harvester.visits.links import BACK

#: Articles held at most; beyond that the oldest is handed on. Halves are close together in lists, and if one comes
#: late, the line of the other is written again.
MOST_HELD = 50


class Halves:
    """The articles of a run that continue on, or from, another page of the print edition, without their other half.

    They are held in memory: if a run is cut off, the next one visits them, like all threads that it did not get to.
    """

    def __init__(self) -> None:
        self._held: dict[int, tuple[Turn, Article]] = {}

    def take(self, item: Article, harvest: Harvest) -> Iterator[Article | Awaitable[None]]:
        """The articles to hand on now that ``item`` is there: itself and its other half, or neither.

        It also yields an awaitable, which the caller awaits before it continues.
        """
        turn = turn_of(item.tid, item.title, item.text, item.published)
        harvest.turned(item.tid, turn)
        if turn is None:
            yield item
            return
        yield harvest.store.load_turns(turn.published, ONE_ISSUE)
        here = [held for held, _ in self._held.values()]
        others = [*here, *(each for each in _kept(turn, harvest) if each.tid not in self._held)]
        named = {
            "continues": only(each for each in others if goes_on_in(each, turn)),
            "continued_by": only(each for each in others if goes_on_in(turn, each)),
        }
        ready = []
        for name, tid in named.items():
            if tid is not None:
                setattr(item, name, f"{item.site}:{tid}")
                if tid in self._held:
                    other = self._held.pop(tid)[1]
                    setattr(other, BACK[name], item.id)
                    ready.append(other)
        if any(tid is not None for tid in named.values()):
            yield from (*ready, item)
        else:
            self._held[item.tid] = (turn, item)
            if len(self._held) > MOST_HELD:
                yield self._held.pop(next(iter(self._held)))[1]

    def rest(self) -> Iterator[Article]:
        """The articles whose other half did not come."""
        held, self._held = self._held, {}
        yield from (item for _, item in held.values())

    def __bool__(self) -> bool:
        return bool(self._held)


def _kept(turn: Turn, harvest: Harvest) -> list[Turn]:
    """The halves of about the same time whose lines were written before."""
    kept = harvest.store.turns(turn.published, ONE_ISSUE)
    return [each for each in kept if (known := harvest.store.thread(each.tid)) and known.revision]
