"""What a killed run leaves in a site's folder besides its lines: unfinished files, half a notice, an open WARC file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from harvester.site_folder import media, notices
from harvester.warc import FOLDER, OPEN

#: Files that are written next to their places until they are complete (:class:`harvester.disk.files.WholeFile`).
_UNFINISHED = ".*.part"
_BLOCK = 1 << 16


def clear(folder: Path) -> Iterator[str]:
    """Clean up what the last run in ``folder`` left (its lock is held); yields lines to tell the user.

    Raises :class:`OSError`.
    """
    for path in _unfinished(folder):
        path.unlink()
    latest = notices.files(folder)[-1:]  # the runs since then dealt with earlier ones
    for path in latest:
        if path.suffix == ".ndjson":
            cut_torn(path)
    if any((folder / FOLDER).glob(f"*{OPEN}")):
        from harvester.warc.writer import mend  # noqa: PLC0415 - rarely needed, and slow to load

        for path, cut in mend(folder / FOLDER):
            yield f"{path} was left open by a crash: {cut} bytes of a torn record were cut off"


def cut_torn(path: Path) -> None:
    """Cut off an unfinished last line. Raises :class:`OSError`."""
    size = end = path.stat().st_size
    with path.open("rb") as file:
        while end:
            start = max(0, end - _BLOCK)
            file.seek(start)
            found = file.read(end - start).rfind(b"\n")
            if found >= 0:
                end = start + found + 1
                break
            end = start
    if end < size:
        os.truncate(path, end)


def _unfinished(folder: Path) -> Iterator[Path]:
    yield from folder.glob(_UNFINISHED)
    yield from (folder / media.FOLDER).glob(f"*/{_UNFINISHED}")
