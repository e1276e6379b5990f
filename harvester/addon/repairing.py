"""Repairing the texts of any item: dicts, items, dataclasses, and whatever else itemadapter supports."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from operator import is_
from typing import Any, Self

from itemadapter import ItemAdapter, is_item
from scrapy.crawler import Crawler
from scrapy.statscollectors import StatsCollector

from harvester.addon.options import AddonOptions, read_options
from harvester.addon.setting import Setter
from harvester.article.options import RepairOptions
from harvester.text import Profile
from harvester.text.encodings.decoding import finish
from harvester.text.repair import repair_with

logger = logging.getLogger(__name__)

#: A function that changes a text; the second argument is its place: ``body``, ``replies[0].text``.
Change = Callable[[str, str], str]
#: How to rebuild a list or a tuple; named tuples have their own method.
_MADE: dict[type, Callable[[list[Any]], Any]] = {list: list, tuple: tuple}
#: Texts nested more deeply stay as they are: real items are not so deep, but a list can contain itself.
_DEEPEST = 50


class RepairPipeline:
    """Repairs the texts of an item; what one of them proves helps with the others.

    Repairs are counted in the stats ``harvester/repairs/KIND``, and listed in the field that
    ``HARVESTER_LOG_FIELD`` names: ``where``, ``kind``, ``start``, ``before``, ``after``, ``certainty``. A text whose
    repair raises an exception stays as it is (``harvester/not_repaired``), and so does a field that cannot be set.
    """

    def __init__(self, stats: StatsCollector, options: AddonOptions) -> None:
        self.stats = stats
        self.options = options
        self._setter = Setter()

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's stats and settings."""
        assert crawler.stats is not None  # noqa: S101 - Scrapy makes them before its pipelines
        return cls(crawler.stats, read_options(crawler.settings))

    def process_item(self, item: Any) -> Any:  # noqa: ANN401 - whatever a project calls an item
        """``item`` with its texts repaired: in place, or in a copy if it is frozen."""
        log: list[dict[str, Any]] = []
        names = list(ItemAdapter(item))
        chosen = self.options.items.fields or names
        if self.options.repair.wanted:
            repairing = _Repairing(self.stats, self.options.repair, log)
            item = self._changed(item, [name for name in names if name in chosen], repairing)
        item = self._changed(item, names, _finished)
        return self._setter.put(item, self.options.items.log, log) if self.options.items.log else item

    def _changed(self, item: Any, names: list[str], change: Change) -> Any:  # noqa: ANN401 - as above
        for name in names:
            before = ItemAdapter(item)[name]
            after = changed(before, name, change, self._setter)
            item = item if after is before else self._setter.put(item, name, after)
        return item


class _Repairing:
    """Repairs the texts of an item in turn."""

    def __init__(self, stats: StatsCollector, options: RepairOptions, log: list[dict[str, Any]]) -> None:
        self._stats, self._options = stats, options.of_text
        self._profile: Profile = options.profile
        self._log = log

    def __call__(self, text: str, where: str) -> str:
        try:
            repaired = repair_with(text, self._options, self._profile)
        except Exception:
            logger.exception("%s is not repaired", where)
            self._stats.inc_value("harvester/not_repaired")
            return text
        self._profile = repaired.profile
        for made in repaired.repairs:
            self._stats.inc_value(f"harvester/repairs/{made.kind}")
            self._log.append({"where": where, **asdict(made)})
        for flag in repaired.flags:
            self._stats.inc_value(f"harvester/beyond_repair/{flag.kind}")
        return repaired.text


def _finished(text: str, _where: str) -> str:
    """``text`` with U+FFFD for each undecodable byte."""
    return finish(text)[0]


def changed(value: Any, where: str, change: Change, setter: Setter, depth: int = 0) -> Any:  # noqa: ANN401 - of a field
    """``value`` with every text in it changed, also in lists, tuples, dicts and items; ``value`` itself if none was.

    >>> changed({"title": "a", "tags": ["b", 1]}, "post", lambda text, where: f"{where}={text}", Setter())
    {'title': 'post.title=a', 'tags': ['post.tags[0]=b', 1]}
    """
    if isinstance(value, str):
        text = change(value, where)
        return value if text == value else text
    if depth == _DEEPEST:
        return value
    made: Callable[[list[Any]], Any] | None = _MADE.get(type(value)) or getattr(type(value), "_make", None)
    if made and isinstance(value, list | tuple):
        inside = [changed(each, f"{where}[{at}]", change, setter, depth + 1) for at, each in enumerate(value)]
        return value if all(map(is_, inside, value)) else made(inside)
    if type(value) is dict:
        table = {key: changed(each, f"{where}.{key}", change, setter, depth + 1) for key, each in value.items()}
        return value if all(map(is_, table.values(), value.values())) else table
    if is_item(value):
        for name in list(ItemAdapter(value)):
            before = ItemAdapter(value)[name]
            inner = changed(before, f"{where}.{name}", change, setter, depth + 1)
            value = value if inner is before else setter.put(value, name, inner)
    return value
