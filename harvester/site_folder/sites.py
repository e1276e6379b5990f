"""The sites that the user names on a command line."""

from __future__ import annotations

from pathlib import Path

from harvester.site_folder import articles


class NoSiteError(Exception):
    """A site is named, or none at all, of which there is no harvest; the message says in one line what there is."""


def chosen(base: Path, names: list[str]) -> list[Path]:
    """The folders of the sites ``names`` below ``base``; all where none is named. Raises :class:`NoSiteError`."""
    there = {folder.name: folder for folder in articles.folders(base)}
    if not there:
        raise NoSiteError(f"there is no harvest in {base}: name its folder with -s HARVESTER_DIR=FOLDER")
    wrong = [name for name in names if name not in there]
    if wrong:
        raise NoSiteError(f"there is no harvest of {wrong[0]} in {base}; there is {', '.join(there)}")
    return [there[name] for name in names] if names else list(there.values())
