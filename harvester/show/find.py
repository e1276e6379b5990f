"""Finding an article of the harvest by its id, its thread's number, or its address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from harvester.disk.names import found_folder
from harvester.engines import table
from harvester.show.fields import Line
from harvester.site_folder import articles
from harvester.site_folder.corrections import Overlay, latest
from harvester.site_folder.tombstones import buried


class NotFoundError(Exception):
    """There is no such article, or more than one; the message says what was found."""


def find(base: Path, wanted: str) -> Line:
    """The latest revision of the article that ``wanted`` names (``SITE:TID``, ``TID`` or an address), below ``base``.

    Raises :class:`NotFoundError`; :class:`OSError` and :class:`ValueError` as
    :func:`harvester.site_folder.articles.lines_of` does.
    """
    found = list(_found(base, wanted))
    if not found:
        raise NotFoundError(f"no article {wanted} in {base}")
    if len(found) > 1:
        raise NotFoundError(f"{wanted} is in several forums: {', '.join(sorted(line['id'] for line in found))}")
    return found[0]


def thread_of(wanted: str) -> int | None:
    """The number of the thread that ``wanted`` names; ``None`` for an address in another form.

    >>> thread_of("bbs.example.com:7"), thread_of("https://bbs.example.com/thread-8-1-1.html")
    (7, 8)
    """
    if re.match(r"https?://", wanted, re.IGNORECASE):
        named = table.of_address(wanted).site.of(wanted).parse(wanted)
        return named.tid if named else None
    tid = wanted.rpartition(":")[2]
    return int(tid) if re.fullmatch(r"[0-9]{1,18}", tid) else None


def _found(base: Path, wanted: str) -> Iterator[Line]:
    if re.match(r"https?://", wanted, re.IGNORECASE):
        yield from _by_address(base, wanted)
        return
    site, _, tid = wanted.rpartition(":")
    if not re.fullmatch(r"[0-9]+", tid):
        raise NotFoundError(f"{wanted!r} is not an id (SITE:TID), thread's number or address")
    folders = [found_folder(base, site)] if site else articles.folders(base)
    for folder in folders:
        yield from _of(folder, int(tid))


def _by_address(base: Path, address: str) -> Iterator[Line]:
    """The articles at an address: by the number in it, or by the whole address if the forum has its own forms."""
    site = table.of_address(address).site.of(address)
    named = site.parse(address)
    folder = found_folder(base, site.name)
    if named and named.tid is not None:
        yield from _of(folder, named.tid)
    elif folder.is_dir():
        yield from (line for line in latest(folder) if line["url"] == address)


def _of(folder: Path, tid: int) -> Iterator[Line]:
    """The latest revision of a thread's article: one or none."""
    newest: Line | None = None
    there = folder.is_dir() and tid not in buried(folder)
    for path in articles.files(folder) if there else ():
        for line in articles.lines_of(path):
            same = line.get("kind") == "article" and line["tid"] == tid
            if same and (newest is None or line["revision"] >= newest["revision"]):
                newest = line
    if newest:
        yield Overlay.of(folder).over(newest)
