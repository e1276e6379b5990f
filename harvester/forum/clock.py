"""The clock of a page: the zone of its times, and the order in which it writes year, month and day.

Both are in the line at its foot (``GMT+9, 30-11-2026 18:07``). Without that line, the order is the one that all other
dates of the page allow, or the one of the site's other pages.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone, tzinfo
from functools import cached_property
from typing import Self
from zoneinfo import ZoneInfo

from harvester.config.patterns import regex
from harvester.forum.dates import Order, apart, is_odd, parse_date, readings
from harvester.forum.page import Element, Page

#: The line at the foot of a page: the offset and the time, up to 7.x with a word or two between them.
_FOOT = regex(
    r"GMT\s*(?P<offset>[+-]\s?\d{1,2}(?:[.:]\d{1,2})?)?\s*,\s*[^\d<]{0,20}"
    r"(?P<clock>\d{1,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,4}[^<\n]{0,20})"
)
#: How many places with ``GMT`` are tried, from the end: one may follow the foot of the page.
_LAST = 4
#: How far a page's clock may be from the time of the visit: pages are cached.
_NEAR = timedelta(days=2)
_FARTHEST = timedelta(hours=14)
#: Elements whose title may be a time.
_TITLED = frozenset({"span", "em", "a", "cite", "time", "abbr"})
#: A date before this year, that of the first Discuz!, is not a post's.
_FIRST_FORUM = 1999
#: Dates that are looked at to find the order; one page seldom needs more than a few.
_ENOUGH = 200


class SiteZone(ZoneInfo):
    """A forum's zone in a run, with what its pages have shown about their times so far.

    ``named``: the user named it, so what a page says does not count.

    >>> zone = SiteZone.of("Asia/Shanghai", named=False)
    >>> zone.key, dict(zone.offsets)
    ('Asia/Shanghai', {})
    """

    named: bool
    offsets: Counter[timedelta]
    orders: Counter[Order]

    @classmethod
    def of(cls, key: str, *, named: bool) -> Self:
        """The zone of that name, with nothing learned yet."""
        zone = cls.no_cache(key)
        zone.named = named
        zone.offsets, zone.orders = Counter(), Counter()
        return zone


class Clock:
    """How to read the times of one page.

    >>> page = Page("<p>GMT+9, 30-11-2026 18:07</p><em>5-6-2026 08:00</em>", "https://bbs.example.com/")
    >>> Clock(page, ZoneInfo("Asia/Shanghai")).parse("5-6-2026 08:00").isoformat()
    '2026-06-05T08:00:00+09:00'
    """

    def __init__(self, page: Page, zone: tzinfo, now: datetime | None = None) -> None:
        """``zone`` is the forum's as far as known, ``now`` (aware) the time at which the page was fetched."""
        self._text = page.text
        self._given = zone
        self._now = now
        self._learned = zone if isinstance(zone, SiteZone) else None

    def parse(self, text: str) -> datetime | None:
        """The time that a text of the page states; ``None`` if it states none."""
        return self._read(text, self._now)

    def of(self, element: Element | None) -> datetime | None:
        """The time that an element shows; ``None`` if it shows none."""
        if element is None:
            return None
        return self.titled(element) or self.parse(apart(element))

    def titled(self, element: Element) -> datetime | None:
        """The absolute time that an element has in a ``title``."""
        titles = (titled.get("title") for titled in element.iter() if titled.tag in _TITLED)
        dates = (self._read(title, None) for title in titles if title)
        return next((date for date in dates if date is not None), None)

    def _read(self, text: str, now: datetime | None) -> datetime | None:
        date = parse_date(text, self.zone, now)
        # Only now, because finding the order looks at the whole page.
        return parse_date(text, self.zone, None, self.order) if date is None and is_odd(text) else date

    @cached_property
    def zone(self) -> tzinfo:
        """The zone of the page's times: the one that the user named, otherwise the page's own, otherwise the site's."""
        learned = self._learned
        if learned is not None and learned.named:
            return learned
        foot = self._foot
        offset = None if foot is None else _offset(foot["offset"])
        if learned is not None:
            if offset is not None:
                learned.offsets[offset] += 1
            elif learned.offsets:
                offset = learned.offsets.most_common(1)[0][0]
        if offset is None or offset == self._offset_given():
            return self._given
        return timezone(offset)

    @cached_property
    def order(self) -> Order | None:
        """The order of the page's dates; ``None`` where it is not known."""
        learned = self._learned
        order = self._order_shown()
        if learned is not None:
            if order is not None:
                learned.orders[order] += 1
            elif learned.orders:
                order = learned.orders.most_common(1)[0][0]
        return order

    @cached_property
    def _foot(self) -> re.Match[str] | None:
        """The line at the foot: the last one that looks like it."""
        text, end = self._text, len(self._text)
        for _ in range(_LAST):
            end = text.rfind("GMT", 0, end)
            if end < 0:
                break
            match = _FOOT.match(text, end)
            if match:
                return match
        return None

    def _offset_given(self) -> timedelta | None:
        """The offset of the zone that was given, at the time of the page's own clock."""
        foot = self._foot
        shown = None if foot is None else parse_date(foot["clock"], self._given)
        at = shown or self._now or datetime.now(self._given)
        return at.astimezone(self._given).utcoffset()

    def _order_shown(self) -> Order | None:
        foot = self._foot
        if foot is not None:
            if re.match(r"\d{4}", foot["clock"]):
                return "ymd"
            likely = self._possible(readings(foot["clock"], self.zone), near=True)
            if len(likely) == 1:
                return likely.pop()
        likely = self._possible(readings(self._text, self.zone), near=False)
        return likely.pop() if len(likely) == 1 else None

    def _possible(self, dates: Iterable[dict[Order, datetime]], *, near: bool) -> set[Order]:
        """The orders in which all dates are possible; ``near``: prefer those that give about the time of the visit."""
        left: set[Order] = set()
        for read in itertools.islice(dates, _ENOUGH):
            likely = {order for order, date in read.items() if self._makes_sense(date)}
            now = self._now
            close = {order for order in likely if near and now is not None and abs(read[order] - now) < _NEAR}
            likely = close or likely
            left = (left & likely) or left or likely
        return left

    def _makes_sense(self, date: datetime) -> bool:
        return date.year >= _FIRST_FORUM and (self._now is None or date - self._now < _NEAR)


def clock_of(page: Page, zone: tzinfo, now: datetime | None = None) -> Clock:
    """The clock of a page, made once per page.

    >>> page = Page("<p>GMT+8, 2026-11-30 18:07</p>", "https://bbs.example.com/")
    >>> clock_of(page, ZoneInfo("Asia/Shanghai")) is clock_of(page, ZoneInfo("Asia/Shanghai"))
    True
    """
    key = (Clock, zone, now)
    found = page.kept.get(key)
    if not isinstance(found, Clock):
        found = page.kept[key] = Clock(page, zone, now)
    return found


def _offset(text: str | None) -> timedelta | None:
    """The offset of ``+8``, ``-3.5`` or ``+5:30``; no text is GMT itself. ``None`` for one that no place has."""
    if text is None:
        return timedelta()
    hours, mark, rest = text.strip("+- ").replace(":", ".").partition(".")
    minutes = (int(rest) if ":" in text else round(float(f"0.{rest}") * 60)) if mark else 0
    offset = timedelta(hours=int(hours), minutes=minutes)
    return None if offset > _FARTHEST else -offset if "-" in text else offset
