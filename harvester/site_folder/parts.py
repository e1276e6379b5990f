"""Which file takes the next line: one a day, and another for that day once it is large enough."""

from __future__ import annotations

from pathlib import Path

from harvester.site_folder import articles


def name(day: str, number: int) -> str:
    """The name of a day's file; the first has the number 1."""
    return f"articles-{day}.jsonl" if number == 1 else f"articles-{day}-{number}.jsonl"


def current(folder: Path, day: str, most: int) -> Path:
    """The file that takes the next line of ``day``: the day's last, or a new one if that is packed or full.

    ``most``: the bytes of a full file; 0: never full.
    """
    of_day = [path for path in articles.files(folder) if articles.name_of(path).day == day]
    if not of_day:
        return folder / name(day, 1)
    last = articles.name_of(of_day[-1])
    full = 0 < most <= of_day[-1].stat().st_size
    return folder / name(day, last.number + bool(last.packed or full))
