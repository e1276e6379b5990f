"""Whether a crawl may still ask its site: where several machines share the work, one has a site, and for a time.

A fence in the database stops what comes too late from being written; it stops no request. So each request is checked
against the lease just before it is sent, on a clock that goes on while the machine sleeps.
"""

from __future__ import annotations

import time
from typing import Protocol
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler


class LeaseOverError(Exception):
    """A connection is there, and the lease is over: nothing is sent on it."""


class Lease(Protocol):
    """One site, taken for one crawl.

    ``site``: its name in the table of sites; ``epoch``: the number under which it was taken, with which all that the
    crawl writes is fenced.
    """

    @property
    def site(self) -> str:
        """The site's name."""

    @property
    def epoch(self) -> int:
        """The number under which the site was taken."""

    def holds(self) -> bool:
        """Whether a request may start at this instant. Once it may not, none ever may again."""


def now() -> float:
    """Seconds on the clock by which leases are measured: it goes on while the machine sleeps, and nobody sets it."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def hold(crawler: Crawler, lease: Lease) -> None:
    """Have a crawl that has not begun ask its site only while ``lease`` holds."""
    _leases[crawler] = lease


def let_go(crawler: Crawler) -> None:
    """Forget the lease of a crawl that is over, and with it the crawl."""
    _leases.pop(crawler, None)


def lease_of(crawler: Crawler) -> Lease | None:
    """The lease of a crawl; ``None`` where it needs none: nobody else works on its site."""
    return _leases.get(crawler)


_leases: WeakKeyDictionary[Crawler, Lease] = WeakKeyDictionary()
