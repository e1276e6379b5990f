"""What a crawl from the shell leaves behind, for tests that look at it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Crawl:
    """What ``scrapy crawl discuz`` left behind."""

    exit_code: int
    articles: list[dict[str, Any]]
    notices: list[dict[str, Any]]
    output: str

    def kinds(self) -> dict[int, str]:
        """The kind of notice of each thread that got one."""
        return {notice["tid"]: notice["kind"] for notice in self.notices if notice["tid"] is not None}


RunCrawl = Callable[..., Crawl]
