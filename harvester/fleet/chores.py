"""What one worker does for all from time to time: moving the lines of past days to files, and comparing texts."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from scrapy.settings import BaseSettings

from harvester.config.declaring import options_of
from harvester.crawl.keeping import depot_of
from harvester.depot.comparing import compare
from harvester.depot.options import DepotOptions
from harvester.depot.sealing import seal_now
from harvester.duplicates.options import DuplicatesOptions
from harvester.fleet import statements
from harvester.store.interface import StoreError
from harvester.store.postgres.connections import Connection, Connections

logger = logging.getLogger(__name__)

#: Seconds between two runs of one.
_APART = 3600.0


class Chore(ABC):
    """A task of all workers, which one of them does once an hour.

    It runs in a thread, so neither the crawls nor a leaving worker wait for it. If it is ended in the middle, the next
    run puts things right.
    """

    name: ClassVar[str]

    def __init__(self, database: str, settings: BaseSettings) -> None:
        self.database = database
        self.settings = settings
        self._thread: threading.Thread | None = None

    async def look(self, connections: Connections) -> None:
        """Start if it is this worker's turn. Raises :class:`~harvester.store.interface.StoreError`."""
        if not self.wanted or (self._thread is not None and self._thread.is_alive()):
            return

        async def is_due(connection: Connection) -> bool:
            given = {"name": self.name, "apart": _APART}
            return await (await connection.execute(statements.CHORE, given)).fetchone() is not None

        if await connections.run(is_due):
            self._thread = threading.Thread(target=self.do, name=self.name, daemon=True)
            self._thread.start()

    @property
    @abstractmethod
    def wanted(self) -> bool:
        """Whether the settings ask for it."""

    @abstractmethod
    def do(self) -> None:
        """Do it, and say what came of it."""


class Sealing(Chore):
    """Moves lines to files, if ``HARVESTER_DATABASE_FILES`` says where they go."""

    name = "seal"

    @property
    def wanted(self) -> bool:
        """Whether there is a place for files."""
        return bool(options_of(DepotOptions, self.settings).address)

    def do(self) -> None:
        """Seal what is over."""
        within = timedelta(seconds=max(options_of(DepotOptions, self.settings).within - 2 * _APART, 0.0))
        try:
            done = seal_now(self.database, depot_of(self.settings), removed_before=datetime.now(UTC) - within)
        except (OSError, StoreError) as error:
            logger.warning("Lines stay in the database for now: %s", error)
        else:
            logger.info("%d lines are in %d new files; %d files were rewritten", done.lines, done.files, done.rewritten)


class Comparing(Chore):
    """Adds to the index of texts what it lacks, if ``HARVESTER_DUPLICATES`` is on."""

    name = "compare"

    @property
    def wanted(self) -> bool:
        """Whether copies are looked for."""
        return options_of(DuplicatesOptions, self.settings).marked

    def do(self) -> None:
        """Compare what was not compared."""
        try:
            done = compare(self.database)
        except (OSError, StoreError) as error:
            logger.warning("The index of texts lacks some for now: %s", error)
            return
        logger.info("%d texts were added to the index", done.articles)
        for failed in done.failed:
            logger.warning("The index of texts lacks some for now: %s", failed)
