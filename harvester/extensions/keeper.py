"""Opens a site's harvest for a run, hands it to the parts that need it, and closes it."""

from __future__ import annotations

import logging
from typing import Self

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured

from harvester.crawl.configuration import configuration_of
from harvester.crawl.run import Run
from harvester.disk.advice import advice_on
from harvester.disk.lock import LockedError
from harvester.disk.names import site_folder
from harvester.extensions.homes import home_of, layout_of
from harvester.extensions.journal import RunJournal
from harvester.items import Article
from harvester.site_folder.folder import utc
from harvester.store.interface import BehindError, FencedError, Line, Store, StoreError, UnreachableError
from harvester.visits.digest import lacking
from harvester.visits.harvest import Harvest, Options

logger = logging.getLogger(__name__)

#: Why a spider was closed before it began.
REFUSED, LOCKED = "refused", "locked"
#: Why a spider was closed that found no forum.
NO_FORUM = "no_forum"
#: The closing reason of a run whose store fails, by kind of error; the first that fits counts.
_FAILED: tuple[tuple[type[Exception], str], ...] = (
    (BehindError, "commits_lost"),
    (FencedError, "fenced"),
    (UnreachableError, "no_database"),
    (Exception, "output_error"),
)


class Keeper:
    """The run's :class:`~harvester.visits.harvest.Harvest`, as ``keeper_of(crawler).harvest``.

    Settings: ``HARVESTER_COMMIT_EVERY``, ``HARVESTER_RECHECK``, ``HARVESTER_WRITE_GONE``, ``HARVESTER_LOST_LINES``,
    ``HARVESTER_FILE_SIZE``, ``HARVESTER_COMPRESS``, ``HARVESTER_NOTICES_DAYS``.
    If the site's folder cannot be used, the spider is closed before it makes a request, with the reason
    ``locked`` (another run is at work there) or ``refused``.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.run = Run(crawler)
        chosen = configuration_of(crawler).folder
        self.options = Options(chosen.rules.recheck, chosen.every, chosen.write_gone)
        self.layout = layout_of(crawler)
        self.folder = site_folder(self.run.folder, self.run.site)  # for downloaded files, wherever the rest is
        self.home = home_of(self.run)
        self.journal = RunJournal(self.run)
        self._harvest: Harvest | None = None
        self._broken = False

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to the crawl's signals.

        Raises ``NotConfigured`` where no forum is crawled, as in ``scrapy shell``.
        """
        if not hasattr(crawler.spider, "site"):
            raise NotConfigured("no forum is crawled")
        keeper = cls(crawler)
        crawler.signals.connect(keeper.spider_opened, signal=signals.spider_opened)
        crawler.signals.connect(keeper.spider_closed, signal=signals.spider_closed)
        crawler.signals.connect(keeper.item_dropped, signal=signals.item_dropped)
        crawler.signals.connect(keeper.item_error, signal=signals.item_error)
        return keeper

    @property
    def harvest(self) -> Harvest:
        """The site's harvest. Raises :class:`~harvester.store.interface.StoreError` if it cannot be used."""
        if self._harvest is None or self._broken:
            raise StoreError("the harvest is closed")
        return self._harvest

    async def spider_opened(self) -> None:
        """Take the site. Raises :class:`~scrapy.exceptions.CloseSpider` if that fails."""
        try:
            store = await self.opened()
            self._harvest = Harvest(store, self.options, utc)
            if self.home.runs is not None:
                await self.journal.begin(self.home.runs)
        except LockedError as error:
            self._refuse(LOCKED, f"{error}: wait until it is done; this one stops")
        except OSError as error:
            what = f"{error.filename or self.folder}: {error.strerror or error}"
            self._refuse(REFUSED, f"{what}: {advice_on(error)}")
        except FencedError as error:
            self._refuse("fenced", str(error))
        except UnreachableError as error:  # which says nothing of the site
            self._refuse("no_database", str(error))
        except StoreError as error:
            self._refuse(REFUSED, str(error))
        else:
            for message in store.messages:
                logger.warning(message)

    async def opened(self) -> Store:
        """The site's store, opened for this run."""
        return await self.home.open()

    async def item_dropped(self, item: object) -> None:
        """Note that a pipeline dropped an article: the next run does not request it again."""
        if isinstance(item, Article) and not self._broken:
            try:
                await self.harvest.load([item.tid])
                self.harvest.drop(item.tid, "dropped")
                await self.harvest.flush()
            except (OSError, StoreError) as error:
                self.give_up(error)

    async def item_error(self, item: object) -> None:
        """Note that a pipeline failed on an article: the next run tries again."""
        if isinstance(item, Article) and not self._broken:
            try:
                await self.harvest.load([item.tid])
                self.harvest.fail(item.tid, "internal_error")
                await self.harvest.flush()
            except (OSError, StoreError) as error:
                self.give_up(error)

    def note(self, notice: Line) -> None:
        """Keep a notice with the run's others; where they are is the stat ``harvester/file/notices``."""
        if self._harvest is None or self._broken:
            return
        try:
            self._harvest.store.note(notice)
        except (OSError, StoreError) as error:
            self.give_up(error)
        else:
            self.run.stats.set_value("harvester/file/notices", self._harvest.store.notices)

    def give_up(self, error: Exception) -> None:
        """Stop the run because of an error of disk or store: continuing would lose articles."""
        if self._broken:
            return
        self._broken = True
        reason = next(reason for kind, reason in _FAILED if isinstance(error, kind))
        if not isinstance(error, FencedError):  # the site is crawled elsewhere now, or at once again
            self.run.count("failures/not_written")
        self.run.stats.set_value("harvester/output_error", str(error))
        lost = "" if isinstance(error, BehindError) else "; nothing that was written is lost"
        logger.error("Cannot write: %s. The run stops%s.", error, lost)
        self.run.stop(reason)
        if self._harvest is not None and (aside := self._harvest.set_aside(error)):
            logger.error("The damaged store is kept as %s; the next run makes it anew.", aside)

    async def spider_closed(self, reason: str) -> None:
        """Write everything to disk, note how the run ended, and release the site."""
        harvest, runs = self._harvest, self.home.runs
        if harvest is None:
            if reason == REFUSED and runs is not None:  # if locked, the run that has the site notes its own end
                await self.journal.end(runs, reason, None)
            return
        try:
            if not self._broken:
                await harvest.finish()
                self.run.stats.set_value("harvester/fruitful", await harvest.store.fruitful())
                if self.run.keeps_replies:
                    without = len(await harvest.store.alike(*lacking("replies")))
                    self.run.stats.set_value("harvester/without_replies", without)
                await self._look_at_corrections()
        except (OSError, StoreError) as error:
            self.give_up(error)
        finally:
            if runs is not None:
                await self.journal.end(runs, reason, None if self._broken else harvest)
            self._harvest = None
            await self.home.leave(harvest.store, nothing=self._came_to_nothing(reason))

    async def _look_at_corrections(self) -> None:
        """Count corrections of texts that have changed since. If files cannot be read, the run does not fail for it."""
        try:
            self.run.stats.set_value("harvester/outdated_corrections", await self.home.outdated_corrections())
        except OSError as error:
            logger.warning("Whether corrections are outdated could not be looked at: %s", error)

    def _came_to_nothing(self, reason: str) -> bool:
        """Whether a typed address had no forum or no server. A site of the sites file keeps its journal."""
        spider = self.crawler.spider
        named = getattr(spider, "known_as", None) != self.run.site
        answered = self.run.stats.get_value("downloader/response_count")
        return not named and (reason == NO_FORUM or not answered)

    def _refuse(self, reason: str, message: str) -> None:
        self.run.stats.set_value("harvester/refused", message)
        logger.error(message)
        raise CloseSpider(reason)


def keeper_of(crawler: Crawler) -> Keeper:
    """The crawl's keeper. Raises :class:`RuntimeError` if ``EXTENSIONS`` lacks it, or before it is made."""
    keeper = crawler.get_extension(Keeper)
    if keeper is None:
        raise RuntimeError("harvester.extensions.keeper.Keeper is missing from EXTENSIONS")
    return keeper
