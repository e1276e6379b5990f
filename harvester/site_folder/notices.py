"""The files of notices, one a run (``notices-20260131T120000Z.ndjson``): earlier ones are packed or removed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from harvester.site_folder import packing

#: Of runs that began in one second, all but the first have a number.
_NAME = re.compile(r"(notices-(\d{8}T\d{6}Z)(?:-(\d+))?\.ndjson)(?:\.gz|\.zst|\.xz)?")
_TIME = "%Y%m%dT%H%M%SZ"


def stem(began: datetime) -> str:
    """The name, without its ending, of the file of the run that began then.

    >>> stem(datetime(2026, 1, 31, 12, tzinfo=UTC))
    'notices-20260131T120000Z'
    """
    return f"notices-{began:{_TIME}}"


def files(folder: Path) -> list[Path]:
    """The files of notices in a site's folder, oldest first; where there is a packed copy too, the plain file."""
    found: dict[tuple[str, int], Path] = {}
    for path in sorted(folder.glob("notices-*.ndjson*")):  # the one that is not packed comes first
        if match := _NAME.fullmatch(path.name):
            found.setdefault((match[2], int(match[3] or 1)), path)
    return [found[run] for run in sorted(found)]


def tidy(folder: Path, days: int, suffix: str, began: datetime) -> Iterator[str]:
    """Remove the files of runs that began more than ``days`` before (0: none), and pack the others.

    ``suffix`` is what is added to a packed file's name, ``""``: they are not packed. The run that ``began`` then keeps
    its own as it is. Yields a line for the user about each file that can't be removed or packed.
    """
    for path in sorted(folder.glob("notices-*.ndjson*")):
        match = _NAME.fullmatch(path.name)
        if match is None or match[1].startswith(stem(began)):
            continue
        try:
            if days and _is_older(match[2], began - timedelta(days=days)):
                path.unlink()
            elif suffix and path.name == match[1]:
                packing.packed_copy(path, suffix)
                packing.remove(path)
        except packing.READ_ERRORS as error:
            yield f"{path} stays as it is: it could not be removed or packed: {error}"


def began_of(path: Path) -> datetime | None:
    """When the run began whose notices a file has; ``None``: its name does not say."""
    match = _NAME.fullmatch(path.name)
    try:
        return datetime.strptime(match[2], _TIME).replace(tzinfo=UTC) if match else None
    except ValueError:  # a name that somebody made up
        return None


def _is_older(time: str, limit: datetime) -> bool:
    try:
        return datetime.strptime(time, _TIME).replace(tzinfo=UTC) < limit
    except ValueError:  # a name that somebody made up
        return False
