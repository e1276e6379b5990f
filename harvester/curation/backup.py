"""A site's folder in one file, made while a run may be at work in it."""

from __future__ import annotations

import io
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

from harvester.disk.files import WholeFile
from harvester.site_folder import articles
from harvester.store.interface import StoreError
from harvester.store.sqlite import FILE as STORE
from harvester.warc import OPEN

#: What belongs to a run, or is rebuilt; and the store, which is copied first.
_LEFT_OUT = frozenset({"lock", "run.json", "store.sum", STORE, f"{STORE}-wal", f"{STORE}-shm"})


def back_up(folder: Path, output: Path) -> int:
    """Write a site's whole folder into ``output``, a tar file (.tar, .tar.gz, .tar.zst); returns the number of files.

    The store is copied first: what it mentions is in the files that are read after it, and what a run adds meanwhile
    is found by the next one, as after a crash. Raises :class:`OSError` or :class:`StoreError`; ``output`` is then as it
    was.
    """
    target = WholeFile(output)
    count = 0
    try:
        stream = cast("io.BytesIO", target)  # only its write is used
        with tempfile.TemporaryDirectory() as scratch, tarfile.open(fileobj=stream, mode="w|") as tar:
            if (folder / STORE).exists():
                tar.add(_copied(folder / STORE, Path(scratch)), f"{folder.name}/{STORE}")
                count += 1
            for path in _files(folder):
                count += _add(tar, folder, path)
        target.commit()
    finally:
        target.discard()
    return count


def _copied(store: Path, scratch: Path) -> Path:
    """A copy of the store as its last commit left it, whoever writes to it."""
    copy = scratch / STORE
    try:
        with (
            closing(sqlite3.connect(f"{store.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise StoreError(f"{store}: {error}: run again") from error
    return copy


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and str(inside) not in _LEFT_OUT and not path.name.startswith("."):
            yield path


def _add(tar: tarfile.TarFile, folder: Path, path: Path) -> int:
    """Add a file at its present length: a run only appends. One that was packed meanwhile is added packed."""
    if not path.exists():
        packed = articles.packed_copy(path)
        closed = path.with_name(path.name.removesuffix(OPEN))
        path = packed or closed
    if not path.exists():  # removed meanwhile
        return 0
    with path.open("rb") as file:
        info = tar.gettarinfo(arcname=f"{folder.name}/{path.relative_to(folder)}", fileobj=file)
        tar.addfile(info, file)
    return 1
