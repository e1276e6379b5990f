"""What is PostgreSQL's own of the store in it; the contract is in test_contract.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest
from postgres import server
from saving import article

from harvester.disk.database import NewerError
from harvester.disk.lock import LockedError
from harvester.items import to_dict
from harvester.store.interface import FencedError
from harvester.store.postgres.connections import Connections
from harvester.store.postgres.migrations import scripts
from harvester.store.postgres.store import PostgresStore
from harvester.store.postgres.taking import SiteName
from harvester.store.records import HARVESTED, Known, Mark

SITE = SiteName("forum.example", "forum.example:80")


@pytest.fixture
def address() -> str:
    return server().address(server().database())


@asynccontextmanager
async def opened(address: str, site: SiteName = SITE, epoch: int | None = None) -> AsyncIterator[PostgresStore]:
    store = await PostgresStore.take(await Connections.open(address), site, epoch)
    try:
        yield store
    finally:
        await store.leave()


def rows(address: str, select: str, *values: object) -> list[Any]:
    with psycopg.connect(address, autocommit=True) as connection:
        cursor = connection.execute(select.encode(), values)
        return cursor.fetchall() if cursor.description else []


async def write(store: PostgresStore, tid: int, **known: Any) -> None:  # noqa: ANN401 - fields of a record
    await store.load([tid])
    store.settle(Known(tid, state=HARVESTED, revision=1, **known), to_dict(article(tid)))


class TestVersions:
    async def test_those_who_start_at_once_make_the_tables_once(self, address: str) -> None:
        loops = [asyncio.to_thread(lambda: asyncio.run(_open_and_leave(address))) for _ in range(6)]
        await asyncio.gather(*loops)
        assert rows(address, "SELECT number FROM harvester.version") == [(len(scripts()),)]

    async def test_a_newer_harvesters_tables_are_left_alone(self, address: str) -> None:
        await _open_and_leave(address)
        rows(address, "UPDATE harvester.version SET number = 999")
        with pytest.raises(NewerError, match="version 999"):
            await _open_and_leave(address)


async def _open_and_leave(address: str) -> None:
    await (await Connections.open(address)).leave()


class TestEpochs:
    async def test_a_site_that_another_took_is_lost_and_nothing_of_the_visit_lasts(self, address: str) -> None:
        async with opened(address) as store, opened(address, SiteName("other.example")) as other:
            await write(store, 1)
            await store.commit(1)
            rows(address, "UPDATE harvester.site SET epoch = epoch + 1 WHERE name = %s", SITE.name)
            await write(store, 2)
            store.note({"kind": "payment", "tid": 2})
            with pytest.raises(FencedError):
                await store.commit(2)
            with pytest.raises(FencedError):  # and nothing is noted any longer
                store.keep_form("thread", "t/{id}")
            await write(other, 1)
            await other.commit(2)  # in the same process
        assert rows(
            address, "SELECT tid FROM harvester.thread JOIN harvester.site ON id = site WHERE name = %s", SITE.name
        ) == [(1,)]
        assert rows(address, "SELECT count(*) FROM harvester.notice") == [(0,)]

    async def test_a_worker_gives_its_epoch(self, address: str) -> None:
        async with opened(address):
            pass
        [(epoch,)] = rows(address, "UPDATE harvester.site SET epoch = epoch + 1, owner = 'a worker' RETURNING epoch")
        async with opened(address, epoch=epoch) as store:
            await write(store, 1)
            await store.commit(1)
        with pytest.raises(FencedError):
            async with opened(address, epoch=epoch - 1):
                pass
        assert rows(address, "SELECT owner, epoch FROM harvester.site") == [("a worker", epoch)]

    async def test_nobody_takes_a_site_by_hand_that_a_worker_has(self, address: str) -> None:
        async with opened(address):
            with pytest.raises(LockedError):  # in this process
                async with opened(address):
                    pass
        worker = "INSERT INTO harvester.worker (id, process, lease, lease_until, places, version) "
        rows(address, worker + "VALUES ('worker 7', '', 15, now(), 1, '')")
        rows(address, "UPDATE harvester.site SET owner = 'worker 7'")
        with pytest.raises(LockedError, match="worker 7 is at work"):
            async with opened(address):
                pass
        rows(address, "DELETE FROM harvester.worker")
        async with opened(address):
            pass

    async def test_two_processes_do_not_take_a_site_by_hand(self, address: str) -> None:
        async with opened(address):
            with pytest.raises(LockedError):
                await asyncio.to_thread(lambda: asyncio.run(_taken(address)))


async def _taken(address: str) -> None:
    async with opened(address):
        pass


class TestTexts:
    async def test_what_postgresql_does_not_take_is_kept_all_the_same(self, address: str) -> None:
        mark = Mark(1, 2, "a\x00b\\c\ud800")
        async with opened(address) as store:
            await write(store, 1, mark=mark)
            store.note({"text": "\x00"})
            await store.commit(1)
        async with opened(address) as store:
            await store.load([1])
            known = store.thread(1)
            assert known is not None
            assert known.mark == mark


class TestConnections:
    async def test_a_connection_that_is_cut_costs_nothing(self, address: str) -> None:
        async with opened(address) as store:
            await write(store, 1)
            await store.commit(1)
            cut_all(address)
            await write(store, 2)
            await store.commit(2)
            assert await store.states() == {HARVESTED: 2}
        assert rows(address, "SELECT count(*) FROM harvester.line") == [(2,)]

    async def test_a_commit_whose_answer_is_lost_lasts_once(self, address: str) -> None:
        """The connection is cut after the server has committed, and before that is known here."""
        async with opened(address) as store:
            await write(store, 1)
            run = store._connections.run
            attempts = 0

            async def cut(work: Callable[[Any], Awaitable[Any]]) -> Any:  # noqa: ANN401 - whatever comes of it
                nonlocal attempts
                attempts += 1
                done = await run(work)
                return done if attempts > 1 else await run(work)  # as after a commit of which no answer came

            store._connections.run = cut  # type: ignore[method-assign]
            await store.commit(1)
            store._connections.run = run  # type: ignore[method-assign]
            await write(store, 2)
            await store.commit(2)
        assert rows(address, "SELECT tid FROM harvester.line ORDER BY number") == [(1,), (2,)]


def cut_all(address: str) -> None:
    rows(
        address,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE pid <> pg_backend_pid() AND datname = current_database()",
    )
