"""The record of a page that was not what was requested."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Record:
    """One notice or failure: what the page at ``url`` was instead, and what it says or what went wrong.

    ``kind``: see :mod:`harvester.forum.notices`; ``failure``: the page could not be fetched or read. Otherwise it says
    that there is nothing for a guest to read.
    """

    site: str
    kind: str
    url: str
    text: str
    tid: int | None = None
    failure: bool = False
