"""A database that comes and goes, a clock that is wrong, a forum that does not answer: workers live through it."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from pathlib import Path

import psycopg
from cutting import Cable
from fleets import Looking, Wrong, enter, recorded
from harvests import FEW
from postgres import PASSWORD, Server, programs, server
from serving import served_by
from workers import DONE, TOOK, Workers, prepared

DAY = 86400.0


def test_a_worker_that_is_cut_off_stops_and_comes_back(fleet: Looking, workers: Workers) -> None:
    port, database = server().port, fleet.address.partition("?")[0].rpartition("/")[2]
    with recorded(2, most=FEW) as forums, Cable(port) as cable:
        enter(fleet.address, forums)
        way = server().tcp(database, password=PASSWORD).replace(f":{port}", f":{cable.port}")
        workers.start("cut", 2, DOWNLOAD_DELAY="3", HARVESTER_DATABASE=way, HARVESTER_DATABASE_PATIENCE="2")
        workers.took("cut", 2)
        workers.start("heir", 2)
        fleet.until("SELECT count(*) = 2 FROM harvester.worker")
        cable.cut()
        fleet.until(TOOK, 2, f"%{workers.part('heir')}%")  # whatever term: a busy machine may cost it one
        cable.mend()
        fleet.until("SELECT count(*) = 2 FROM harvester.worker")
        workers.stop("heir")
        workers.stop("cut")
        workers.start("last", 2, DOWNLOAD_DELAY="0.001")
        fleet.until(DONE)
        workers.stop("last")
        assert Wrong().of(fleet, forums, workers.names()) == Wrong(), workers.log("cut")
    assert PASSWORD not in "".join(workers.log(name) for name in workers.names())


#: Connections that no worker would be found by, and what they are called; not PostgreSQL's own (autovacuum), nor those
#: that are still being made.
UNNAMED = (
    "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND backend_type = 'client backend' AND state IS NOT NULL AND application_name NOT LIKE %s"
)
#: All of them but our own.
CONNECTIONS = (
    "SELECT count(*) - 1 FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
)


def test_all_connections_of_a_worker_are_ended_with_it(fleet: Looking, workers: Workers) -> None:
    with recorded(2, most=FEW) as forums:
        enter(fleet.address, forums)
        workers.start("named", 2, DOWNLOAD_DELAY="0.05")
        fleet.until("SELECT count(DISTINCT site) = 2 FROM harvester.thread")  # its crawls have theirs
        assert fleet.rows(UNNAMED, f"%{workers.part('named')}%") == []
        [(count,)] = fleet.rows(CONNECTIONS)
        assert count <= 4 + 1  # HARVESTER_DATABASE_CONNECTIONS, and the one for its signs of life


def test_a_database_that_is_gone_for_longer_than_the_lease(tmp_path: Path) -> None:
    # What was committed has to be there after the crash: the slices are, by which requests are judged.
    own = Server(programs() or Path(server().programs), synchronous_commit="on")
    fleet = Looking(own.address(own.database()))
    asyncio.run(prepared(fleet.address))
    workers = Workers(fleet, tmp_path)
    try:
        with recorded(2) as forums:
            enter(fleet.address, forums)
            workers.start("alone", 2, HARVESTER_LEASE="1", HARVESTER_DATABASE_PATIENCE="1", DOWNLOAD_DELAY="0.05")
            workers.took("alone", 2)
            own.stop()
            workers.said("alone", "Nothing is crawled, trying again in")
            own.start()
            fleet.until(DONE)
            workers.stop("alone")
            assert Wrong().of(fleet, forums, workers.names()) == Wrong(), workers.log("alone")
            assert workers.log("alone").count("nothing is lost, run again when it does") < 20  # attempts wait
    finally:
        workers.end()
        own.close()


def test_a_database_that_lost_its_last_moments_in_a_failover(fleet: Looking, workers: Workers) -> None:
    with recorded(1, most=FEW) as forums:
        enter(fleet.address, forums)
        workers.start("alone", 1, DOWNLOAD_DELAY="0.05")
        fleet.until("SELECT count(*) > 2 FROM harvester.line")
        with psycopg.connect(fleet.address) as connection:  # as a standby has it that was two commits behind
            connection.execute("UPDATE harvester.site SET serial = serial - 2")
            connection.execute(
                "WITH late AS (DELETE FROM harvester.line WHERE number = (SELECT max(number) FROM harvester.line) "
                "RETURNING tid) UPDATE harvester.thread SET state = 'wanted', revision = 0, visited = NULL, "
                "text_hash = NULL, field_hashes = NULL WHERE tid = (SELECT tid FROM late)"
            )
            connection.execute(
                "INSERT INTO harvester.wanted (site, tid) SELECT site, tid FROM harvester.thread "
                "WHERE state = 'wanted' ON CONFLICT DO NOTHING"
            )
        fleet.until(DONE)  # at once: the site did nothing that it would have to wait for
        workers.stop("alone")
        assert Wrong().of(fleet, forums, workers.names()) == Wrong(), workers.log("alone")
        reasons = fleet.rows("SELECT reason FROM harvester.slice ORDER BY epoch")
        assert reasons == [("commits_lost",), ("finished",)]
        assert "another run has taken the site" not in workers.log("alone")
        assert "the last commits of this run are lost, as after a failover" in workers.log("alone")


def test_a_site_whose_giving_back_is_lost_in_a_failover(fleet: Looking, workers: Workers) -> None:
    with recorded(1, most=FEW) as forums:
        enter(fleet.address, forums)
        workers.start("alone", 1)
        fleet.until(DONE)
        with psycopg.connect(fleet.address) as connection:  # as a standby has it that was cut off a moment before
            connection.execute(
                "UPDATE harvester.site SET next_run = NULL, run_began = now(), "
                "owner = (SELECT id FROM harvester.worker)"
            )
            connection.execute("UPDATE harvester.slice SET ended = NULL, reason = NULL")
            connection.execute(
                "INSERT INTO harvester.procrastinate_jobs (queue_name, task_name, args, lock, queueing_lock, status, "
                "worker_id) SELECT 'sites', 'crawl', jsonb_build_object('site', name), server, name, 'doing', "
                "queue_worker FROM harvester.site, harvester.worker"
            )
        fleet.until(DONE)
        workers.stop("alone")
        assert fleet.rows("SELECT reason FROM harvester.slice ORDER BY epoch") == [("commits_lost",), ("finished",)]
        assert Wrong().of(fleet, forums, workers.names()).twice == 0


def wrong_clock() -> None:
    """A wall clock that is a day ahead of the database's."""
    right = time.time
    time.time = lambda: right() + DAY


def test_a_wrong_clock_takes_nothing_away_from_others(fleet: Looking, workers: Workers) -> None:
    with recorded(1) as forums:
        enter(fleet.address, forums)
        workers.start("right", 1)
        workers.took("right", 1)
        workers.start("wrong", 1, before=wrong_clock)
        workers.said("wrong", "This machine's clock is 86400 s off the database's: set it")
        workers.stop("right")
        [(owners,)] = fleet.rows("SELECT count(DISTINCT worker) FROM harvester.slice")
        assert owners == 1  # what is free is not for a worker that would date it wrongly
        workers.start("last", 1, DOWNLOAD_DELAY="0.001")
        fleet.until(DONE)
        assert Wrong().of(fleet, forums, workers.names()) == Wrong()
        workers.stop("wrong")


def test_a_forum_that_does_not_answer_keeps_nobody_from_leaving(fleet: Looking, workers: Workers) -> None:
    asked, answer, waited_for = threading.Event(), threading.Event(), threading.Event()

    def late(_: str) -> int:
        asked.set()
        if not answer.wait(60):
            waited_for.set()
        return 404

    with served_by(late) as (url, _), psycopg.connect(fleet.address, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO harvester.site (name, entry, server) VALUES ('a', %s, 'a')",
            [json.dumps({"address": f"{url}/"})],
        )
        workers.start("leaves", 1)
        assert asked.wait(100)
        workers.stop("leaves")
        assert not waited_for.is_set(), workers.log("leaves")
        rows = connection.execute(
            "SELECT reason, owner FROM harvester.slice JOIN harvester.site ON id = site"
        ).fetchall()
        answer.set()
    assert rows == [("handed_back", None)]


def limited(fleet: Looking, connection: psycopg.Connection[tuple[object, ...]], user: str) -> str:
    """The address of ``fleet`` for a user who has the rights that workers need, and no more."""
    connection.execute(f"DROP ROLE IF EXISTS {user}".encode())
    connection.execute(f"CREATE ROLE {user} LOGIN".encode())
    for what in (
        "USAGE ON SCHEMA",
        "SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA",
        "USAGE ON ALL SEQUENCES IN SCHEMA",
    ):
        connection.execute(f"GRANT {what} harvester TO {user}".encode())
    return fleet.address.replace("//harvester@", f"//{user}@")


def test_a_missing_right_is_said_and_not_tried_again_at_once(fleet: Looking, workers: Workers) -> None:
    with recorded(1, most=FEW) as forums, psycopg.connect(fleet.address, autocommit=True) as connection:
        address = limited(fleet, connection, "modest")
        enter(fleet.address, forums)
        connection.execute("REVOKE INSERT ON harvester.procrastinate_jobs FROM modest")
        workers.start("modest", 1, HARVESTER_DATABASE=address, HARVESTER_LEASE="1.5")
        workers.said("modest", "could not be put into the queue: permission denied for table procrastinate_jobs")
        connection.execute("REVOKE INSERT ON harvester.slice FROM modest")
        connection.execute("GRANT INSERT ON harvester.procrastinate_jobs TO modest")
        workers.said("modest", "permission denied for table slice")
        fleet.until("SELECT now() > %s + interval '2 s'", fleet.rows("SELECT now()")[0][0])  # several beats
        workers.stop("modest")
        assert workers.log("modest").count("could not be put") == 1
        assert workers.log("modest").count("permission denied for table slice") == 1
        assert forums[0].requests() == []


def test_more_workers_than_connections_wait(fleet: Looking, workers: Workers) -> None:
    with psycopg.connect(fleet.address, autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS few")
        connection.execute("CREATE ROLE few LOGIN SUPERUSER CONNECTION LIMIT 0")
        connection.execute("ALTER ROLE few NOSUPERUSER")
        connection.execute("GRANT ALL ON SCHEMA harvester TO few")
        connection.execute("GRANT ALL ON ALL TABLES IN SCHEMA harvester TO few")
        connection.execute("GRANT ALL ON ALL SEQUENCES IN SCHEMA harvester TO few")
        address = fleet.address.replace("//harvester@", "//few@")
        workers.start("waits", 1, HARVESTER_DATABASE=address, HARVESTER_DATABASE_PATIENCE="1")
        workers.said("waits", "too many connections")
        connection.execute("ALTER ROLE few CONNECTION LIMIT -1")
        fleet.until("SELECT count(*) = 1 FROM harvester.worker")
        workers.stop("waits")
    assert "Traceback" not in workers.log("waits")
