"""What one worker does for all from time to time: moving the lines of past days to files."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime, timedelta

from scrapy.settings import BaseSettings

from harvester.config.declaring import options_of
from harvester.crawl.keeping import depot_of
from harvester.depot.options import DepotOptions
from harvester.depot.sealing import seal_now
from harvester.fleet import statements
from harvester.store.interface import StoreError
from harvester.store.postgres.connections import Connection, Connections

logger = logging.getLogger(__name__)

#: Seconds between two runs of this.
_APART = 3600.0


class Sealing:
    """Moves lines to files, if ``HARVESTER_DATABASE_FILES`` says where they go.

    It runs in a thread, so neither the crawls nor a leaving worker wait for it. If it is ended in the middle, the next
    run puts things right.
    """

    def __init__(self, database: str, settings: BaseSettings) -> None:
        self.database = database
        self.settings = settings
        self.options = options_of(DepotOptions, settings)
        self._thread: threading.Thread | None = None

    async def look(self, connections: Connections) -> None:
        """Start if it is this worker's turn. Raises :class:`~harvester.store.interface.StoreError`."""
        if not self.options.address or (self._thread is not None and self._thread.is_alive()):
            return

        async def is_due(connection: Connection) -> bool:
            given = {"name": "seal", "apart": _APART}
            return await (await connection.execute(statements.CHORE, given)).fetchone() is not None

        if await connections.run(is_due):
            self._thread = threading.Thread(target=self._seal, name="sealing", daemon=True)
            self._thread.start()

    def _seal(self) -> None:
        within = timedelta(seconds=max(self.options.within - 2 * _APART, 0.0))
        try:
            done = seal_now(self.database, depot_of(self.settings), removed_before=datetime.now(UTC) - within)
        except (OSError, StoreError) as error:
            logger.warning("Lines stay in the database for now: %s", error)
        else:
            logger.info("%d lines are in %d new files; %d files were rewritten", done.lines, done.files, done.rewritten)
