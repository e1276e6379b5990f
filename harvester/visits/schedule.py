"""When to look at a thread again. Pure: all times are seconds since 1970 in UTC."""

from __future__ import annotations

import re

from harvester.store.records import Mark

_INTERVAL = re.compile(r"([0-9]{1,9})([mhd])")
#: Longest interval in any unit: a million days are 2,700 years, so more is a typing error.
_MOST = 1_000_000
#: Seconds until a refused thread is requested again, by how often it was refused. The first step is for a whole board
#: that was refused: that is tried again in the next run. Later ones grow to a year: most refusals are for good.
_TRIES = (0, 86400, 7 * 86400, 30 * 86400, 180 * 86400, 365 * 86400)
#: If at least this many threads, and this share of a board's, are refused for one reason, that is not chance.
_MANY, _SHARE = 5, 0.25
_SECONDS = {"m": 60, "h": 3600, "d": 86400}


def intervals(text: str) -> tuple[int, ...]:
    """The intervals of a text such as ``1h, 1d, 7d`` in seconds, shortest first (``m`` is minutes); empty text: none.

    Raises :class:`ValueError` where it is anything else.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    matches = [_INTERVAL.fullmatch(word) for word in words]
    if None in matches or any(int(match[1]) > _MOST for match in matches if match):
        raise ValueError("give intervals such as 1h,1d,7d,30d")
    return tuple(sorted(int(match[1]) * _SECONDS[match[2]] for match in matches if match))


def next_visit(published: int | None, visited: int, after: tuple[int, ...]) -> int | None:
    """When a thread that was read at ``visited`` is to be read again if its row does not change before.

    ``after`` counts from its publication, so that visits become rarer with its age. ``None``: never, it is
    too old. Where the time of publication is unknown or lies in the future, ``visited`` is used instead.
    """
    begin = visited if published is None else min(published, visited)
    return next((begin + interval for interval in after if begin + interval > visited), None)


def next_try(refused: int, at: int, *, alike: bool) -> int:
    """When to request a thread again that was refused ``refused`` times in a row, last at ``at``.

    ``alike``: a whole board was refused for one reason, which may be over by the next run.
    """
    return at + _TRIES[min(refused - (1 if alike else 0), len(_TRIES) - 1)]


def are_alike(refused: int, read: int) -> bool:
    """Whether the number of refusals for one reason shows a state of the board or the forum, not of single threads.

    ``read``: how many of the board's threads could be read.
    """
    if read == 0:
        return refused > 1
    return refused >= _MANY and refused >= _SHARE * (refused + read)


def row_matters(known: Mark | None, seen: Mark, *, settled: bool, replies_matter: bool) -> bool:
    """Whether a list row calls for another visit to a thread that was visited before.

    ``known`` is the row at that visit, ``None`` if no list had named the thread. A reply does not change
    the first post, so it matters only if replies are kept, or if the last visit found no
    article (``settled`` is false): then any change may have opened the thread.
    """
    return known is not None and known != seen and (replies_matter or not settled)
