"""Which file takes the next line: one a day, and the next of that day once it is large enough."""

from __future__ import annotations

import re
from pathlib import Path

from harvester.site_folder import articles

_SIZE = re.compile(r"(\d+)([KMG]?)B?", re.IGNORECASE)
_UNITS = {"": 1, "K": 1024, "M": 1024**2, "G": 1024**3}


def size(text: str) -> int:
    """A size such as ``500M`` in bytes (K, M, G are powers of 1024). Raises :class:`ValueError` where it is none."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text}: give a size such as 500M, or 0")
    return int(match[1]) * _UNITS[match[2].upper()]


def name(day: str, number: int) -> str:
    """What the file of a day is called, 1 for its first."""
    return f"articles-{day}.jsonl" if number == 1 else f"articles-{day}-{number}.jsonl"


def current(folder: Path, day: str, most: int) -> Path:
    """The file that takes the next line of ``day``: the day's last, or the next where that is packed or full.

    ``most``: a file of so many bytes is full; 0: none is.
    """
    of_day = [path for path in articles.files(folder) if articles.part(path).day == day]
    if not of_day:
        return folder / name(day, 1)
    last = articles.part(of_day[-1])
    full = 0 < most <= of_day[-1].stat().st_size
    return folder / name(day, last.number + bool(last.packed or full))
