"""The options of a worker of a fleet."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import ClassVar

from harvester.config.declaring import setting
from harvester.config.forms import seconds, text


@dataclass(frozen=True, slots=True)
class Listening:
    """An address to listen on."""

    host: str
    port: int


def _listening(given: str) -> Listening | None:
    """An address to listen on: ``9464``, or ``10.0.0.5:9464``.

    >>> _listening("9464")
    Listening(host='127.0.0.1', port=9464)
    """
    if not given.strip():
        return None
    if find_spec("prometheus_client") is None:
        raise ValueError("it needs prometheus-client: pip install prometheus-client")
    host, _, port = given.strip().rpartition(":")
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise ValueError("give a port, such as 9464, or an address and a port, such as 10.0.0.5:9464")
    return Listening(host.strip("[]") or "127.0.0.1", int(port))


@dataclass(frozen=True, slots=True)
class FleetOptions:
    """How a worker shares sites with others."""

    section: ClassVar[str] = "Workers of a fleet"

    lease: float = setting(
        "HARVESTER_LEASE",
        12.0,
        seconds(above=0.5, most=600),
        "Seconds for which a worker keeps its sites after each sign of life. After that it makes no more requests, "
        "and after another sixth of it other workers may take them.",
        of_run=True,
    )
    slice: float = setting(
        "HARVESTER_SLICE",
        1800.0,
        seconds(above=0),
        "Seconds after which a worker gives a site back, so that others have their turn. The next slice continues.",
        of_run=True,
    )
    metrics: Listening | None = setting(
        "HARVESTER_WORKER_METRICS",
        "",
        text("a port, such as 9464, or an address and a port, such as 10.0.0.5:9464", _listening),
        "Where a worker serves Prometheus metrics by HTTP; a port alone means 127.0.0.1. Empty: nowhere.",
        of_run=True,
    )
