"""Articles that were removed for good and came back, from a backup or by hand: removed again, with all they brought."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from harvester.curation.removal import READ_ERRORS, Removal
from harvester.site_folder import articles
from harvester.site_folder.corrections import corrections
from harvester.site_folder.purging import threads_of
from harvester.site_folder.tombstones import buried
from harvester.store.interface import StoreError
from harvester.store.records import File
from harvester.store.sqlite import FILE as STORE
from harvester.store.sqlite import Store


def removed_again(base: Path, folder: Path) -> list[str]:
    """Remove what came back of a site's removed articles; returns lines for the user.

    What a line names is removed with it: pictures, raw pages, corrections. So this comes before a run looks at the
    files: it drops such lines, and then nothing names the rest. Only files that are not as the store noted them are
    read. Raises :class:`~harvester.disk.lock.LockedError`, :class:`OSError` or StoreError as taking the folder does.

    >>> removed_again(Path("harvest"), Path("no-such-folder"))
    []
    """
    gone = buried(folder)
    said: list[str] = []
    for tid in sorted(_back(folder, gone)) if gone else ():
        try:
            removal = Removal(base, folder, tid)
            found = removal.make("")
        except ValueError as error:  # a damaged file
            said.append(f"thread {tid}, which was removed, came back, and can't be removed again as a whole: {error}")
            continue
        said += found.messages
        said += (f"{removal.id} was removed, and came back: {each}: removed again" for each in found.said())
    return said


def _back(folder: Path, gone: Collection[int]) -> set[int]:
    """Which of the threads have lines or corrections again."""
    noted: dict[str, File] = {}
    with suppress(StoreError), Store.reading(folder / STORE) as store:
        noted = {file.name: file for file in store.files()}
    found = corrections(folder).keys() & gone
    for path in articles.files(folder):
        name, status = articles.name_of(path), path.stat()
        file = noted.get(name.plain)
        size = file and (file.packed_bytes if name.packed else file.committed)
        if file is None or (size, file.modified) != (status.st_size, status.st_mtime_ns):
            with suppress(*READ_ERRORS):  # a damaged one; the run deals with it
                found |= threads_of(path, gone)
    return found
