"""The lines of a harvest read into an index."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from pathlib import Path

from harvester.duplicates.catalogue import Catalogue, CatalogueEntry
from harvester.duplicates.sketch import sketch
from harvester.site_folder.articles import Line, files, folders, latest, lines_of

#: Articles between two commits while many are read in: other runs need not wait for long.
_EVERY = 500


def follow(index: Catalogue, base: Path) -> Iterator[str]:
    """Read into ``index`` the articles below ``base`` that it lacks; yields a message about what can't be read.

    In the order in which they were harvested, over all sites. Files that did not change since are not opened.
    """
    broken: dict[Path, str] = {}
    read_in: dict[Path, int] = {}
    sites = [_new_lines(index, base, folder, read_in, broken) for folder in folders(base)]
    index.every = _EVERY
    for line in heapq.merge(*sites, key=_harvested):
        if line.get("kind") == "article" and index.revision(line["id"]) < line["revision"]:
            put(index, line)
    index.commit()
    index.every = 1
    for path, size in read_in.items():
        index.keep_file(_name(base, path), size)
    yield from broken.values()


def read_all(index: Catalogue, base: Path) -> int:
    """Read into ``index`` the latest revision of every article below ``base``; returns how many there are.

    Raises :class:`OSError` or :class:`ValueError` as :func:`harvester.site_folder.articles.lines_of` does.
    """
    index.every = _EVERY
    count = 0
    for line in heapq.merge(*(latest(folder) for folder in folders(base)), key=_harvested):
        put(index, line)
        count += 1
    index.commit()
    return count


def put(index: Catalogue, line: Line) -> None:
    """Keep the article of a line, and what it is a copy of; one with too short a text is left out."""
    sketched = sketch(line["text"])
    if sketched is not None:
        match = index.find(line["id"], sketched)
        index.add(CatalogueEntry(line["id"], line["revision"], line["published"], sketched), match)


def _new_lines(
    index: Catalogue, base: Path, folder: Path, read_in: dict[Path, int], broken: dict[Path, str]
) -> Iterator[Line]:
    """The lines of a site's files that changed; notes which were read, or why one could not be."""
    for path in files(folder):
        size = path.stat().st_size
        if index.has_file(_name(base, path), size):
            continue
        try:
            yield from lines_of(path)
            read_in[path] = size
        except (OSError, ValueError, EOFError) as error:
            broken[path] = f"{error}: what follows there is not among the texts in which copies are looked for"


def _harvested(line: Line) -> str:
    return str(line.get("harvested", ""))


def _name(base: Path, path: Path) -> str:
    return str(path.relative_to(base))
