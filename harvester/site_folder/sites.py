"""The sites that the user names on a command line."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from harvester.disk.names import found_folder
from harvester.site_folder import articles

#: So many sites are named in a message.
_LISTED = 20


class NoSiteError(Exception):
    """A site is named, or none at all, of which there is no harvest; the message says in one line what there is."""


def chosen(base: Path, names: list[str]) -> list[Path]:
    """The folders of the sites ``names`` (or folders' names) below ``base``; all where none is named.

    Raises :class:`NoSiteError`.
    """
    there = {folder.name: folder for folder in articles.folders(base)}
    if not there:
        raise NoSiteError(f"there is no harvest in {base}: name its folder with -s HARVESTER_DIR=FOLDER")
    wanted = [name if name in there else found_folder(base, name).name for name in names]
    wrong = [name for name, folder in zip(names, wanted, strict=True) if folder not in there]
    if wrong:
        raise NoSiteError(f"there is no harvest of {wrong[0]} in {base}; there is {listed(there)}")
    return [there[name] for name in wanted] if names else list(there.values())


def listed(names: Iterable[str]) -> str:
    """The first names of many, for a message."""
    first = list(islice(names, _LISTED + 1))
    return ", ".join(first[:_LISTED]) + (", ..." if len(first) > _LISTED else "")
