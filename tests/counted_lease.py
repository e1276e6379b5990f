"""An extension that gives a crawl a lease for a number of looks at it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from scrapy.crawler import Crawler

from harvester.crawl.lease import hold


@dataclass(slots=True)
class Counted:
    """Holds for so many looks at it (setting ``LOOKS``)."""

    looks: int
    site: str = "bbs"
    epoch: int = 1
    rest: float = 60.0

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        lease = cls(int(crawler.settings["LOOKS"]))
        hold(crawler, lease)
        return lease

    def holds(self) -> bool:
        self.looks -= 1
        return self.looks >= 0

    @property
    def left(self) -> float:
        return self.rest
