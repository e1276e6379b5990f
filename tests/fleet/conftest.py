"""A fleet's database, empty, as a fixture."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from fleets import Looking
from postgres import server
from workers import Workers, prepared


@pytest.fixture
def fleet() -> Looking:
    """The database of a fleet without sites and workers."""
    address = server().address(server().database())
    asyncio.run(prepared(address))
    return Looking(address)


@pytest.fixture
def workers(fleet: Looking, tmp_path: Path) -> Iterator[Workers]:
    """Workers of it; those that are left at the end are killed."""
    made = Workers(fleet, tmp_path)
    yield made
    made.end()
