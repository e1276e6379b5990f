"""Lines of threads removed from files for good, packed files too."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from pathlib import Path

from harvester.disk.files import WholeFile
from harvester.site_folder import articles

#: What names a thread in a line, even in one that can't be parsed.
NAMED = re.compile(rb'"tid": ?(\d{1,18})|"id": ?"[^"]*:(\d{1,18})"')


def threads_in(raw: bytes) -> frozenset[int]:
    """The threads that a line names as its own, as far as it can be read.

    >>> sorted(threads_in(b'{"id":"bbs.example.com:7","tid":7,"text":"...'))
    [7]
    """
    return frozenset(int(found[1] or found[2]) for found in NAMED.finditer(raw))


def names_any(raw: bytes, tids: Collection[int]) -> bool:
    """Whether a line belongs to one of these threads."""
    try:
        tid = articles.parsed(raw).get("tid")
    except ValueError:
        return not threads_in(raw).isdisjoint(tids)
    return tid in tids


def count(path: Path, tids: Collection[int]) -> int:
    """How many lines of a file belong to one of these threads. Raises as reading packed files does."""
    with articles.opened(path) as lines:
        return sum(names_any(raw, tids) for raw in lines)


def threads_of(path: Path, tids: Collection[int]) -> set[int]:
    """Which of these threads have lines in a file. Raises as reading packed files does."""
    with articles.opened(path) as lines:
        return {tid for raw in lines for tid in tids if names_any(raw, {tid})} if tids else set()


def purge(path: Path, tids: Collection[int]) -> int:
    """Rewrite a file without the lines of these threads, whole or not at all; returns how many there were.

    Raises as reading packed files does. A file packed with xz becomes a plain one.
    """
    return rewrite(path, lambda raw: not names_any(raw, tids))


def rewrite(path: Path, wanted: Callable[[bytes], bool]) -> int:
    """Rewrite a file with only the lines that are wanted; returns how many were not. Raises as :func:`purge` does."""
    if not (dropped := _unwanted(path, wanted)):
        return 0
    target = path.with_suffix("") if path.suffix == ".xz" else path
    output = WholeFile(target)
    try:
        with articles.opened(path) as lines:
            for raw in lines:
                if wanted(raw):
                    output.write(raw)
        output.commit()
    finally:
        output.discard()
    if target != path:
        path.unlink()
    return dropped


def _unwanted(path: Path, wanted: Callable[[bytes], bool]) -> int:
    with articles.opened(path) as lines:
        return sum(not wanted(raw) for raw in lines)
