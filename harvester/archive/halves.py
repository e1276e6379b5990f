"""Articles that continue in another thread: each line names the other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from harvester.items import Article
from harvester.news.serial import ONE_ISSUE, Turn, goes_on_in, only, turn_of


def link(articles: Iterable[Article]) -> None:
    """Fill ``continues`` and ``continued_by`` of one forum's articles, in place, if both halves are there."""
    turns: list[Turn] = []
    here: dict[int, Article] = {}
    for item in articles:
        turn = turn_of(item.tid, item.title, item.text, item.published)
        if turn is not None:
            turns.append(turn)
            here[item.tid] = item
    turns.sort(key=lambda each: (each.published, each.tid))
    times = [each.published for each in turns]
    for turn in turns:
        near = turns[bisect_left(times, turn.published - ONE_ISSUE) : bisect_right(times, turn.published + ONE_ISSUE)]
        before = only(each for each in near if goes_on_in(each, turn))
        if before is not None and only(each for each in near if goes_on_in(_of_thread(near, before), each)) == turn.tid:
            item, other = here[turn.tid], here[before]
            item.continues, other.continued_by = other.id, item.id


def _of_thread(turns: Iterable[Turn], tid: int) -> Turn:
    """The turn of the thread ``tid``."""
    return next(each for each in turns if each.tid == tid)
