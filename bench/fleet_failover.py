"""A failover: a primary dies while workers crawl, a streaming standby takes its place, and what that costs."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from cutting import Cable
from fleet_chaos import BenchWorker, Place
from fleets import Looking, Recorded, enter, recorded
from postgres import PASSWORD, USER, Server

from harvester.store.postgres.connections import Connections

#: Sites and workers; the lease; seconds between two requests of a site.
_SITES, _WORKERS, _LEASE, _DELAY = 4, 2, 6.0, 0.05
#: Lines that are there when the primary dies, and seconds for which a standby is cut off before.
_LINES, _BEHIND = 40, 3.0
_DONE = "SELECT bool_and(next_run > now() AND run_began IS NULL AND owner IS NULL) FROM harvester.site"
_ALL = "SELECT name, tid FROM harvester.line JOIN harvester.site ON site.id = line.site"
#: For a primary that is to have a standby.
SETTINGS = {"wal_level": "replica", "max_wal_senders": "5", "hot_standby": "on"}


class Standby(Server):
    """A copy of another server that follows it by ``cable``."""

    def __init__(self, primary: Server, cable: Cable) -> None:
        self.primary, self.cable = primary, cable
        super().__init__(primary.programs, **primary._settings)  # noqa: SLF001 - of this very class

    def _initialise(self) -> None:
        access = self.primary.folder / "data" / "pg_hba.conf"
        access.write_text(f"{access.read_text()}host replication all 127.0.0.1/32 trust\n")
        with psycopg.connect(self.primary.address("postgres"), autocommit=True) as connection:
            connection.execute("SELECT pg_reload_conf()")
        place = ["-D", str(self.folder / "data"), "-h", "127.0.0.1", "-p", str(self.cable.port), "-U", USER]
        command = [str(self.programs / "pg_basebackup"), "-R", "-c", "fast", *place]
        subprocess.run(command, user=self._user, check=True, capture_output=True, cwd=self.folder)  # noqa: S603 - Debian's


@dataclass(frozen=True, slots=True)
class Failover:
    """What a failover came to. ``missing``: lines that the primary had and the standby did not, of ``lines``."""

    missing: int
    lines: int
    promoted: float
    next_line: float
    lost: int
    twice: int
    reasons: str


def rows(primary: Server, folder: Path) -> Iterator[str]:
    """A row of a table for each kind of replication."""
    yield "| replication | lines missing | promoted after | next line after | in the end: lost, twice | slices |"
    yield "|---|---|---|---|---|---|"
    for kind, behind in (("synchronous", False), ("asynchronous, the standby cut off before", True)):
        place = folder / kind.partition(",")[0]
        place.mkdir()
        found = _one(primary, place, behind=behind)
        yield (
            f"| {kind} | {found.missing} of {found.lines} | {found.promoted:.1f} s | {found.next_line:.1f} s "
            f"| {found.lost}, {found.twice} | {found.reasons} |"
        )
        primary.start()


def _one(primary: Server, folder: Path, *, behind: bool) -> Failover:
    database = primary.database()
    asyncio.run(_prepared(primary.address(database)))
    with Cable(primary.port) as cable:
        standby = Standby(primary, cable)
        try:
            _synchronous(primary, on=not behind)
            with recorded(_SITES) as forums:
                enter(primary.address(database), forums)
                return _failed_over(primary, standby, database, forums, folder, behind=behind)
        finally:
            standby.close()


def _failed_over(
    primary: Server, standby: Standby, database: str, forums: list[Recorded], folder: Path, *, behind: bool
) -> Failover:
    both = (
        f"postgresql://{USER}:{PASSWORD}@127.0.0.1:{primary.port},127.0.0.1:{standby.port}/{database}"
        "?target_session_attrs=read-write"
    )
    place = Place(both, 0, folder, _LEASE)
    workers = [BenchWorker(place, f"w{number}", _SITES, _DELAY) for number in range(_WORKERS)]
    first, second = Looking(primary.address(database)), Looking(standby.address(database))
    try:
        first.until("SELECT count(*) > %s FROM harvester.line", _LINES)
        if behind:
            standby.cable.cut()
            time.sleep(_BEHIND)
        began = time.perf_counter()
        primary.stop()
        standby.cable.drop()
        with psycopg.connect(standby.address(database), autocommit=True) as connection:
            connection.execute("SELECT pg_promote()")
            connection.execute("ALTER SYSTEM SET synchronous_standby_names = ''")
            connection.execute("SELECT pg_reload_conf()")
        promoted = time.perf_counter() - began
        there = set(second.rows(_ALL))
        second.until("SELECT count(*) > %s FROM harvester.line", len(there), patience=200)
        next_line = time.perf_counter() - began
        second.until(_DONE, patience=400)
        for each in workers:
            each.process.send_signal(signal.SIGTERM)
        for each in workers:
            each.process.wait(60)
    finally:
        for each in workers:
            each.end()
    lost = sum((each.expected() - second.lines(each.name)).total() for each in forums)
    twice = sum((second.lines(each.name) - each.expected()).total() for each in forums)
    reasons = second.rows("SELECT reason, count(*) FROM harvester.slice GROUP BY reason ORDER BY reason")
    primary.start()
    with psycopg.connect(primary.address("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM RESET synchronous_standby_names")
    had = set(first.rows(_ALL))
    primary.stop()
    said = ", ".join(f"{count} {reason}" for reason, count in reasons)
    return Failover(len(had - there), len(had), promoted, next_line, lost, twice, said)


def _synchronous(primary: Server, *, on: bool) -> None:
    with psycopg.connect(primary.address("postgres"), autocommit=True) as connection:
        connection.execute(f"ALTER SYSTEM SET synchronous_standby_names = '{'*' if on else ''}'".encode())
        connection.execute("SELECT pg_reload_conf()")
    state = "sync" if on else "async"
    looking = "SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming' AND sync_state = %s"
    Looking(primary.address("postgres")).until(looking, state)


async def _prepared(address: str) -> None:
    await (await Connections.open(address)).leave()
