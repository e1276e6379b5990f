"""Keeps a site's journal of runs, and its metrics; see :mod:`harvester.runs`."""

from __future__ import annotations

import logging
from pathlib import Path

from harvester import __version__
from harvester.crawl.configuration import changed, configuration_of
from harvester.crawl.run import Run
from harvester.runs.drift import drifts
from harvester.runs.ending import ending, write_metrics
from harvester.runs.records import Journal, records
from harvester.store.interface import StoreError
from harvester.text.language.model import fingerprint
from harvester.visits.harvest import Harvest

logger = logging.getLogger(__name__)


class RunJournal:
    """The keeper's part that notes how runs begin and end. Setting: ``HARVESTER_METRICS``."""

    def __init__(self, run: Run) -> None:
        self.run = run

    def begin(self, folder: Path) -> None:
        """Note the beginning; says so where the run before was killed. Raises :class:`OSError` where that fails."""
        crawler = self.run.crawler
        given = dict(getattr(crawler.spider, "given", {}))
        told = {"arguments": given, "settings": changed(crawler.settings), "model": fingerprint()}
        if killed := Journal(folder).begin(__version__, told):
            logger.warning("The run of %s was killed: this one goes on from there.", killed["began"])

    async def end(self, folder: Path, reason: str, harvest: Harvest | None) -> None:
        """Note the end. What can't be noted is logged: the articles are on disk by then."""
        try:
            before = [each["seen"] for each in records(folder) if each.get("seen")]
            done = Journal(folder).end(ending(self.run.stats.get_stats(), reason))
            for drift in drifts(done["seen"], before):
                self.run.count("drift")
                logger.warning("Pages are read worse than before: %s. scrapy look shows one.", drift)
            if harvest is not None and (metrics := configuration_of(self.run.crawler).run.metrics):
                write_metrics(metrics, folder.name, done, await harvest.store.states())
        except (OSError, StoreError) as error:
            logger.warning("The run's end could not be noted: %s", error)
