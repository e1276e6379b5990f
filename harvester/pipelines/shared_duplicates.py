"""Marking articles whose text was harvested before by any worker of a fleet, from any of its sites."""

from __future__ import annotations

import logging
from typing import Self, cast

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured

from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.duplicates.catalogue import CatalogueEntry
from harvester.duplicates.shared import FirstCopy, SharedIndex, Statements, shared
from harvester.duplicates.sketch import sketch
from harvester.extensions.keeper import keeper_of
from harvester.items import Article
from harvester.store.interface import StoreError

logger = logging.getLogger(__name__)


class SharedDuplicatesPipeline:
    """What :class:`~harvester.pipelines.duplicates.DuplicatesPipeline` does, by the index in the database.

    Settings: ``HARVESTER_DUPLICATES`` with ``HARVESTER_DATABASE`` (otherwise the pipeline is not used). A text is added
    in a transaction of its site's crawl, so an index that fails is a database that fails: the crawl ends for it.
    What the index lacks (of harvests that were adopted, or made without the setting) ``harvester sites index`` adds.
    """

    def __init__(self, crawler: Crawler, index: SharedIndex) -> None:
        self.crawler = crawler
        self.run = Run(crawler)
        self._index = index
        self._found: dict[str, tuple[CatalogueEntry, FirstCopy | None]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals."""
        chosen = configuration_of(crawler)
        if not (chosen.duplicates.marked and chosen.database.address):
            raise NotConfigured  # without a message, because this is the default
        pipeline = cls(crawler, shared(chosen.database.address))
        crawler.signals.connect(pipeline.item_scraped, signal=signals.item_scraped)
        for lost in (signals.item_dropped, signals.item_error):
            crawler.signals.connect(pipeline.item_dropped, signal=lost)
        return pipeline

    @property
    def _store(self) -> Statements:
        return cast("Statements", keeper_of(self.crawler).harvest.store)

    async def process_item(self, item: Article) -> Article:
        """``item``, marked if it is a copy."""
        sketched = sketch(item.text)
        if sketched is None:
            return item
        try:
            match = await self._index.find(self._store, item.id, sketched)
        except StoreError as problem:
            self._failed(problem)
            return item
        self._found[item.id] = CatalogueEntry(item.id, item.revision, item.published, sketched), match
        item.duplicate_of = match.id if match else None
        return item

    def item_scraped(self, item: Article) -> None:
        """Add an article to the index with the next commit."""
        if (found := self._found.pop(item.id, None)) is None:
            return
        entry, match = found
        self.run.count("duplicates", 1 if match else 0)
        entry = CatalogueEntry(entry.id, item.revision, entry.published, entry.sketch)
        try:
            self._index.add(self._store, item.tid, entry, match)
        except StoreError as problem:
            self._failed(problem)

    def item_dropped(self, item: Article) -> None:
        """Forget an article that was not written."""
        if self._found.pop(item.id, None) is not None:
            self._index.drop(item.id)

    def _failed(self, problem: StoreError) -> None:
        self.run.count("failures/duplicates")
        logger.error("An article is not compared: %s", problem)
