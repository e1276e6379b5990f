"""A fleet's database, empty, as a fixture."""

from __future__ import annotations

import asyncio

import pytest
from fleets import Looking
from postgres import server

from harvester.fleet.queue import prepare
from harvester.store.postgres.connections import Connections


async def prepared(address: str) -> None:
    """Make the tables of a fleet."""
    connections = await Connections.open(address)
    await connections.run(prepare)
    await connections.leave()


@pytest.fixture
def fleet() -> Looking:
    """The database of a fleet without sites and workers."""
    address = server().address(server().database())
    asyncio.run(prepared(address))
    return Looking(address)
