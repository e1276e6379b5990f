"""A fleet under stress, with a real PostgreSQL (fsync on) and workers as processes of their own.

    .venv/bin/python bench/fleet.py chaos --instants 40 --seed 7 [--lease 12] [--workers 3]
    .venv/bin/python bench/fleet.py sizes --sites 10 1000 10000
    .venv/bin/python bench/fleet.py scale --workers 1 2 4
    .venv/bin/python bench/fleet.py cpu --sites 150
    .venv/bin/python bench/fleet.py failover

``chaos`` kills workers, stops them for up to four leases, cuts them off from the database and tells them to go, at
random instants, and looks whether anything was lost, written twice, or asked for by who had no right to; the seed is
printed. Each worker is in a network namespace of its own where the system lets the bench make some, which takes root.
``sizes`` measures what the table of sites costs. ``scale`` compares the articles a second of several workers.
``cpu`` compares what a page costs with many sites in one process with other spiders in the same arrangement.
``failover`` kills a primary, and promotes its standby. All print a Markdown table. The exit code is 1 where anything
was lost, twice, or asked for without right.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
sys.path.insert(0, str(Path(__file__).parent))

import fleet_chaos
import fleet_failover
import fleet_sizes
import namespaces
import psycopg
from fleet_chaos import Figures, Place
from postgres import PASSWORD, Server, programs

from harvester.store.postgres.connections import Connections

#: As Debian's package has it, where it matters for what is measured; and room for many connections.
_REAL = {
    "autovacuum": "on",
    "fsync": "on",
    "full_page_writes": "on",
    "max_connections": "200",
    "max_wal_size": "1GB",
    "shared_buffers": "128MB",
    "shared_preload_libraries": "pg_stat_statements",
    "synchronous_commit": "on",
}
#: Things that happen in a round of the chaos.
_A_ROUND = 8


def database(server: Server) -> str:
    """The address of a new database by TCP, with the tables of a fleet."""
    address = server.tcp(server.database(), password=PASSWORD)
    asyncio.run(_prepared(address))
    return address


async def _prepared(address: str) -> None:
    connections = await Connections.open(address)
    await connections.leave()


def listen_everywhere(server: Server) -> None:
    """Have a server take connections from namespaces on this machine."""
    access = server.folder / "data" / "pg_hba.conf"
    access.write_text(f"{access.read_text()}host all all samenet scram-sha-256\n")
    server.stop()
    server._settings["listen_addresses"] = "*"  # noqa: SLF001 - chosen here, at the start of the only bench that needs it
    server.start()


def chaos(server: Server, told: argparse.Namespace, folder: Path) -> int:
    """Things happen to workers."""
    rng = random.Random(told.seed)  # noqa: S311 - to be repeated, not to be secret
    print(f"seed {told.seed}", flush=True)
    why = "not asked for" if told.proxies else namespaces.missing()
    said = f"by a proxy of its own: no network namespaces ({why})" if why else "in its network namespace, by its wire"
    print(f"Each worker reaches the database {said}.\n", flush=True)
    if not why:
        listen_everywhere(server)
    plan = [rng.choice(list(fleet_chaos.HAPPENINGS)) for _ in range(told.instants)]
    address, figures = database(server), Figures()
    for number, begin in enumerate(range(0, len(plan), _A_ROUND)):
        place = Place(address, server.port, folder / f"round{number}", told.lease, alone=not why)
        place.folder.mkdir()
        fleet_chaos.one_round(place, plan[begin : begin + _A_ROUND], rng, figures, told.workers)
        figures.loads.append(os.getloadavg()[0])
        print("\n".join(fleet_chaos.table(figures)), flush=True)  # so far
    wrong = figures.wrong
    return 1 if wrong.lost or wrong.twice or wrong.strangers or figures.after_waking or figures.on_the_wire else 0


def sizes(server: Server, told: argparse.Namespace, folder: Path) -> int:
    """The table of sites as it grows."""
    print(
        "| sites | import (ms) | find what is due (ms) | defer 500 of them (ms) | look for a job (ms) "
        "| read the view (ms) | `sites list` (ms) | statements an article | commits | PostgreSQL's ms |"
        "\n|---|---|---|---|---|---|---|---|---|---|",
        flush=True,
    )
    for count in told.sites:
        address = database(server)
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION pg_stat_statements")
        place = Place(address, server.port, folder / f"sizes{count}", 15.0)
        place.folder.mkdir()
        print(fleet_sizes.sizes(address, place, count), flush=True)
    return 0


def scale(server: Server, told: argparse.Namespace, folder: Path) -> int:
    """Workers side by side."""
    print("| workers | sites | articles a second | of linear |\n|---|---|---|---|", flush=True)
    for row in fleet_sizes.scale(database(server), folder, told.workers, told.sites, told.delay, told.seconds):
        print(row, flush=True)
    return 0


def cpu(server: Server, told: argparse.Namespace, folder: Path) -> int:
    """Many sites in one process."""
    head = "| process | sites | pages | CPU a page (ms) | pages a second | the worker's CPU over it |"
    print(f"{head}\n|---|---|---|---|---|---|", flush=True)
    for row in fleet_sizes.cpu(Place(database(server), server.port, folder, 60.0), told.sites):
        print(row, flush=True)
    return 0


def failover(server: Server, _: argparse.Namespace, folder: Path) -> int:
    """The primary dies."""
    for row in fleet_failover.rows(server, folder):
        print(row, flush=True)
    return 0


def main() -> int:
    """Do what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(required=True)
    of_chaos = parts.add_parser("chaos")
    of_chaos.add_argument("--instants", type=int, default=40)
    of_chaos.add_argument("--seed", type=int, default=random.randrange(10**6))  # noqa: S311 - as above
    of_chaos.add_argument("--lease", type=float, default=12.0)
    of_chaos.add_argument("--workers", type=int, default=3)
    of_chaos.add_argument("--proxies", action="store_true", help="not in network namespaces")
    of_chaos.set_defaults(run=chaos)
    of_sizes = parts.add_parser("sizes")
    of_sizes.add_argument("--sites", type=int, nargs="+", default=[10, 1000, 10_000])
    of_sizes.set_defaults(run=sizes)
    of_scale = parts.add_parser("scale")
    of_scale.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4])
    of_scale.add_argument("--sites", type=int, default=10, help="of a worker")
    of_scale.add_argument("--delay", type=float, default=1.0)
    of_scale.add_argument("--seconds", type=float, default=45.0)
    of_scale.set_defaults(run=scale)
    of_cpu = parts.add_parser("cpu")
    of_cpu.add_argument("--sites", type=int, default=150)
    of_cpu.set_defaults(run=cpu)
    parts.add_parser("failover").set_defaults(run=failover)
    told = parser.parse_args()
    found = programs()
    if found is None:
        print("no PostgreSQL is installed here: sh .ci/postgres", file=sys.stderr)
        return 0
    server = Server(found, **_REAL, **fleet_failover.SETTINGS)
    try:
        with tempfile.TemporaryDirectory() as folder:
            return int(told.run(server, told, Path(folder)))
    finally:
        server.close()


if __name__ == "__main__":
    sys.exit(main())
