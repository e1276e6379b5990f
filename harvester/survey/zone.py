"""The time zone in which a forum shows its times, as far as a page tells. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from harvester.forum.dates import parse_date

#: A time in words, with the exact one in its title.
_RELATIVE = re.compile("(?:秒|分[钟鐘]|小[时時]|天)前|昨天|前天")
_QUARTER = timedelta(minutes=15)
#: How far off a forum's clock may be, and how far the world's zones are from UTC.
_OFF, _FARTHEST = timedelta(minutes=5), timedelta(hours=14)

#: Zones of places with forums, by their offset in minutes; others are named by their offset, if that is whole hours.
_PLACES = {0: "UTC", 420: "Asia/Bangkok", 480: "Asia/Shanghai", 540: "Asia/Tokyo"}


@dataclass(frozen=True, slots=True)
class ZoneGuess:
    """A zone, and the evidence for it; ``name`` is ``None`` where there is none."""

    name: str | None
    why: str


def guess_zone(clock_line: re.Match[str] | None, asked: datetime | None) -> ZoneGuess:
    """The zone of a page's times, from the line with its clock (:attr:`harvester.forum.engine.Engine.clock`).

    ``asked`` is when the server sent the page (aware).

    The forum's clock compared with the server's counts more than the offset on the line, which is the forum's setting
    and may be a member's own.
    """
    if clock_line is None:
        return ZoneGuess(None, "no line such as GMT+8 at the foot of the page")
    offset, said_clock = clock_line[1], clock_line[2]
    said = f"the page's line GMT{offset}, {said_clock}"
    clock = parse_date(said_clock, UTC)
    measured = _measured(clock - asked) if clock and asked else None
    if measured is not None:
        return ZoneGuess(_named(measured), f"{said}, confirmed by the server's clock")
    return ZoneGuess(_named(_minutes(offset)), f"{said}; the server's clock does not confirm it")


def shows_relative_times(text: str) -> bool:
    """Whether the page gives some times in words (半小时前)."""
    return _RELATIVE.search(text) is not None


def _measured(ahead: timedelta) -> int | None:
    """The offset in minutes between two clocks; ``None`` where that is not a time zone's."""
    quarters = round(ahead / _QUARTER)
    if abs(ahead - quarters * _QUARTER) > _OFF or abs(ahead) > _FARTHEST + _OFF:
        return None
    return quarters * 15


def _minutes(offset: str) -> int:
    """The minutes of ``+8``, ``-3.5`` or ``+5:30``."""
    sign = -1 if "-" in offset else 1
    hours, _, rest = offset.strip("+- ").replace(":", ".").partition(".")
    part = int(rest) if ":" in offset else round(float(f"0.{rest or 0}") * 60)
    return sign * (int(hours or 0) * 60 + part)


def _named(minutes: int) -> str | None:
    if minutes in _PLACES:
        return _PLACES[minutes]
    return f"Etc/GMT{-minutes // 60:+d}" if minutes % 60 == 0 and abs(minutes) <= 720 else None
