"""Packing output files that are closed: their day is over, or they are full.

The packed copy is written next to the plain file, flushed to the disk, read back and compared; the store notes it; only
then is the plain file removed. The next run puts right whatever a crash leaves of that
(:mod:`harvester.site_folder.agreement`), or does it again.
"""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from harvester.disk.files import READ_ERRORS as FILE_ERRORS
from harvester.disk.files import WholeFile
from harvester.site_folder import articles
from harvester.store.records import File
from harvester.store.sqlite import Store

#: What reading a damaged packed file may raise.
READ_ERRORS = (*FILE_ERRORS, lzma.LZMAError)
_CHUNK = 1 << 20


def pack(store: Store, folder: Path, suffix: str, *, open_file: str, now: int) -> Iterator[str]:
    """Pack all files except ``open_file``; yields a line for the user about each that can't be packed.

    Raises :class:`~harvester.store.interface.StoreError` where the store fails.
    """
    for file in store.files():
        plain = folder / file.name
        if file.name == open_file or file.packed or not file.committed or not plain.exists():
            continue
        try:
            packed = packed_copy(plain, suffix)
            note(store, file, packed, now)
            remove(plain)
        except READ_ERRORS as error:
            yield f"{plain} stays as it is: it could not be packed: {error}"


def packed_copy(plain: Path, suffix: str) -> Path:
    """The packed copy of a file, on disk and compared with it; made if there is none.

    Raises :class:`OSError` where that can't be done, or where a different one is in the way.
    """
    packed = articles.packed_copy(plain)
    if packed is None:
        packed = plain.with_name(plain.name + suffix)
        _write(plain, packed)
    if not same(plain, packed):
        raise OSError(f"{packed} differs from it: move one of the two away")
    return packed


def note(store: Store, file: File, packed: Path, now: int) -> File:
    """Note in the store that a file is packed."""
    status = packed.stat()
    suffix = articles.name_of(packed).packed
    file = replace(file, packed=suffix, packed_bytes=status.st_size, modified=status.st_mtime_ns)
    store.extend(file)
    store.save(now)
    return file


def remove(plain: Path) -> None:
    """Remove a file whose packed copy is noted."""
    plain.unlink()


def same(one: Path, other: Path) -> bool:
    """Whether two files have the same content, unpacked. Raises any of :data:`READ_ERRORS`."""
    return _hash(one) == _hash(other)


def _write(plain: Path, packed: Path) -> None:
    output = WholeFile(packed)
    try:
        with plain.open("rb") as source:
            while chunk := source.read(_CHUNK):
                output.write(chunk)
        output.commit()
    except BaseException:
        output.discard()
        raise


def _hash(path: Path) -> bytes:
    digest = hashlib.sha256()
    with articles.opened(path) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.digest()
