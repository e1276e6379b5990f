"""Keeps a site's journal of runs, and its metrics; see :mod:`harvester.runs`."""

from __future__ import annotations

import logging

from harvester import __version__
from harvester.crawl.configuration import changed, configuration_of
from harvester.crawl.run import Run
from harvester.disk.names import folder_name
from harvester.runs.drift import drifts
from harvester.runs.ending import ending, write_metrics
from harvester.runs.kept import Runs
from harvester.store.interface import StoreError
from harvester.text.language.model import fingerprint
from harvester.visits.harvest import Harvest

logger = logging.getLogger(__name__)


class RunJournal:
    """The keeper's part that notes how runs begin and end. Setting: ``HARVESTER_METRICS``."""

    def __init__(self, run: Run) -> None:
        self.run = run

    async def begin(self, runs: Runs) -> None:
        """Note the start, and warn if the run before was killed.

        Raises :class:`OSError` or StoreError where that fails.
        """
        crawler = self.run.crawler
        given = dict(getattr(crawler.spider, "given", {}))
        told = {"arguments": given, "settings": changed(crawler.settings), "model": fingerprint()}
        if killed := await runs.begin(__version__, told):
            logger.warning("The run of %s was killed: this one continues from there.", killed["began"])

    async def end(self, runs: Runs, reason: str, harvest: Harvest | None) -> None:
        """Note the end. A failure is only logged: the articles are on disk by then."""
        try:
            before = [each["seen"] for each in await runs.last() if each.get("seen")]
            done = await runs.end(ending(self.run.stats.get_stats(), reason))
            for drift in drifts(done["seen"], before):
                self.run.count("drift")
                logger.warning("Pages are read worse than before: %s. scrapy look shows one.", drift)
            if harvest is not None and (metrics := configuration_of(self.run.crawler).run.metrics):
                write_metrics(metrics, folder_name(self.run.site), done, await harvest.store.states())
        except (OSError, StoreError) as error:
            logger.warning("The run's end could not be noted: %s", error)
