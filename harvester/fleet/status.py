"""The status of a fleet: its workers, its sites by state, those that are late or fail, and its recent work."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg
from psycopg.rows import class_row

from harvester.store.postgres.address import DatabaseAddress
from harvester.store.postgres.errors import explained
from harvester.store.postgres.session import connected

#: A site that was due for longer than this is late.
LATE = timedelta(minutes=10)
#: Late and failing sites that are shown at most.
_SHOWN = 10
_WORKERS = (
    "SELECT id, began, version, places, sites, articles, requests, failures, ahead, "
    "extract(epoch FROM lease_until - now())::float8 AS lease_left FROM harvester.fleet_worker ORDER BY began"
)
_STATES = "SELECT state, count(*) FROM harvester.fleet_site GROUP BY state ORDER BY state"
_SITE = (
    "SELECT coalesce(known_as, name) AS site, ended, failures, next_run, extract(epoch FROM late)::float8 AS late "
    "FROM harvester.fleet_site WHERE "
)
_LATE = f"{_SITE} late > %s ORDER BY late DESC"
_FAILING = f"{_SITE} failures > 0 ORDER BY failures DESC, name"
_HOUR = (
    "SELECT coalesce(sum(articles), 0)::bigint, coalesce(sum(requests), 0)::bigint, count(*), "
    "count(*) FILTER (WHERE exit_code IS DISTINCT FROM 0) FROM harvester.slice WHERE ended > now() - interval '1 hour'"
)


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """A worker; ``lease_left``: seconds, below 0 if it has been silent for too long."""

    id: str
    began: datetime
    version: str
    places: int
    sites: int
    articles: int
    requests: int
    failures: int
    ahead: float
    lease_left: float


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """A site that is late or fails. ``ended``: why its last slice ended; ``late``: seconds since it was due."""

    site: str
    ended: str | None
    failures: int
    next_run: datetime | None
    late: float


@dataclass(frozen=True, slots=True)
class HourStatus:
    """The slices that ended within the last hour, and their results."""

    articles: int
    requests: int
    slices: int
    not_well: int


@dataclass(frozen=True, slots=True)
class FleetStatus:
    """The status of a fleet. ``states``: sites by state."""

    workers: Sequence[WorkerStatus]
    states: dict[str, int]
    late: Sequence[SiteStatus]
    failing: Sequence[SiteStatus]
    hour: HourStatus

    @property
    def well(self) -> bool:
        """Whether every worker gives signs of life, and no site is late or fails."""
        alive = all(each.lease_left > 0 for each in self.workers)
        return alive and bool(self.workers) and not self.late and not self.failing


def fleet_status(given: str) -> FleetStatus:
    """The status of the fleet on the database ``given``. Raises :class:`StoreError`."""
    address = DatabaseAddress.of(given)
    try:
        with connected(address) as connection:
            connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            return _read(connection)
    except psycopg.Error as error:
        raise explained(error, address) from None


def _read(connection: psycopg.Connection[Any]) -> FleetStatus:
    workers = connection.cursor(row_factory=class_row(WorkerStatus)).execute(_WORKERS).fetchall()
    sites = connection.cursor(row_factory=class_row(SiteStatus))
    late = sites.execute(_LATE.encode(), [LATE]).fetchall()
    failing = sites.execute(_FAILING.encode()).fetchall()
    states = {state: int(count) for state, count in connection.execute(_STATES).fetchall()}
    hour = connection.execute(_HOUR).fetchone() or (0, 0, 0, 0)
    return FleetStatus(workers, states, late, failing, HourStatus(*map(int, hour)))


def as_json(status: FleetStatus) -> dict[str, Any]:
    """The status for programs: times are ISO 8601, durations are seconds."""
    return _plain(asdict(status)) | {"well": status.well}  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def lines(status: FleetStatus) -> Iterator[str]:
    """The status for people, line by line."""
    if not status.workers:
        yield "no worker is at work"
    for each in status.workers:
        life = f"lease {each.lease_left:.0f} s" if each.lease_left > 0 else f"SILENT for {-each.lease_left:.0f} s"
        clock = f", clock {each.ahead:+.0f} s off" if abs(each.ahead) > 1 else ""
        yield (
            f"{each.id}: {each.sites} of {each.places} sites, {each.articles} articles, {each.requests} requests, "
            f"{each.failures} failures since {each.began:%Y-%m-%d %H:%M}, {life}{clock}"
        )
    yield "sites: " + (", ".join(f"{count} {state}" for state, count in status.states.items()) or "none")
    hour = status.hour
    yield (
        f"last hour: {hour.slices} slices ended, {hour.not_well} of them not well, {hour.articles} articles, "
        f"{hour.requests} requests"
    )
    yield from _sites("late", status.late, lambda each: f"{each.late / 60:.0f} min")
    yield from _sites("failing", status.failing, lambda each: f"{each.ended}, {each.failures} times in a row")


def _sites(what: str, sites: Sequence[SiteStatus], said: Callable[[SiteStatus], str]) -> Iterator[str]:
    for each in sites[:_SHOWN]:
        yield f"{what}: {each.site}: {said(each)}"
    if len(sites) > _SHOWN:
        yield f"{what}: and {len(sites) - _SHOWN} more (--json)"
