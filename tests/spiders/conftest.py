"""A forum and runs over it, as a fixture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from crawling import RunCrawl
from harvests import FEW, Harvests

from harvester.demo.forum import DemoForum


@pytest.fixture
def harvests(run_crawl: RunCrawl, tmp_path: Path) -> Iterator[Harvests]:
    """Runs over a demo forum of the test's own, with two pages of threads in its largest boards."""
    with DemoForum(most=FEW, rows=4) as forum:
        yield Harvests(forum, run_crawl, tmp_path / "harvest")
