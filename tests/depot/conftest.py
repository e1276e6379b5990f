"""A forum, and commands over it, as a fixture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from depot_runs import Runs
from harvests import FEW

from harvester.demo.forum import DemoForum


@pytest.fixture
def runs(tmp_path: Path, database: str) -> Iterator[Runs]:
    with DemoForum(most=FEW) as forum:
        yield Runs(forum, tmp_path, database)
