"""Signs of life, and what becomes of a worker that gives none."""

from __future__ import annotations

import threading
from collections.abc import Callable

import psycopg
import pytest
from fleets import Looking
from psycopg.errors import LockNotAvailable
from workers import enlist

from harvester.fleet import statements
from harvester.fleet.address import worker_address
from harvester.fleet.heartbeat import SWEEPING, leave, take_out
from harvester.fleet.term import MARGIN

ENTER = (
    "INSERT INTO harvester.worker (id, process, lease, lease_until, places, version, queue_worker) "
    "VALUES (%s, %s, 15, now() + make_interval(secs => %s), 4, '', %s)"
)


def enter(fleet: Looking, worker: str, left: float) -> int:
    """A worker whose lease lasts ``left`` seconds yet, with a site and a job; returns its number in the queue."""
    with psycopg.connect(fleet.address, autocommit=True, options="-c search_path=harvester") as connection:
        row = connection.execute("SELECT worker_id FROM procrastinate_register_worker_v1()").fetchone()
        assert row
        connection.execute(ENTER, [worker, worker, left, row[0]])
        connection.execute(
            "INSERT INTO site (name, entry, server, owner) VALUES (%s, '{}', %s, %s)", [worker, worker, worker]
        )
        connection.execute(
            "INSERT INTO slice (site, epoch, worker) SELECT id, 1, owner FROM site WHERE name = %s", [worker]
        )
        connection.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock, status, worker_id) "
            "VALUES ('sites', 'crawl', %s, %s, 'doing', %s)",
            [worker, worker, row[0]],
        )
        return int(row[0])


def silent(fleet: Looking, connected: float) -> dict[str, int]:
    """Seconds until silent workers are overdue, if that is soon."""
    with psycopg.connect(fleet.address) as connection:
        given = {"margin": MARGIN, "connected": connected, "within": 3.0}
        return {worker: round(rest) for worker, rest in connection.execute(statements.OVERDUE, given).fetchall()}


@pytest.mark.parametrize(
    ("left", "connected", "rest"),
    [(5, 1e6, None), (-0.5, 1e6, 2), (-4.5, 1e6, -2), (-1e6, 13, None), (-1e6, 15.5, 2), (-1e6, 18.5, -1)],
)
def test_who_is_overdue_and_who_will_be(fleet: Looking, left: float, connected: float, rest: int | None) -> None:
    enter(fleet, "a", left)
    assert silent(fleet, connected) == ({} if rest is None else {"a": rest})


def test_a_worker_that_is_taken_out_leaves_nothing_behind(fleet: Looking) -> None:
    enter(fleet, "gone", -100)
    enter(fleet, "here", 10)
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        assert take_out(connection, "gone")
        assert not take_out(connection, "gone")
        assert not take_out(connection, "here")
    assert fleet.rows("SELECT name, owner FROM harvester.site ORDER BY name") == [("gone", None), ("here", "here")]
    assert fleet.rows("SELECT lock FROM harvester.procrastinate_jobs") == [("here",)]
    assert fleet.rows("SELECT count(*) FROM harvester.procrastinate_workers") == [(1,)]
    assert fleet.rows("SELECT worker, reason FROM harvester.slice WHERE ended IS NOT NULL") == [("gone", "worker_died")]


def test_a_worker_that_leaves_takes_its_own_with_it(fleet: Looking) -> None:
    enter(fleet, "here", 10)
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        leave(connection, "here", "lease_over")
        leave(connection, "here", "lease_over")  # once more does no harm
    assert fleet.rows("SELECT name FROM harvester.site WHERE owner IS NULL") == [("here",)]
    assert fleet.rows("SELECT reason FROM harvester.slice") == [("lease_over",)]


def test_who_renews_at_the_same_instant_stays(fleet: Looking) -> None:
    enter(fleet, "late", -100)
    renew = {"worker": "late", "ahead": 0.0, "figures": "{}"}
    with psycopg.connect(fleet.address) as renewing, psycopg.connect(fleet.address, autocommit=True) as sweeping:
        assert renewing.execute(statements.RENEW, renew).fetchone()
        swept: list[bool] = []
        thread = started(lambda: swept.append(take_out(sweeping, "late")))
        waits(fleet, sweeping)  # for the row that is being renewed
        renewing.commit()
        thread.join()
    assert swept == [False]
    assert fleet.rows("SELECT owner FROM harvester.site") == [("late",)]


def test_a_worker_that_was_taken_out_can_not_renew(fleet: Looking) -> None:
    enter(fleet, "late", -100)
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        assert take_out(connection, "late")
        assert (
            connection.execute(statements.RENEW, {"worker": "late", "ahead": 0.0, "figures": "{}"}).fetchone() is None
        )


def test_a_transaction_of_a_worker_that_is_stopped_keeps_its_site_from_nobody(fleet: Looking) -> None:
    enter(fleet, "stopped", -100)
    stopped = psycopg.connect(fleet.address, application_name="stopped")
    stopped.execute("UPDATE harvester.site SET serial = serial + 1")  # and does not commit
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        assert take_out(connection, "stopped")
    assert fleet.rows("SELECT owner, serial FROM harvester.site") == [(None, 0)]
    stopped.close()


def test_a_row_that_somebody_else_holds_keeps_no_other_site_back(fleet: Looking) -> None:
    enter(fleet, "gone", -100)
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        connection.execute("INSERT INTO harvester.site (name, entry, server, owner) VALUES ('b', '{}', 'b', 'gone')")
        with psycopg.connect(fleet.address) as person:
            person.execute("UPDATE harvester.site SET priority = 1 WHERE name = 'b'")  # and leaves it at that for now
            assert take_out(connection, "gone")
            assert fleet.rows("SELECT name FROM harvester.site WHERE owner IS NULL") == [("gone",)]
        enlist(fleet, "alive")
        due = {name for name, _, _ in connection.execute(statements.DUE).fetchall()}
    assert due == {"gone", "b"}


def test_a_worker_waits_for_nobody_s_lock_for_as_long_as_its_lease(fleet: Looking) -> None:
    enter(fleet, "here", 10)
    renew = {"worker": "here", "ahead": 0.0, "figures": "{}"}
    with psycopg.connect(fleet.address) as person:
        person.execute("LOCK harvester.worker")
        with psycopg.connect(worker_address(fleet.address, 1.0)) as connection, pytest.raises(LockNotAvailable):
            connection.execute(statements.RENEW, renew)


def test_one_sweeps_at_a_time(fleet: Looking) -> None:
    enter(fleet, "gone", -100)
    with psycopg.connect(fleet.address) as first, psycopg.connect(fleet.address, autocommit=True) as second:
        first.execute("SELECT pg_advisory_xact_lock(%s)", [SWEEPING])
        assert not take_out(second, "gone")


def started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def waits(fleet: Looking, connection: psycopg.Connection) -> None:
    pid = connection.info.backend_pid
    fleet.until("SELECT count(*) > 0 FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'", pid)
