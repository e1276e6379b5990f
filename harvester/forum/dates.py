"""Dates as forums word them, absolute or relative, in both scripts.

The forum prints local time of its own zone, without saying which: the zone is the
caller's (``Asia/Shanghai`` for most). Within the last seven days it says 半小时前 or
昨天 09:05 instead, and puts the absolute time in the ``title`` of a ``span``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from harvester.forum.page import Element, text_of

_CLOCK = (
    r"(?P<half>上午|下午|[AaPp][Mm])?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?P<half2>[AaPp][Mm])?"
)
_ABSOLUTE = re.compile(
    rf"(?P<year>(?:19|20)\d{{2}})\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})日?(?:[\sT]*{_CLOCK})?"
)
_DAY = re.compile(rf"(?P<day>今天|昨天|前天)(?:\s*{_CLOCK})?")
_AGO = re.compile(r"(?P<count>(?<!\d)\d{1,6}|半)\s*(?P<unit>秒|分[钟鐘]|小[时時]|天)前")
_NOW = re.compile(r"[刚剛][刚剛]")

_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2}
_SECONDS = {"秒": 1, "分": 60, "小": 3600}


def parse_date(text: str, zone: tzinfo, now: datetime | None = None) -> datetime | None:
    """The time that ``text`` states, aware, in ``zone``; ``None`` where it states none.

    Words around it (发表于 …) do not matter. Relative forms need ``now`` (aware) and are
    as exact as their wording; a date without a time is its midnight.
    """
    text = text.replace("\xa0", " ")
    absolute = _ABSOLUTE.search(text)
    if absolute:
        return _absolute(absolute, zone)
    if now is None:
        return None
    here = now.astimezone(zone)
    for pattern, read in _RELATIVE:
        match = pattern.search(text)
        if match:
            return read(match, here)
    return None


def date_of(element: Element | None, zone: tzinfo, now: datetime | None = None) -> datetime | None:
    """The time that an element shows: in the ``title`` of a ``span`` before its text."""
    if element is None:
        return None
    return titled_date(element, zone) or parse_date(text_of(element), zone, now)


def titled_date(element: Element, zone: tzinfo) -> datetime | None:
    """The absolute time that a relative one has in its ``title``; ``None`` where there is none."""
    titles = (titled.get("title") for titled in element.iter("span", "em", "a", "cite"))
    return next((date for title in titles if title and (date := parse_date(title, zone)) is not None), None)


def _absolute(match: re.Match[str], zone: tzinfo) -> datetime | None:
    try:
        day = datetime(int(match["year"]), int(match["month"]), int(match["day"]), tzinfo=zone)
        return _at(day, match)
    except ValueError:  # the 31st of June
        return None


def _at(day: datetime, match: re.Match[str]) -> datetime:
    """``day`` at the time of the clock in ``match``; at midnight where there is none."""
    if match["hour"] is None:
        return day.replace(hour=0, minute=0, second=0, microsecond=0)
    hour = int(match["hour"])
    half = (match["half"] or match["half2"] or "").lower()
    if half in ("下午", "pm") and hour < 12:
        hour += 12
    elif half in ("上午", "am") and hour == 12:
        hour = 0
    return day.replace(hour=hour, minute=int(match["minute"]), second=int(match["second"] or 0), microsecond=0)


def _named_day(match: re.Match[str], here: datetime) -> datetime | None:
    try:
        return _at(here - timedelta(days=_DAYS_BACK[match["day"]]), match)
    except ValueError:
        return None


def _ago(match: re.Match[str], here: datetime) -> datetime | None:
    count = 0.5 if match["count"] == "半" else int(match["count"])
    try:
        if match["unit"] == "天":
            return (here - timedelta(days=count)).replace(hour=0, minute=0, second=0, microsecond=0)
        return here - timedelta(seconds=count * _SECONDS[match["unit"][0]])
    except OverflowError:
        return None


def _just_now(_match: re.Match[str], here: datetime) -> datetime | None:
    return here


_RELATIVE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], datetime | None]], ...] = (
    (_DAY, _named_day),
    (_AGO, _ago),
    (_NOW, _just_now),
)
