"""Marking articles whose text was harvested before, from any board or site."""

from __future__ import annotations

import logging
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.disk.database import DamagedError, StoreError
from harvester.duplicates.catalogue import FILE, Catalogue, CatalogueEntry, Match
from harvester.duplicates.follow import follow
from harvester.duplicates.sketch import sketch
from harvester.items import Article

logger = logging.getLogger(__name__)

#: The indexes that crawls of this process have open, by path, and the number of crawls that use each.
_in_use: dict[Path, Catalogue] = {}
_users: Counter[Path] = Counter()


def opened(path: Path) -> Catalogue:
    """The index at ``path``, shared by all crawls of a process, of which there may be hundreds.

    Raises as :class:`~harvester.duplicates.catalogue.Catalogue` does.
    """
    index = _in_use.get(path) or Catalogue(path)
    _in_use[path] = index
    _users[path] += 1
    return index


def let_go(index: Catalogue) -> None:
    """Release the index after a crawl; the last crawl closes it."""
    path = next((path for path, each in _in_use.items() if each is index), None)
    if path is None:  # it was damaged
        return
    _users[path] -= 1
    if not _users[path]:
        forget(index)
        with suppress(StoreError):
            index.close()


def forget(index: Catalogue) -> None:
    """Make the next crawl open the index again."""
    for path in [path for path, each in _in_use.items() if each is index]:
        del _in_use[path], _users[path]


class DuplicatesPipeline:
    """Fills ``duplicate_of``; duplicates are written as all articles are, and counted in ``harvester/duplicates``.

    Setting: ``HARVESTER_DUPLICATES`` (off: the pipeline is not used). An article is added to the index once its line
    is on disk. If the index fails, the harvest continues without it: the failure is logged, and the next run adds the
    articles.
    """

    def __init__(self, run: Run) -> None:
        self.run = run
        self._index: Catalogue | None = None
        self._found: dict[str, tuple[CatalogueEntry, Match | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals."""
        chosen = configuration_of(crawler)
        if not chosen.duplicates.marked or chosen.database.address:  # with a database, the index is there
            raise NotConfigured  # without a message, because this is the default
        pipeline = cls(Run(crawler))
        crawler.signals.connect(pipeline.item_scraped, signal=signals.item_scraped)
        for lost in (signals.item_dropped, signals.item_error):
            crawler.signals.connect(pipeline.item_dropped, signal=lost)
        return pipeline

    def open_spider(self) -> None:
        """Open the index, and add what other runs, or one that crashed, wrote without it."""
        try:
            self.run.folder.mkdir(parents=True, exist_ok=True)
            self._index = opened(self.run.folder / FILE)
            for message in [*self._index.messages, *follow(self._index, self.run.folder)]:
                logger.warning(message)
        except (StoreError, OSError) as problem:
            self._give_up(problem)

    def process_item(self, item: Article) -> Article:
        """``item``, marked if it is a copy."""
        sketched = sketch(item.text) if self._index else None
        if self._index is None or sketched is None:
            return item
        try:
            match = self._index.find(item.id, sketched)
        except StoreError as problem:
            self._give_up(problem)
            return item
        self._found[item.id] = CatalogueEntry(item.id, item.revision, item.published, sketched), match
        item.duplicate_of = match.id if match else None
        return item

    def item_scraped(self, item: object) -> None:
        """Add an article to the index, now that its line is on disk."""
        if not isinstance(item, Article) or self._index is None:
            return
        if (found := self._found.pop(item.id, None)) is None:
            return
        entry, match = found
        self.run.count("duplicates", 1 if match else 0)
        try:
            self._index.add(CatalogueEntry(entry.id, item.revision, entry.published, entry.sketch), match)
        except StoreError as problem:
            self._give_up(problem)

    def item_dropped(self, item: object) -> None:
        """Forget an article that was not written."""
        if isinstance(item, Article):
            self._found.pop(item.id, None)

    def close_spider(self) -> None:
        """Release the index."""
        if self._index is not None:
            let_go(self._index)

    def _give_up(self, problem: Exception) -> None:
        self.run.count("failures/duplicates")
        logger.error("Duplicates are not marked from here on: %s. The harvest goes on.", problem)
        index, self._index = self._index, None
        if index is not None and isinstance(problem, DamagedError) and index in _in_use.values():
            forget(index)
            logger.error("The damaged index is kept as %s; the next run makes it anew.", index.set_aside())
        elif index is not None:
            let_go(index)
        self._found.clear()
