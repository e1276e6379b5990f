"""One line of a sealed file, without the others."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import zstandard

from harvester.depot import places
from harvester.depot.frames import latest_frame, unpacked

logger = logging.getLogger(__name__)


async def latest_line(url: str, tids: list[int], frames: list[int], tid: int) -> dict[str, Any] | None:
    """The last article of a thread in a file; ``None`` where there is none, or the file can't be read, which is said.

    ``tids`` and ``frames``: what the manifest says of the file.
    """
    place = latest_frame(tids, frames, tid)
    if place is None:
        return None
    try:
        return _last(await asyncio.to_thread(places.read, url, *place), tid)
    except (OSError, zstandard.ZstdError) as error:
        logger.warning("%s can't be read: %s", url, error)
        return None


def _last(data: bytes, tid: int) -> dict[str, Any] | None:
    found: dict[str, Any] | None = None
    for line in map(json.loads, unpacked(data)):
        if (line.get("kind"), line.get("tid")) == ("article", tid):
            found = line
    return found
