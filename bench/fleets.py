"""A small fleet for the tests and ``fleet.py``: forums that note who asked them when, a table of sites, and checks."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Lock
from typing import Any

import psycopg

from harvester.crawl.lease import now
from harvester.demo.forum import DemoForum
from harvester.disk.names import folder_name
from harvester.engines import table

#: Forums on loopback need no manners, and these tests are not about repair.
PACE = {
    "AUTOTHROTTLE_ENABLED": "0",
    "DOWNLOAD_DELAY_JITTER": "0",
    "HARVESTER_REPAIR": "0",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that a forum got: of which worker, by its user agent, and for what.

    When, by the clock of leases (``at``) and by the wall clock, which is the database's: if it is set meanwhile, as
    after a pause of a virtual machine, it is set for both.
    """

    at: float
    wall: float
    worker: str
    path: str


@dataclass
class Recorded:
    """A forum that notes who asked it."""

    forum: DemoForum
    asked: list[Asked] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    @property
    def name(self) -> str:
        """What its site is called in the table of sites."""
        return folder_name(table.of_address(self.forum.url).site.of(self.forum.url).name)

    def note(self, asked: Asked) -> None:
        """Note a request."""
        with self.lock:
            self.asked.append(asked)

    def requests(self) -> list[Asked]:
        """All so far."""
        with self.lock:
            return list(self.asked)

    def expected(self) -> Counter[int]:
        """The threads that each give one line."""
        return Counter(entry["tid"] for entry in self.forum.truth() if entry["visible"] == "yes")


@contextmanager
def recorded(count: int, *, apart: bool = False, **options: Any) -> Iterator[list[Recorded]]:  # noqa: ANN401 - DemoForum's
    """So many forums at work, each of which notes who asks it; ``apart``: each is a server of its own, with a delay."""
    hosts = (f"127.1.{number // 250}.{number % 250 + 1}" if apart else "127.0.0.1" for number in range(count))
    with ExitStack() as stack:
        forums = [Recorded(stack.enter_context(DemoForum(host=host, **options))) for host in hosts]
        for each in forums:
            server: Any = each.forum._server  # noqa: SLF001 - it has no way to be told
            server.RequestHandlerClass = _noting(each, server.RequestHandlerClass)
        yield forums


def _noting(forum: Recorded, handler: type[BaseHTTPRequestHandler]) -> type[BaseHTTPRequestHandler]:
    class Noting(handler):  # type: ignore[misc,valid-type]
        def parse_request(self) -> bool:
            came, wall = now(), time.time()
            parsed: bool = super().parse_request()
            if parsed:
                forum.note(Asked(came, wall, self.headers.get("User-Agent", ""), self.path))
            return parsed

    return Noting


def enter(address: str, forums: Iterable[Recorded], servers: Mapping[str, str] | None = None) -> None:
    """Put forums into the table of sites, each with a server of its own unless ``servers`` says otherwise."""
    with psycopg.connect(address, autocommit=True) as connection:
        for each in forums:
            entry = json.dumps({"address": each.forum.url})
            server = (servers or {}).get(each.name, each.name)
            connection.execute(
                "INSERT INTO harvester.site (name, known_as, entry, server) VALUES (%s, %s, %s, %s)",
                [each.name, each.name.replace(".", "-"), entry, server],
            )


def settings(address: str, folder: Path, name: str, **more: str) -> list[str]:
    """The command line of a worker called ``name``, after its command."""
    given = PACE | {
        "HARVESTER_DATABASE": address,
        "HARVESTER_DIR": str(folder / name),
        "HARVESTER_TURNS": str(folder / "turns" / name),
        "USER_AGENT": name,
    }
    return [word for each, value in (given | more).items() for word in ("-s", f"{each}={value}")]


class Looking:
    """A look at a fleet's tables, again and again."""

    def __init__(self, address: str) -> None:
        self.address = address

    def rows(self, select: str, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - whatever a column takes
        """What a statement says."""
        with psycopg.connect(self.address, autocommit=True) as connection:
            return connection.execute(select.encode(), values).fetchall()

    def until(self, select: str, *values: Any, patience: float = 100.0) -> float:  # noqa: ANN401 - as above
        """Wait until the only value that a statement gives is true; returns the seconds that it took."""
        began = now()
        while now() - began < patience:
            [(found,)] = self.rows(select, *values)
            if found:
                return now() - began
            time.sleep(0.05)
        raise AssertionError(f"not within {patience:g} s: {select} {values}")

    def lines(self, site: str) -> Counter[int]:
        """How many lines each thread of a site has."""
        select = (
            "SELECT tid, count(*) FROM harvester.line JOIN harvester.site ON site.id = line.site "
            "WHERE name = %s AND kind = 'article' GROUP BY tid"
        )
        return Counter({tid: int(count) for tid, count in self.rows(select, site)})


@dataclass
class Wrong:
    """What must not be."""

    lost: int = 0
    twice: int = 0
    strangers: int = 0  # requests by another than the one who had the site, by the log of the database

    def of(self, looking: Looking, forums: Iterable[Recorded], workers: Mapping[str, str]) -> Wrong:
        """Look at what came of ``forums``; ``workers``: the workers' names in the database, by a part of them."""
        for each in forums:
            expected, found = each.expected(), looking.lines(each.name)
            self.lost += (expected - found).total()
            self.twice += (found - expected).total()
            self.strangers += len(strangers(looking, each, workers))
        return self


def strangers(looking: Looking, forum: Recorded, workers: Mapping[str, str]) -> list[Asked]:
    """Requests of a forum by a worker that did not have it. ``workers``: by user agent, the process as it is named."""
    slices = looking.rows(
        "SELECT extract(epoch FROM slice.began)::float8, extract(epoch FROM slice.ended)::float8, slice.worker "
        "FROM harvester.slice JOIN harvester.site ON site.id = slice.site WHERE name = %s ORDER BY slice.epoch",
        forum.name,
    )
    return [each for each in forum.requests() if not _had(slices, each.wall, workers[each.worker])]


def _had(slices: list[tuple[Any, ...]], at: float, process: str) -> bool:
    """Whether a process had the site at this time: it took it last."""
    owners = [(ended, worker) for began, ended, worker in slices if began <= at + _MEASURED]
    return bool(owners) and process in owners[-1][1] and (owners[-1][0] is None or at <= owners[-1][0] + _MEASURED)


#: Seconds between two looks at one clock: when a request came, and when its site was taken or given back.
_MEASURED = 0.05
