"""Whether a crawl may still make requests: if several machines share the work, one has a site for a limited time.

A fence in the database keeps late results from being written, but it does not stop requests. So each request is
checked against the lease just before it is sent, by a clock that runs while the machine sleeps.
"""

from __future__ import annotations

import time
from typing import Protocol
from weakref import WeakKeyDictionary

from scrapy.crawler import Crawler


class LeaseOverError(Exception):
    """The lease ended while a request waited for its connection: nothing is sent."""


class Lease(Protocol):
    """One site, taken for one crawl.

    ``site``: its name in the table of sites; ``epoch``: the number under which it was taken, by which everything that
    the crawl writes is fenced.
    """

    @property
    def site(self) -> str:
        """The site's name."""

    @property
    def epoch(self) -> int:
        """The number under which the site was taken."""

    def holds(self) -> bool:
        """Whether a request may start now. Once this is false, it stays false."""

    @property
    def left(self) -> float:
        """Seconds until it is over, unless it is renewed before."""


def now() -> float:
    """Seconds on the clock of leases: it runs while the machine sleeps, and cannot be set."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def hold(crawler: Crawler, lease: Lease) -> None:
    """Let a crawl that has not started make requests only while ``lease`` holds."""
    _leases[crawler] = lease


def let_go(crawler: Crawler) -> None:
    """Forget a crawl that is over, and its lease."""
    _leases.pop(crawler, None)


def lease_of(crawler: Crawler) -> Lease | None:
    """The lease of a crawl; ``None`` if it needs none because nobody else works on its site."""
    return _leases.get(crawler)


_leases: WeakKeyDictionary[Crawler, Lease] = WeakKeyDictionary()
