"""The clock of a page: in which zone it shows times, and in which order it writes year, month and day.

Both stand in the line at its foot (``GMT+9, 30-11-2026 18:07``). Where a page has none, what its other dates leave
possible tells the order, or what the site's other pages said.
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

from harvester.forum.dates import Order, apart, is_odd, parse_date, readings
from harvester.forum.page import Element, Page

#: The line at the foot of a page: the offset, and what the clock shows, behind a word or two up to 7.x.
_FOOT = re.compile(
    r"GMT\s*(?P<offset>[+-]\s?\d{1,2}(?:[.:]\d{1,2})?)?\s*,\s*[^\d<]{0,20}"
    r"(?P<clock>\d{1,4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,4}[^<\n]{0,20})"
)
#: A page may speak of Greenwich behind its foot; the times that are looked at.
_LAST = 4
#: How far a page's clock may be off: pages are cached.
_NEAR = timedelta(days=2)
_FARTHEST = timedelta(hours=14)
#: Elements whose title may be a time.
_TITLED = frozenset({"span", "em", "a", "cite", "time", "abbr"})
#: A date before the first Discuz! is none.
_FIRST_FORUM = 1999
#: Dates that are enough to learn an order from.
_ENOUGH = 200


class SiteZone(ZoneInfo):
    """A forum's zone in a run, with what its pages have shown of their times so far.

    ``named``: by the user; what a page says does not count then.

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
        """``zone`` is the forum's as far as it is known, ``now`` (aware) is when the page was fetched."""
        self._text = page.text
        self._given = zone
        self._now = now
        self._learned = zone if isinstance(zone, SiteZone) else None

    def parse(self, text: str) -> datetime | None:
        """The time that a text of the page states."""
        return self._read(text, self._now)

    def of(self, element: Element | None) -> datetime | None:
        """The time that an element shows."""
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
        # To learn the order takes a look at the whole page.
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
        """The line at the foot: the last that looks like it."""
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
        """The orders that make sense of all dates; ``near``: of the time of the visit, where one of them does."""
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
    """The clock of a page, made once.

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
    """The offset of ``+8``, ``-3.5`` or ``+5:30``; nothing is Greenwich's own. ``None`` for one that no place has."""
    if text is None:
        return timedelta()
    hours, mark, rest = text.strip("+- ").replace(":", ".").partition(".")
    minutes = (int(rest) if ":" in text else round(float(f"0.{rest}") * 60)) if mark else 0
    offset = timedelta(hours=int(hours), minutes=minutes)
    return None if offset > _FARTHEST else -offset if "-" in text else offset
