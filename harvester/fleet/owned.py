"""What the database says is a worker's, compared with what its jobs are about: they differ after some failovers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from harvester.fleet import statements
from harvester.fleet.queue import Queue
from harvester.fleet.term import Term
from harvester.store.interface import StoreError
from harvester.store.postgres.connections import Connection, Connections

logger = logging.getLogger(__name__)


class Owned:
    """The sites of a worker's term.

    If a failover loses the commit that gave a site back, the site is the worker's in the database and nobody crawls it,
    so it is given back once more. ``freed`` is called after that.
    """

    def __init__(self, connections: Connections, term: Term, queue: Queue, freed: Callable[[], object]) -> None:
        self.connections = connections
        self.term = term
        self.queue = queue
        self.freed = freed
        self._jobs: set[str] = set()
        self._freeing: asyncio.Future[None] | None = None

    @contextmanager
    def job(self, site: str) -> Iterator[None]:
        """While this lasts, the site may be the worker's: from before it is taken until it is given back."""
        self._jobs.add(site)
        try:
            yield
        finally:
            self._jobs.discard(site)

    def compare(self, epochs: Mapping[str, int]) -> None:
        """React to what the database says: the sites that are the worker's, each under its epoch."""
        lost = {site: epoch for site, epoch in epochs.items() if site not in self._jobs}
        if lost and self._freeing is None:
            self._freeing = asyncio.ensure_future(self._free(lost))

    async def _free(self, lost: Mapping[str, int]) -> None:
        """Free sites under epochs that are over; one that was taken again meanwhile has another."""

        async def free(connection: Connection) -> None:
            for site, epoch in lost.items():
                given = {"site": site, "epoch": epoch, "worker": self.term.worker}
                await connection.execute(statements.GIVE_BACK_AGAIN, given)

        try:
            await self.connections.run(free)
        except StoreError as error:
            logger.warning("%s", error)
        else:
            self.queue.jobs.doubt()
            self.queue.told()
            self.freed()
        finally:
            self._freeing = None
