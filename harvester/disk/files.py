"""Reading and writing files, compressed or not: streamed in, and written whole or not at all."""

from __future__ import annotations

import errno
import gzip
import io
import os
import shutil
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

from harvester.disk import parts

#: The name of standard input, and of standard output.
STANDARD = "-"

#: What reading a file may raise: the system's errors, and those of damaged compressed files.
READ_ERRORS = (OSError, EOFError, zlib.error, zstandard.ZstdError)

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Input:
    """A file to read, decompressed, and with UTF-16 (recognised by its byte order mark) turned into UTF-8.

    Compression is recognised by the first bytes, not by the name, so that it works for standard
    input too. Opening and reading may raise any of :data:`READ_ERRORS`.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        # Not closed by a with statement here: the file lives as long as this object.
        self._raw: BinaryIO = sys.stdin.buffer if name == STANDARD else Path(name).open("rb")  # noqa: SIM115
        self._end = os.fstat(self._raw.fileno()).st_size
        self.stream = _utf_8(_decompressed(self._raw))

    def position(self) -> int:
        """The number of bytes read so far of the file as it is on disk; 0 for a pipe."""
        if self._raw.closed:
            return self._end
        return self._raw.tell() if self._end else 0

    def close(self) -> None:
        """Close the file; standard input stays open."""
        if self.name != STANDARD:
            self.stream.close()
            self._raw.close()


def check_input(name: str) -> int:
    """The size of a file on disk, 0 for a pipe. Raises :class:`OSError` if it cannot be opened."""
    if name == STANDARD:
        return 0
    path = Path(name)
    size = path.stat().st_size
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, "that is a folder: name files in it", name)
    if not path.is_fifo():  # the writer of a pipe would take this for the end of reading
        path.open("rb").close()
    return size


def _decompressed(raw: BinaryIO) -> io.BufferedReader:
    head = _peek(raw, 4)
    if head.startswith(_GZIP):
        return io.BufferedReader(cast("io.RawIOBase", gzip.GzipFile(fileobj=raw)))
    if head.startswith(_ZSTD):
        frames = zstandard.ZstdDecompressor().stream_reader(raw, read_across_frames=True, closefd=False)
        return io.BufferedReader(cast("io.RawIOBase", frames))
    return cast("io.BufferedReader", raw)


def _utf_8(stream: io.BufferedReader) -> io.BufferedReader:
    return io.BufferedReader(_FromUtf16(stream)) if _peek(stream, 2).startswith(_UTF_16) else stream


def _peek(stream: BinaryIO, size: int) -> bytes:
    return cast("io.BufferedReader", stream).peek(size)[:size]


class _FromUtf16(io.RawIOBase):
    """UTF-16 read as UTF-8, line ends kept; a lone surrogate becomes U+FFFD."""

    def __init__(self, stream: io.BufferedReader) -> None:
        self._characters = io.TextIOWrapper(stream, "utf-16", errors="replace", newline="")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override] # BufferedReader passes no other
        chunk = self._characters.read(max(1, len(buffer) // 4)).encode()
        buffer[: len(chunk)] = chunk
        return len(chunk)


class WholeFile:
    """A file to write that appears under its name only when all of it is on disk.

    It is written to a temporary file next to ``path`` (:mod:`harvester.disk.parts`), compressed if the name ends in
    ``.gz`` or ``.zst``. :meth:`commit` syncs it and puts it in the place of the old file, with the same permissions.
    Until then nothing has changed. What is not a regular file (a pipe, ``/dev/null``) is written to
    directly. Every method except :meth:`discard` may raise :class:`OSError`.
    """

    def __init__(self, path: Path) -> None:
        self._target = Path(os.path.realpath(path))
        in_place = self._target.exists() and not self._target.is_file()
        self._part = None if in_place else parts.begin(self._target)
        self._file = self._part.opened() if self._part else self._target.open("wb")
        self._packed = _packer(self._file, self._target.suffix)

    def write(self, data: bytes) -> None:
        """Add ``data``."""
        (self._packed or self._file).write(data)

    def commit(self) -> None:
        """Put the file in its place."""
        if self._packed:
            self._packed.close()
        self._file.flush()
        if self._part:
            os.fsync(self._file.fileno())
            _take_mode(self._part.path, self._target)
            self._part.path.replace(self._target)
            self._part = None
            _sync_folder(self._target.parent)
        self._file.close()

    def discard(self) -> None:
        """Leave everything as it was."""
        if self._part:  # removed while it is locked: then its name may be another's
            self._part.path.unlink(missing_ok=True)
            self._part = None
        with suppress(OSError):  # what could not be written can't be flushed either
            self._file.close()


def _packer(file: BinaryIO, suffix: str) -> BinaryIO | None:
    """A writer that compresses into ``file``, and leaves it open when closed; ``None`` for plain files."""
    if suffix == ".gz":
        # No name and no time in the header: the same text gives the same bytes.
        return cast("BinaryIO", gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0))
    if suffix == ".zst":
        return cast("BinaryIO", zstandard.ZstdCompressor(write_checksum=True).stream_writer(file, closefd=False))
    return None


def _take_mode(part: Path, target: Path) -> None:
    """Give a temporary file, which is private, the mode of the file it replaces, or the default mode."""
    if target.exists():
        shutil.copymode(target, part)
        return
    mask = os.umask(0)
    os.umask(mask)
    part.chmod(0o666 & ~mask)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
