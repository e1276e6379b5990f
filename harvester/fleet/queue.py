"""The fleet's queue: procrastinate in the crawls' event loop, made to survive a database that is sometimes down.

A job is a slice of one site's crawl. Its queueing lock is the site, so a site waits at most once. Its lock is the
server, so of the sites on one server, one is crawled at a time. Jobs are never scheduled for later, because a waiting
job holds back later ones with its lock. What was not done stays due, and the next tick defers it again.
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
#: Seconds before a failed statement is tried again; and between two polls for jobs without a notification.
_AGAIN, _LOOK = 1.0, 5.0
#: The advisory lock of the worker that defers what is due.
_DEFERRING = 0x4841525654494301

_FORGET: LiteralString = (
    "DELETE FROM harvester.procrastinate_jobs WHERE status = 'doing' AND worker_id = %(worker)s AND id <> ALL(%(mine)s)"
)

Crawl = Callable[[str], Awaitable[None]]


class Jobs(JobManager):
    """procrastinate's access to its tables, without what the heartbeat already does for a worker.

    While the database is down, no job is fetched. A slice that ended meanwhile is reported when the database is back,
    if the term still lasts; otherwise its jobs are dropped with the term.
    """

    def __init__(self, connector: PsycopgConnector, term: Term, *, may_fetch: Callable[[], bool]) -> None:
        super().__init__(connector)
        self.term = term
        self.may_fetch = may_fetch
        self._in_hand: set[int] = set()
        self._in_doubt = False  # whether the database may hold jobs to be ours that are not in hand
        self.news: asyncio.Queue[int] = asyncio.Queue()

    def doubt(self) -> None:
        """Note that the database may hold jobs to be the worker's that it has done, or never got."""
        self._in_doubt = True

    async def fetch_job(self, queues: Iterable[str] | None, worker_id: int) -> Job | None:
        """The next job; ``None`` if there is none, or if the worker must not begin anything."""
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
        """Report that a job is over, and retry until that worked."""
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
        """Enter the queue, and note that in the fleet before any job is fetched."""
        number = await super().register_worker()
        await self.connector.execute_query_async(
            "UPDATE harvester.worker SET queue_worker = %(number)s WHERE id = %(worker)s",
            number=number,
            worker=self.term.worker,
        )
        return number

    async def unregister_worker(self, worker_id: int) -> None:
        """Do nothing: a worker leaves the queue when it leaves the fleet."""

    async def update_heartbeat(self, worker_id: int) -> None:
        """Do nothing: the heartbeat's thread gives the signs of life."""

    async def prune_stalled_workers(self, seconds_since_heartbeat: float) -> list[int]:  # noqa: ARG002 - as above
        """Do nothing: the heartbeat's thread removes silent workers."""
        return []

    async def list_jobs_to_abort_async(self, queue: str | None = None) -> Iterable[int]:  # noqa: ARG002 - as above
        """No jobs: a paused site ends its slice first."""
        return []

    async def listen_for_jobs(
        self,
        *,
        on_notification: NotificationCallback,
        queues: Iterable[str] | None = None,  # noqa: ARG002 - as above
    ) -> None:
        """Pass on notifications from the heartbeat's connection."""
        while True:
            number = await self.news.get()
            told: Notification = {"type": "job_inserted", "job_id": number}
            await on_notification(channel=CHANNEL, notification=told)


class Queue:
    """The queue in one term of a worker. ``crawl`` does a slice of the given site."""

    def __init__(self, connections: Connections, term: Term, crawl: Crawl, may_fetch: Callable[[], bool]) -> None:
        self.connections = connections
        connector = PsycopgConnector()
        self.app = App(connector=connector)
        self.jobs = Jobs(connector, term, may_fetch=may_fetch)
        self.app.job_manager = self.jobs
        self._task = self.app.task(name=TASK, queue=QUEUE)(crawl)

    async def work(self, places: int) -> None:
        """Do jobs, ``places`` at once, until this is cancelled and the current ones are done."""
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
        """Look for a new job soon."""
        if self.jobs.news.empty():
            self.jobs.news.put_nowait(0)

    async def defer_due(self, apart: float) -> int | None:
        """Defer a slice of each site that is due and may be crawled; returns their number.

        One worker does this for all. ``None``: another one is doing it, or did so less than ``apart`` seconds ago.
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
    """The process's connections in the form of the pool that procrastinate expects."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """One of them."""
        async with self._connections.lent() as connection:
            yield connection
