"""Dates as forums word them, absolute or relative, in both scripts and in English.

The forum prints local time without its zone, which the caller gives (``Asia/Shanghai``
for most). Within the last seven days it says 半小时前 or 昨天 09:05 instead, and puts the
absolute time in the ``title`` of a ``span``.

A site chooses the order of year, month and day. With a year of four digits in front there is only one; for
``5-4-2018`` the rest of the page decides (:mod:`harvester.forum.clock`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, tzinfo
from typing import Literal, TypeAlias, cast

from harvester.config.patterns import regex
from harvester.forum.page import Element, raw_text

#: The order of a date's three numbers.
Order: TypeAlias = Literal["ymd", "dmy", "mdy"]

_CLOCK = (
    r"(?P<half>上午|下午|[AaPp][Mm])?\s*(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s*(?P<half2>[AaPp][Mm])?"
)
_ABSOLUTE = regex(
    rf"(?P<year>(?:19|20)\d{{2}})\s?[-/.年]\s?(?P<month>\d{{1,2}})\s?[-/.月]\s?(?P<day>\d{{1,2}})日?(?:[\sT]*{_CLOCK})?"
)
#: A date with its year last, or with a year of two digits.
_ODD = regex(
    r"(?<![\d./-])(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<three>(?:19|20)\d{2}|\d{1,2})(?![\d/-])"
    rf"(?:[\sT]*{_CLOCK})?"
)
_DAY = regex(
    rf"(?P<day>今天|昨天|前天|today|the day before yesterday|yesterday)(?:(?:\s|at\b|,)*{_CLOCK})?", re.IGNORECASE
)
_AGO = regex(
    r"(?P<count>(?<!\d)\d{1,6}|半|half an?)\s*(?:(?P<unit>秒|分[钟鐘]|小[时時]|天)前"
    r"|(?P<english>second|minute|hour|day)s?\s+ago\b)",
    re.IGNORECASE,
)
_NOW = regex(r"[刚剛][刚剛]|\bjust now\b", re.IGNORECASE)

_DAYS_BACK = {"今天": 0, "昨天": 1, "前天": 2, "today": 0, "yesterday": 1, "the day before yesterday": 2}
_SECONDS = {"秒": 1, "分": 60, "小": 3600, "s": 1, "m": 60, "h": 3600}

_ORDERS: dict[Order, tuple[str, str, str]] = {
    "ymd": ("one", "two", "three"),
    "dmy": ("three", "two", "one"),
    "mdy": ("three", "one", "two"),
}


def parse_date(text: str, zone: tzinfo, now: datetime | None = None, order: Order | None = None) -> datetime | None:
    """The time that ``text`` states, aware, in ``zone``; ``None`` where it states none, or is ambiguous.

    Words around it (发表于 …) do not matter. Relative forms need ``now`` (aware) and are
    as exact as their wording; a date without a time is its midnight. ``order`` is that of dates whose year is
    last or short; without it, only those with one possible reading are read.

    >>> from zoneinfo import ZoneInfo
    >>> zone = ZoneInfo("Asia/Shanghai")
    >>> parse_date("发表于 2011-5-6 15:34", zone).isoformat()
    '2011-05-06T15:34:00+08:00'
    >>> parse_date("昨天 09:05", zone, datetime(2026, 3, 1, 12, tzinfo=zone)).isoformat()
    '2026-02-28T09:05:00+08:00'
    >>> parse_date("5-4-2018", zone) is None  # the fifth of April, or the fourth of May
    True
    >>> parse_date("5-4-2018", zone, order="dmy").isoformat()
    '2018-04-05T00:00:00+08:00'
    """
    text = text.replace("\xa0", " ")
    absolute = _ABSOLUTE.search(text)
    if absolute:
        return _absolute(absolute, zone)
    odd = _ODD.search(text)
    if odd:
        return _odd(odd, zone, order)
    if now is None:
        return None
    here = now.astimezone(zone)
    for pattern, read in _RELATIVE:
        match = pattern.search(text)
        if match:
            return read(match, here)
    return None


def is_odd(text: str) -> bool:
    """Whether a text has a date that cannot be read without knowing its order.

    >>> is_odd("5-4-2018"), is_odd("2018-4-5")
    (True, False)
    """
    return _ODD.search(text.replace("\xa0", " ")) is not None


def apart(element: Element) -> str:
    """The text of an element, with a blank between the texts of different elements: a count may touch a time.

    >>> from lxml.html import fromstring
    >>> apart(fromstring("<p><b>12</b><i>2018-4-5</i></p>"))
    '12 2018-4-5'
    """
    return " ".join(cast("Iterator[str]", element.itertext())) if len(element) else raw_text(element)


def readings(text: str, zone: tzinfo) -> Iterator[dict[Order, datetime]]:
    """The dates of a text whose year is last or short, each as read in every possible order.

    Only those with a time of day count: other numbers look like dates too.

    >>> from datetime import UTC
    >>> [sorted(each) for each in readings("5-14-2018 09:30", UTC)]
    [['mdy']]
    """
    for match in _ODD.finditer(text):
        if match["hour"] is not None:
            yield _in_all_orders(match, zone)


def _in_all_orders(match: re.Match[str], zone: tzinfo) -> dict[Order, datetime]:
    short = len(match["three"]) < 4
    found = ((order, _ordered(match, zone, order)) for order in _ORDERS if short or order != "ymd")
    return {order: date for order, date in found if date is not None}


def _odd(match: re.Match[str], zone: tzinfo, order: Order | None) -> datetime | None:
    read = _in_all_orders(match, zone)
    if order in read:
        return read[order]
    if len(match["three"]) < 4:  # looks like any three numbers
        return None
    dates = set(read.values())
    return dates.pop() if len(dates) == 1 else None


def _ordered(match: re.Match[str], zone: tzinfo, order: Order) -> datetime | None:
    year, month, day = (match[name] for name in _ORDERS[order])
    if len(year) == 1:
        return None
    whole = int(year) if len(year) == 4 else int(year) + (1900 if int(year) >= 70 else 2000)
    try:
        return _at(datetime(whole, int(month), int(day), tzinfo=zone), match)
    except ValueError:  # the 18th month
        return None


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
        return _at(here - timedelta(days=_DAYS_BACK[match["day"].lower()]), match)
    except ValueError:
        return None


def _ago(match: re.Match[str], here: datetime) -> datetime | None:
    count = int(match["count"]) if match["count"].isdecimal() else 0.5
    unit = match["unit"] or match["english"].lower()
    try:
        if unit in ("天", "day"):
            return (here - timedelta(days=count)).replace(hour=0, minute=0, second=0, microsecond=0)
        return here - timedelta(seconds=count * _SECONDS[unit[0]])
    except OverflowError:
        return None


def _just_now(_match: re.Match[str], here: datetime) -> datetime | None:
    return here


_RELATIVE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], datetime], datetime | None]], ...] = (
    (_DAY, _named_day),
    (_AGO, _ago),
    (_NOW, _just_now),
)
