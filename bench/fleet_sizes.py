"""What a fleet costs: the table of sites as it grows, statements an article, CPU a page, and workers side by side."""

from __future__ import annotations

import asyncio
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urljoin

import psycopg
from fleet_chaos import BenchWorker, Place
from fleets import Looking, Recorded, enter, recorded

from harvester.crawl.keeping import import_file, listed
from harvester.fleet import statements
from harvester.fleet.address import worker_address
from harvester.fleet.queue import Queue
from harvester.fleet.term import Term
from harvester.store.postgres.connections import Connections

#: Threads of a board that are enough for what is measured of many forums.
FEW = 6
#: Other spiders in the same arrangement, many in one process; and what each kind does.
_MANY = Path(__file__).with_name("bare_many.py")
_PEERS = {"bare": "bare spiders, which only fetch", "parsing": "plain spiders, which parse and follow links"}
_DONE = (
    "SELECT bool_and(next_run > now() AND run_began IS NULL AND owner IS NULL) FROM harvester.site WHERE priority > 0"
)
_TICKS = os.sysconf("SC_CLK_TCK")


def fill(address: str, folder: Path, sites: int) -> float:
    """Import a sites file of made-up sites, all due; returns the seconds that took."""
    file = folder / "sites.toml"
    entry = '[site{0}]\naddress = "http://site{0}.example/"\nevery = "6h"\n'
    file.write_text("\n".join(entry.format(number) for number in range(sites)), encoding="utf-8")
    began = time.perf_counter()
    import_file(address, file)
    seconds = time.perf_counter() - began
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("ANALYZE")
    return seconds


def sizes(address: str, place: Place, sites: int) -> str:
    """A row of the table: what that many sites cost."""
    imported = fill(address, place.folder, sites)
    looking = Looking(address)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO harvester.worker (id, process, lease, lease_until, places, version) "
            "VALUES ('bench', 'bench', 3600, now() + interval '1 hour', 500, '')"
        )
        due = _timed(lambda: connection.execute(statements.DUE).fetchall())
        viewed = _timed(lambda: connection.execute("SELECT * FROM harvester.fleet_site").fetchall())
        shown = _timed(lambda: list(listed(address)))
        deferred = asyncio.run(_deferred(address))
        fetched = _timed(
            lambda: connection.execute("SELECT * FROM harvester.procrastinate_fetch_job_v2('{none}', 1)"), 5
        )
        connection.execute("DELETE FROM harvester.procrastinate_jobs")
        connection.execute("DELETE FROM harvester.worker")
        connection.execute("UPDATE harvester.site SET next_run = now() + interval '1 day'")
    with recorded(2, most=FEW) as forums:
        each = _an_article(looking, place, forums)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute("TRUNCATE harvester.site CASCADE")
    measured = (f"{1000 * value:.0f}" for value in (imported, due, deferred, fetched, viewed, shown))
    return f"| {sites} | {' | '.join(measured)} | {each} |"


async def _deferred(address: str) -> float:
    connections = await Connections.open(worker_address(address, 15.0))

    async def crawl(site: str) -> None:
        raise AssertionError(site)

    queue = Queue(connections, Term(15.0), crawl, lambda: True)
    await connections.run(_nothing)
    began = time.perf_counter()
    await queue.defer_due(0.0)
    seconds = time.perf_counter() - began
    await connections.leave()
    return seconds


async def _nothing(_: object) -> None:
    """Have a connection made."""


def _timed(work: Callable[[], object], times: int = 3) -> float:
    """The least of a few times in seconds: what else the machine does only adds to it."""
    found = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        found.append(time.perf_counter() - began)
    return min(found)


def _an_article(looking: Looking, place: Place, forums: list[Recorded]) -> str:
    """Statements, commits and PostgreSQL's milliseconds of CPU for each article of a small harvest."""
    enter(place.address, forums)
    with psycopg.connect(place.address, autocommit=True) as connection:
        connection.execute("UPDATE harvester.site SET priority = 1 WHERE next_run IS NULL")
    before = _counters(looking)
    worker = BenchWorker(place, f"w{time.monotonic_ns()}", 2, 0.05)
    try:
        looking.until(_DONE, patience=300)
    finally:
        worker.process.send_signal(signal.SIGTERM)
        worker.process.wait(60)
        worker.end()
    after = _counters(looking)
    [(articles,)] = looking.rows("SELECT count(*) FROM harvester.line")
    calls, commits, milliseconds = ((b - a) / articles for a, b in zip(before, after, strict=True))
    return f"{calls:.1f} | {commits:.1f} | {milliseconds:.1f}"


def _counters(looking: Looking) -> tuple[float, float, float]:
    """Statements, commits and milliseconds of execution so far, without those of who looks."""
    [(calls, spent)] = looking.rows(
        "SELECT sum(calls)::float8, sum(total_exec_time)::float8 FROM pg_stat_statements "
        "JOIN pg_database ON pg_database.oid = dbid "
        "WHERE datname = current_database() AND query NOT LIKE '%%bool_and(next_run%%'"
    )
    [(commits,)] = looking.rows("SELECT sum(calls)::float8 FROM pg_stat_statements WHERE query ILIKE 'COMMIT%%'")
    return calls or 0.0, commits or 0.0, spent or 0.0


def scale(address: str, folder: Path, counts: list[int], sites: int, delay: float, seconds: float) -> Iterator[str]:
    """Articles a second with several workers, each with as many sites: rows of a table."""
    looking, alone = Looking(address), 0.0
    for count in counts:
        with recorded(count * sites, apart=True) as forums:
            enter(address, forums)
            place = Place(address, _port(address), folder / f"scale{count}", 15.0)
            place.folder.mkdir()
            workers = [BenchWorker(place, f"w{number}", sites, delay) for number in range(count)]
            try:
                # Lists come first: none of them is an article.
                looking.until("SELECT count(DISTINCT site) = %s FROM harvester.line", len(forums), patience=300)
                rate = _rate(looking, seconds)
            finally:
                for each in workers:
                    each.end()
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("TRUNCATE harvester.site, harvester.worker CASCADE")
            connection.execute("DELETE FROM harvester.procrastinate_jobs")
        alone = alone or rate / count
        yield f"| {count} | {len(forums)} | {rate:.1f} | {rate / count / alone:.2f} |"


def _rate(looking: Looking, seconds: float) -> float:
    [(before,)] = looking.rows("SELECT count(*) FROM harvester.line")
    began = time.perf_counter()
    time.sleep(seconds)
    [(after,)] = looking.rows("SELECT count(*) FROM harvester.line")
    return float(after - before) / (time.perf_counter() - began)


def cpu(place: Place, sites: int) -> Iterator[str]:
    """Milliseconds of CPU a page: a worker with many sites, and as many spiders of each peer for the same pages."""
    with recorded(sites, most=FEW) as forums:
        enter(place.address, forums)
        with psycopg.connect(place.address, autocommit=True) as connection:
            connection.execute("UPDATE harvester.site SET priority = 1")
        looking = Looking(place.address)
        worker = BenchWorker(place, "cpu", sites, 0.001)
        try:
            looking.until("SELECT count(*) = 1 FROM harvester.worker")
            before, began = _spent(worker.process.pid), time.perf_counter()
            looking.until(_DONE, patience=1800)
            ours, seconds = _spent(worker.process.pid) - before, time.perf_counter() - began
        finally:
            worker.end()
        pages = sum(len(each.requests()) for each in forums)
        yield f"| worker | {sites} | {pages} | {1000 * ours / pages:.1f} | {pages / seconds:.0f} | |"
        for kind, about in _PEERS.items():
            peer, peer_seconds = _peers(kind, place.folder, forums)
            measured = f"{1000 * peer / pages:.1f} | {pages / peer_seconds:.0f} | {ours / peer:.2f}"
            yield f"| {about} | {sites} | {pages} | {measured} |"


def _peers(kind: str, folder: Path, forums: list[Recorded]) -> tuple[float, float]:
    """Seconds of CPU, and of the clock, that spiders of a kind take for the same pages."""
    lists = []
    for number, each in enumerate(forums):
        path = folder / f"addresses{number}"
        path.write_text("\n".join(urljoin(each.forum.url, asked.path) for asked in each.requests()), encoding="utf-8")
        lists.append(str(path))
    words = [sys.executable, str(_MANY), kind, *lists]
    done = subprocess.run(words, check=True, capture_output=True, text=True)  # noqa: S603 - our own
    spent, seconds = json.loads(done.stdout)
    return spent, seconds


def _spent(process: int) -> float:
    """Seconds of CPU that a process had so far."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def spent_here() -> float:
    """Seconds of CPU that this process had so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _port(address: str) -> int:
    return int(psycopg.conninfo.conninfo_to_dict(address)["port"] or 5432)
