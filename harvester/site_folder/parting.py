"""Separates sites that shared a folder, as earlier versions named them: each gets a folder of its own.

The shared folder is set aside as ``.parting-NAME``; what each of its sites has is written to a folder in it; these
are moved to their places, and what is left is removed. A run that finds ``.parting-NAME`` continues from there, so a
crash at any moment loses nothing. The stores are rebuilt from the lines: a shared one mixes threads of several sites.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from harvester.disk.files import WholeFile
from harvester.disk.lock import SiteLock
from harvester.disk.names import earlier_name, folder_name
from harvester.site_folder import articles, packing
from harvester.store.interface import StoreError
from harvester.store.sqlite import FILE, Store

#: The entry in what a store has learned that says whose it is.
SITE = "site"
#: How the name of a folder that is being separated begins.
ASIDE = ".parting-"
#: Where in that the sites' own folders are made.
_NEW = "parted"
_SITE = re.compile(rb'"site": ?("(?:[^"\\]|\\.)*")')
#: Files of lines, each of one site or of none; and what separated sites can't share: it is rebuilt.
_LINES = re.compile(r"\.(jsonl|ndjson)(\.gz|\.zst|\.xz)?$")
_MADE = re.compile(rf"{re.escape(FILE)}|index\.json$|run\.json$|.*{_LINES.pattern}")


def parted(base: Path, site: str) -> list[str]:
    """Give ``site`` a folder of its own below ``base`` where it shared one, or had one of an earlier name.

    Returns what to tell the user, a line each. Raises :class:`~harvester.disk.lock.LockedError` where a run is at work
    in the shared folder, :class:`OSError` where it can't be parted.
    """
    earlier = earlier_name(site)
    aside, folder = base / f"{ASIDE}{earlier}", base / earlier
    if not aside.is_dir():
        if not folder.is_dir() or _is_of(folder, site):
            return []
        lock = SiteLock(folder / "lock")
        try:
            sites = {each for each in _sites(folder) if each == site or earlier_name(each) == earlier}
            if site not in sites or (sites == {site} and folder_name(site) == earlier):
                return []
            if sites == {site} and (base / folder_name(site)).exists():
                return []  # somebody named it by hand: whichever the user means, neither replaces the other
            folder.rename(aside)
        finally:
            lock.close()
    names = _part(aside, base)
    if len(names) == 1:
        return [f"the harvest of {site} is in {base / names[0]} from now on (before, in {folder})"]
    return [f"several sites shared the folder {folder}: they are in {', '.join(names)} from now on"]


def _is_of(folder: Path, site: str) -> bool:
    """Whether the store in a folder says that it belongs to this site alone."""
    with suppress(StoreError), Store.reading(folder / FILE) as store:
        return store.forms().get(SITE) == site
    return False


def _sites(folder: Path) -> set[str]:
    """The sites to which the lines in a folder belong."""
    return {site for path in articles.files(folder) for raw in _lines(path) if (site := _site_of(raw))}


def _site_of(raw: bytes) -> str | None:
    """The site to which a line belongs; ``None``: it does not say."""
    found = _SITE.search(raw)
    with suppress(ValueError):
        return str(json.loads(found[1])) if found else None
    return None


def _lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, up to where it is damaged."""
    with suppress(*packing.READ_ERRORS), articles.opened(path) as lines:
        yield from lines


def _part(aside: Path, base: Path) -> list[str]:
    """Separate the folder that was set aside; returns the names of the sites' folders."""
    new, done = aside / _NEW, aside / f"{_NEW}.done"
    if not done.exists():
        shutil.rmtree(new, ignore_errors=True)
        earlier = aside.name.removeprefix(ASIDE)
        found = _sites(aside)
        sites = sorted(each for each in found if earlier_name(each) == earlier) or sorted(found)
        for site in sites:
            _make(aside, new / folder_name(site), site, sites)
        done.touch()
    names = sorted(path.name for path in new.iterdir())
    for name in names:
        if not (base / name).exists():
            (new / name).rename(base / name)
    if not any(new.iterdir()):
        shutil.rmtree(aside)
    return names


def _make(aside: Path, folder: Path, site: str, sites: list[str]) -> None:
    """Make a site's own folder from a shared one: its lines, and all files of no site; everything if it is alone."""
    folder.mkdir(parents=True)
    for path in sorted(aside.iterdir()):
        if path.is_dir() and path.name != _NEW:
            shutil.copytree(path, folder / path.name, copy_function=_link)
        elif path.is_dir() or path.name == "lock" or path.name.startswith("."):
            continue
        elif len(sites) == 1 or not _MADE.match(path.name):
            _link(path, folder / path.name)
        elif _LINES.search(path.name):
            others = set(sites) - {site}
            _copy_lines(path, folder / path.name, lambda named: named not in others)  # noqa: B023 - called at once


def _link(source: str | Path, target: str | Path) -> None:
    """Give a file a second name, or copy it where the file system can't."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def _copy_lines(path: Path, target: Path, wanted: Callable[[str | None], bool]) -> None:
    """Copy the lines of a file whose sites are wanted, unpacked; without such lines there is no file."""
    plain = target.with_suffix("") if target.suffix in articles.PACKED else target
    output = WholeFile(plain)
    count = 0
    try:
        for raw in _lines(path):
            if wanted(_site_of(raw)):
                output.write(raw)
                count += 1
        if count:
            output.commit()
    finally:
        output.discard()
