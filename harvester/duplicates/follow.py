"""Adding the lines of a harvest to an index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from harvester.duplicates.catalogue import Catalogue, CatalogueEntry
from harvester.duplicates.ordered import Queue
from harvester.duplicates.sketch import sketch
from harvester.site_folder.articles import Line, files, folders, latest, lines_of
from harvester.site_folder.tombstones import buried

#: Articles between two commits while many are added, so that other runs need not wait for long.
_EVERY = 500


def follow(index: Catalogue, base: Path) -> Iterator[str]:
    """Add to ``index`` the articles below ``base`` that it lacks; yields a message for each file that cannot be read.

    They are added in the order of harvest over all sites. Files that have not changed are not opened.
    """
    broken: dict[Path, str] = {}
    read_in: dict[Path, int] = {}
    with closing(Queue()) as queue:
        for folder in folders(base):
            gone = buried(folder)
            for line in _new_lines(index, base, folder, read_in, broken):
                if line.get("kind") != "article" or line["tid"] in gone:
                    continue
                if index.revision(line["id"]) < line["revision"]:
                    _enqueue(queue, line)
        take(index, queue, newer=True)
    for path, size in read_in.items():
        index.keep_file(_name(base, path), size)
    yield from broken.values()


def read_all(index: Catalogue, base: Path) -> int:
    """Add to ``index`` the latest revision of every article below ``base``; returns their number.

    Raises :class:`OSError` or :class:`ValueError` as :func:`harvester.site_folder.articles.lines_of` does.
    """
    count = 0
    with closing(Queue()) as queue:
        for folder in folders(base):
            for line in latest(folder):
                _enqueue(queue, line)
                count += 1
        take(index, queue, newer=False)
    return count


def _enqueue(queue: Queue, line: Line) -> None:
    """Add the article of a line to the queue, unless its text is too short."""
    sketched = sketch(line["text"])
    if sketched is not None:
        entry = CatalogueEntry(line["id"], line["revision"], line["published"], sketched)
        queue.put(entry, str(line.get("harvested", "")))


def take(index: Catalogue, queue: Queue, *, newer: bool) -> None:
    """Add each article with what it is a copy of. ``newer``: only if the index does not have that revision yet."""
    index.every = _EVERY
    for entry in queue.entries():
        if not newer or index.revision(entry.id) < entry.revision:
            index.add(entry, index.find(entry.id, entry.sketch))
    index.commit()
    index.every = 1


def _new_lines(
    index: Catalogue, base: Path, folder: Path, read_in: dict[Path, int], broken: dict[Path, str]
) -> Iterator[Line]:
    """The lines of those files of a site that changed; notes which were read, and why one could not be."""
    for path in files(folder):
        size = path.stat().st_size
        if index.has_file(_name(base, path), size):
            continue
        try:
            yield from lines_of(path)
            read_in[path] = size
        except (OSError, ValueError, EOFError) as error:
            broken[path] = f"{error}: what follows there is not among the texts in which copies are looked for"


def _name(base: Path, path: Path) -> str:
    return str(path.relative_to(base))
