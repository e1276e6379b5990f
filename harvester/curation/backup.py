"""A site's folder in one file, made while a run may be at work in it."""

from __future__ import annotations

import io
import os
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

from harvester.disk.files import WholeFile
from harvester.site_folder import articles, tombstones
from harvester.store.interface import StoreError
from harvester.store.sqlite import FILE as STORE
from harvester.warc import OPEN

#: What belongs to a run, or is rebuilt; and the store, which is copied first.
_LEFT_OUT = frozenset(
    {"lock", "run.json", "store.sum", STORE, f"{STORE}-wal", f"{STORE}-shm", tombstones.NAME, tombstones.FROM_BACKUP}
)


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
            if stones := tombstones.as_lines(folder):
                info = tarfile.TarInfo(f"{folder.name}/{tombstones.FROM_BACKUP}")
                info.size, info.mtime = len(stones), int(time.time())
                tar.addfile(info, io.BytesIO(stones))
                count += 1
        target.commit()
    finally:
        target.discard()
    return count


def _copied(store: Path, scratch: Path) -> Path:
    """A copy of the store as its last commit left it, whoever writes to it."""
    copy = scratch / STORE
    try:
        _copy(f"{store.absolute().as_uri()}?mode=ro", copy)
    except sqlite3.Error as error:
        if os.access(store.parent, os.W_OK):
            raise StoreError(f"{store}: {error}: run again") from error
        return _copied_at_rest(store, copy)
    return copy


def _copied_at_rest(store: Path, copy: Path) -> Path:
    """A copy of a store in a folder that we may not write to, where SQLite can't keep others from writing.

    Raises StoreError where somebody writes to it meanwhile.
    """
    copy.unlink(missing_ok=True)
    log, before = store.with_name(f"{store.name}-wal"), store.stat()
    try:
        _copy(f"{store.absolute().as_uri()}?mode=ro&immutable=1", copy)
    except sqlite3.Error as error:
        raise StoreError(f"{store}: {error}: run again") from error
    after = store.stat()
    if log.exists() or (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        raise StoreError(f"{store}: a run is at work, and the folder is not ours: run again when it is over")
    return copy


def _copy(source: str, target: Path) -> None:
    with (
        closing(sqlite3.connect(source, uri=True, timeout=10)) as reading,
        closing(sqlite3.connect(target)) as writing,
    ):
        reading.backup(writing)


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
