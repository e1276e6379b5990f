"""One line of a sealed file, without the others."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

from harvester.depot.contents import latest_frame
from harvester.depot.formats import format_of

logger = logging.getLogger(__name__)


async def latest_line(url: str, tids: list[int], frames: list[int], tid: int) -> dict[str, Any] | None:
    """The last article of a thread in a file; ``None`` where there is none, or the file can't be read, which is said.

    ``tids`` and ``frames``: what the manifest says of the file.
    """
    frame = latest_frame(tids, frames, tid)
    if frame is None:
        return None
    try:
        return await asyncio.to_thread(_last, url, frames, frame, tid)
    except OSError as error:
        logger.warning("%s can't be read: %s", url, error)
        return None


def _last(url: str, frames: list[int], frame: int, tid: int) -> dict[str, Any] | None:
    found: dict[str, Any] | None = None
    for line in map(json.loads, format_of(url).lines_of_frame(url, frames, frame)):
        if (line.get("kind"), line.get("tid")) == ("article", tid):
            found = line
    return found
