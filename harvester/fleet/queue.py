"""The fleet's queue: procrastinate in the crawls' own loop, made to live through a database that comes and goes.

A job is a slice of one site's crawl. Its queueing lock is the site: it waits once. Its lock is the server: of the sites
of one server, one is crawled at a time. Nothing is deferred or retried into the future: a job that waits keeps later
ones with its lock back, whatever time it waits for. What is not done is due, and the next tick defers it anew.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from typing import LiteralString, cast

from procrastinate import App, PsycopgConnector, exceptions
from procrastinate.jobs import Job, Notification, Status
from procrastinate.manager import JobManager, NotificationCallback
from psycopg.errors import RaiseException
from psycopg_pool import AsyncConnectionPool

from harvester.fleet import statements
from harvester.fleet.term import Term
from harvester.store.postgres.connections import Connection, Connections

#: The queue of slices, the name of its one task, and the channel on which the database tells of new jobs.
QUEUE, TASK = "sites", "crawl"
CHANNEL = f'"procrastinate_queue_v1#{QUEUE}"'
#: Seconds before a statement that failed is tried again; and between two looks for jobs that nobody told of.
_AGAIN, _LOOK = 1.0, 5.0
#: The advisory lock of whoever defers what is due.
_DEFERRING = 0x4841525654494301

_FORGET: LiteralString = (
    "DELETE FROM harvester.procrastinate_jobs WHERE status = 'doing' AND worker_id = %(worker)s AND id <> ALL(%(mine)s)"
)

Crawl = Callable[[str], Awaitable[None]]


class Jobs(JobManager):
    """procrastinate's way to its tables. What the heartbeat does for a worker is not done here once more.

    Where the database is gone, nothing is fetched until it is back; a slice that ended is said to be over then, as long
    as the term lasts. After the term, the jobs are dropped with it.
    """

    def __init__(self, connector: PsycopgConnector, term: Term, *, may_fetch: Callable[[], bool]) -> None:
        super().__init__(connector)
        self.term = term
        self.may_fetch = may_fetch
        self._in_hand: set[int] = set()
        self._in_doubt = False  # whether a job was taken for us whose number did not come through
        self.news: asyncio.Queue[int] = asyncio.Queue()

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """The next job; ``None`` where there is none, or the worker is to begin nothing."""
        if not self.may_fetch() or not self.term.holds():
            return None
        try:
            if self._in_doubt:
                await self.connector.execute_query_async(_FORGET, worker=worker_id, mine=list(self._in_hand))
                self._in_doubt = False
            job = await super().fetch_job(queues, worker_id)
        except exceptions.ConnectorException:
            self._in_doubt = True
            return None
        if job is not None and job.id is not None:
            self._in_hand.add(job.id)
        return job

    async def finish_job(self, job: Job, status: Status, delete_job: bool) -> None:  # noqa: FBT001 - as procrastinate has it
        """Say that a job is over, as often as it takes."""
        while not self.term.over:
            try:
                await super().finish_job(job, status, delete_job)
            except exceptions.ConnectorException as error:
                if isinstance(error.__cause__, RaiseException):  # it is over already
                    break
                await asyncio.sleep(_AGAIN)
            else:
                break
        self._in_hand.discard(job.id or 0)

    async def register_worker(self) -> int:
        """Enter the queue, and have that known in the fleet before anything is fetched."""
        number = await super().register_worker()
        await self.connector.execute_query_async(
            "UPDATE harvester.worker SET queue_worker = %(number)s WHERE id = %(worker)s",
            number=number,
            worker=self.term.worker,
        )
        return number

    async def unregister_worker(self, worker_id: int) -> None:
        """Leave the queue; that is done with leaving the fleet."""

    async def update_heartbeat(self, worker_id: int) -> None:
        """Give a sign of life; the heartbeat's thread does."""

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:  # noqa: ARG002 - as above
        """Take out those of which nobody hears; the heartbeat's thread does."""
        return []

    async def list_jobs_to_abort_async(self, queue: str | None = None) -> Iterable[int]:  # noqa: ARG002 - as above
        """There are none: a site that is paused ends its slice first."""
        return []

    async def listen_for_jobs(
        self,
        *,
        on_notification: NotificationCallback,
        queues: Iterable[str] | None = None,  # noqa: ARG002 - as above
    ) -> None:
        """Pass on what the heartbeat's connection heard."""
        while True:
            number = await self.news.get()
            told: Notification = {"type": "job_inserted", "job_id": number}
            await on_notification(channel=CHANNEL, notification=told)


class Queue:
    """The queue, as one term of a worker uses it. ``crawl`` does a slice of the site that it is given."""

    def __init__(self, connections: Connections, term: Term, crawl: Crawl, may_fetch: Callable[[], bool]) -> None:
        self.connections = connections
        connector = PsycopgConnector()
        self.app = App(connector=connector)
        self.jobs = Jobs(connector, term, may_fetch=may_fetch)
        self.app.job_manager = self.jobs
        self._task = self.app.task(name=TASK, queue=QUEUE)(crawl)

    async def work(self, places: int) -> None:
        """Take jobs, ``places`` at once, until that is cancelled and those in hand are done."""
        await self.app.open_async(cast("AsyncConnectionPool", Lent(self.connections)))
        await self.app.run_worker_async(
            queues=[QUEUE],
            concurrency=places,
            fetch_job_polling_interval=_LOOK,
            update_heartbeat_interval=3600,
            abort_job_polling_interval=3600,
            install_signal_handlers=False,
            delete_jobs="always",
        )

    def told(self) -> None:
        """There may be a new job."""
        if self.jobs.news.empty():
            self.jobs.news.put_nowait(0)

    async def defer_due(self, apart: float) -> int | None:
        """Defer a slice of each site that is due and may be crawled; returns how many there were.

        One worker does that for all. ``None``: another is at it, or was less than ``apart`` seconds ago.
        """

        async def deferred(connection: Connection) -> int | None:
            row = await (await connection.execute("SELECT pg_try_advisory_xact_lock(%s)", [_DEFERRING])).fetchone()
            given = {"name": "defer", "apart": apart}
            if not (row and row[0]) or not await (await connection.execute(statements.CHORE, given)).fetchone():
                return None
            due = await (await connection.execute(statements.DUE)).fetchall()
            jobs = [
                self._task.configure(queueing_lock=site, lock=server, priority=priority, task_kwargs={"site": site}).job
                for site, server, priority in due
            ]
            if jobs:
                await self.jobs.batch_defer_jobs_async(jobs, connection)
            return len(jobs)

        return await self.connections.run(deferred)


class Lent:
    """The process's connections, as procrastinate takes a pool."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """One of them."""
        async with self._connections.lent() as connection:
            yield connection
