"""What the tick defers: sites that are due, are nobody's, and whose server nobody asks; and who may take them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import psycopg
import pytest
from fleets import Looking
from workers import enlist, taken

from harvester.fleet.address import worker_address
from harvester.fleet.queue import Queue
from harvester.fleet.term import Term
from harvester.store.postgres.connections import LOCKS, Connections

SITE = "INSERT INTO harvester.site (name, entry, server{}) VALUES (%s, '{{}}', %s{})"


def site(fleet: Looking, name: str, server: str, **columns: str) -> None:
    """A site that is due, unless ``columns``, as SQL, say otherwise."""
    names = "".join(f", {each}" for each in columns)
    values = "".join(f", {each}" for each in columns.values())
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        connection.execute(SITE.format(names, values).encode(), [name, server])


async def crawl(site: str) -> None:
    raise AssertionError(site)


async def ticked(fleet: Looking, times: int = 1) -> None:
    connections = await Connections.open(worker_address(fleet.address, 15.0))
    queue = Queue(connections, Term(15.0), crawl, lambda: True)
    for _ in range(times):
        await queue.defer_due(0.0)
    await connections.leave()


def deferred(fleet: Looking, times: int = 1) -> list[str]:
    """What waits after so many ticks, in the order in which it is fetched."""
    asyncio.run(ticked(fleet, times))
    rows = fleet.rows(
        "SELECT queueing_lock, lock, scheduled_at FROM harvester.procrastinate_jobs WHERE status = 'todo' "
        "ORDER BY priority DESC, id"
    )
    assert all(at is None for _, _, at in rows)  # a job in the future would keep others with its lock back
    return [name for name, _, _ in rows]


@pytest.mark.parametrize(
    ("columns", "is_due"),
    [
        ({}, True),
        ({"next_run": "now()"}, True),
        ({"next_run": "now() + interval '1 hour'"}, False),
        ({"paused": "true"}, False),
        ({"owner": "'alive'"}, False),
        ({"owner": "'gone'"}, True),
        ({"entry": "NULL"}, False),
    ],
)
def test_which_sites_are_due(fleet: Looking, columns: Mapping[str, str], is_due: bool) -> None:  # noqa: FBT001
    enlist(fleet, "alive")
    if "entry" in columns:  # it was crawled from the shell
        with psycopg.connect(fleet.address, autocommit=True) as connection:
            connection.execute("INSERT INTO harvester.site (name, server) VALUES ('a', 'a')")
    else:
        site(fleet, "a", "a", **columns)
    assert deferred(fleet, times=2) == (["a"] if is_due else [])


def test_a_site_that_backs_off_keeps_no_other_of_its_server_back(fleet: Looking) -> None:
    enlist(fleet, "alive")
    site(fleet, "first", "one", next_run="now() + interval '1 hour'", failures="3")
    site(fleet, "second", "one")
    assert deferred(fleet) == ["second"]


def test_of_a_server_one_site_at_a_time(fleet: Looking) -> None:
    enlist(fleet, "alive")
    site(fleet, "a", "one", next_run="now() - interval '1 hour'")
    site(fleet, "b", "one", next_run="now() - interval '2 hours'")
    site(fleet, "c", "two", owner="'alive'")
    site(fleet, "d", "two")
    assert deferred(fleet, times=3) == ["b"]


def test_no_more_waits_than_the_fleet_has_places_and_the_most_urgent_first(fleet: Looking) -> None:
    enlist(fleet, "alive", places=2)
    enlist(fleet, "another", places=1)
    for number in range(6):
        site(fleet, f"s{number}", f"s{number}", next_run=f"now() - interval '{number} hours'")
    site(fleet, "urgent", "urgent", next_run="now()", priority="5")
    assert deferred(fleet, times=2) == ["urgent", "s5", "s4"]


def test_a_site_is_taken_once_and_under_a_new_number_each_time(fleet: Looking) -> None:
    term, other = Term(15.0), Term(15.0)
    for each in (term, other):
        enlist(fleet, each.worker)
    site(fleet, "a", "a", epoch="7")
    first = asyncio.run(taken(fleet, "a", term))
    assert first.epoch > 1_700_000_000_000_000  # no failover brings that number back
    assert asyncio.run(taken(fleet, "a", other)) is None
    assert asyncio.run(taken(fleet, "a", Term(15.0))) is None  # which is in no fleet
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        connection.execute("DELETE FROM harvester.worker WHERE id = %s", [term.worker])
    second = asyncio.run(taken(fleet, "a", other))
    assert second.epoch > first.epoch
    assert [row[1:] for row in fleet.rows("SELECT epoch, epoch, worker FROM harvester.slice ORDER BY epoch")] == [
        (first.epoch, term.worker),
        (second.epoch, other.worker),
    ]


def test_no_worker_takes_what_a_shell_is_at_work_on(fleet: Looking) -> None:
    term = Term(15.0)
    enlist(fleet, term.worker)
    site(fleet, "a", "a")
    [(number,)] = fleet.rows("SELECT id FROM harvester.site")
    with psycopg.connect(fleet.address, autocommit=True) as shell:
        shell.execute("SELECT pg_advisory_lock(%s, %s)", [LOCKS, number])
        assert asyncio.run(taken(fleet, "a", term)) is None
    assert asyncio.run(taken(fleet, "a", term)) is not None


async def in_turn(fleet: Looking) -> list[int | None]:
    connections = await Connections.open(worker_address(fleet.address, 15.0))
    queue = Queue(connections, Term(15.0), crawl, lambda: True)
    try:
        return [await queue.defer_due(apart) for apart in (60.0, 60.0, 0.0)]
    finally:
        await connections.leave()


def test_one_tick_is_enough_for_the_fleet(fleet: Looking) -> None:
    enlist(fleet, "alive")
    site(fleet, "a", "a")
    assert asyncio.run(in_turn(fleet)) == [1, None, 0]


def test_a_server_that_is_to_rest_rests_for_all_its_sites(fleet: Looking) -> None:
    enlist(fleet, "alive")
    site(fleet, "a", "one", rest_until="now() + interval '1 minute'", next_run="now() + interval '1 day'")
    site(fleet, "b", "one")
    site(fleet, "c", "two", rest_until="now() - interval '1 second'")
    assert deferred(fleet) == ["c"]
