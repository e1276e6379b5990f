"""Opening WARC files on disk, and those inside a WACZ."""

from __future__ import annotations

import errno
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from harvester.warc.streams import STEP, PackedError


class _Section(io.RawIOBase):
    """A part of a file as a file object: a member that a WACZ stores uncompressed."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        self._file, self._start, self._size, self._at = file, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # whatever has room for bytes
        self._file.seek(self._start + self._at)
        data = self._file.read(min(len(buffer), max(0, self._size - self._at)))
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


def members_of(path: Path) -> list[str]:
    """The names of the WARC files in a WACZ (https://specs.webrecorder.net/wacz/1.1.1/); ``[""]`` for any other file.

    Raises :class:`PackedError` if a WACZ is damaged, and :class:`OSError` if the file cannot be read.
    """
    if path.suffix.lower() != ".wacz":
        return [""]
    with path.open("rb") as file:
        return members_in(file)


def members_in(file: BinaryIO) -> list[str]:
    """The names of the WARC files in an open WACZ. Raises as :func:`members_of` does."""
    try:
        with zipfile.ZipFile(file) as packed:
            names = [each for each in packed.namelist() if each.startswith("archive/") and ".warc" in each.lower()]
    except _DAMAGED as error:
        _raise_if_of_disk(error)
        raise PackedError(str(error)) from error
    return sorted(names)


#: What zipfile raises for damaged files.
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, RuntimeError, OSError)


def _raise_if_of_disk(error: Exception) -> None:
    """Raise ``error`` if it is one of the disk; EINVAL is one of the file, from a negative offset in it."""
    if isinstance(error, PackedError) or (isinstance(error, OSError) and error.errno != errno.EINVAL):
        raise error


@contextmanager
def opened(path: Path, member: str = "") -> Iterator[BinaryIO]:
    """Open a WARC file, or one inside a WACZ. Raises as :func:`members_of` does."""
    with path.open("rb") as file, opened_in(file, member) as inner:
        yield inner


@contextmanager
def opened_in(file: BinaryIO, member: str = "") -> Iterator[BinaryIO]:
    """An open WARC file, or one inside an open WACZ. Raises as :func:`members_of` does."""
    if not member:
        yield file
        return
    try:
        with zipfile.ZipFile(file) as packed:
            about = packed.getinfo(member)
            if about.compress_type != zipfile.ZIP_STORED:
                with packed.open(member) as unpacked:
                    yield unpacked  # type: ignore[misc]  # it can be sought in, if slowly
                return
            file.seek(about.header_offset + 26)
            name, extra = (int.from_bytes(file.read(2), "little") for _ in range(2))
            section = _Section(file, about.header_offset + 30 + name + extra, about.file_size)
            yield io.BufferedReader(section, STEP)
    except _DAMAGED as error:
        _raise_if_of_disk(error)
        raise PackedError(f"{member}: {error}") from error
