"""When to look at a thread again. Pure: all times are seconds since 1970 in UTC."""

from __future__ import annotations

import re

from harvester.store.records import Mark

_INTERVAL = re.compile(r"([0-9]{1,9})([mhd])")
#: An interval of more than that is a slip: of days, it is 2,700 years.
_MOST = 1_000_000
#: Seconds until what was refused is asked for again, by how often that was.
_TRIES = (0, 86400, 7 * 86400, 30 * 86400, 180 * 86400, 365 * 86400)
#: This many threads, and this share of a board's, are not refused alike by chance.
_MANY, _SHARE = 5, 0.25
_SECONDS = {"m": 60, "h": 3600, "d": 86400}


def intervals(text: str) -> tuple[int, ...]:
    """The seconds that ``1h, 1d, 7d`` (minutes ``m``, hours ``h``, days ``d``) names, growing; empty text: none.

    Raises :class:`ValueError` where it is anything else.
    """
    words = [word.strip() for word in text.split(",") if word.strip()]
    matches = [_INTERVAL.fullmatch(word) for word in words]
    if None in matches or any(int(match[1]) > _MOST for match in matches if match):
        raise ValueError("give intervals such as 1h,1d,7d,30d")
    return tuple(sorted(int(match[1]) * _SECONDS[match[2]] for match in matches if match))


def next_visit(published: int | None, visited: int, after: tuple[int, ...]) -> int | None:
    """When a thread that was read at ``visited`` is to be read again, unless its row changes before.

    ``after`` counts from its publication, so that visits grow rarer with its age; ``None``: never, it is
    too old. Where the time of publication is unknown or lies in the future, the visit stands for it.
    """
    begin = visited if published is None else min(published, visited)
    return next((begin + interval for interval in after if begin + interval > visited), None)


def next_try(refused: int, at: int, *, alike: bool) -> int:
    """When to ask again for what was refused ``refused`` times in a row, last at ``at``.

    ``alike``: a whole board was refused alike, which may be over by the next run.
    """
    return at + _TRIES[min(refused - (1 if alike else 0), len(_TRIES) - 1)]


def are_alike(refused: int, read: int) -> bool:
    """Whether a board's threads that a run was refused for one reason look like a state of the board or the forum.

    ``read``: how many of the board's threads it could read.
    """
    if read == 0:
        return refused > 1
    return refused >= _MANY and refused >= _SHARE * (refused + read)


def row_matters(known: Mark | None, seen: Mark, *, settled: bool, replies_matter: bool) -> bool:
    """Whether a list row asks for a visit to a thread that was visited before.

    ``known`` is the row at that visit, ``None`` where no list had named the thread. A reply changes nothing
    in the first post, so it matters only where replies are kept, or where the last visit found no
    article (``settled`` is false): then any change may have opened the thread.
    """
    return known is not None and known != seen and (replies_matter or not settled)
