"""What was found in a shard, on disk and divided by forum, so that the second pass reads only one part at a time.

A file is written whole or not at all. Before each thing found are two hashes, of its forum and of its thread, so that
a reader can skip what it does not need. The sources of pages that are not read yet are in frames of their own. The file
ends with an index, which also has the shard's counts and what it shows about each forum.
"""

from __future__ import annotations

import copyreg
import hashlib
import io
import json
import pickle
import struct
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import Any, Final, cast
from zoneinfo import ZoneInfo

import zstandard

from harvester.archive.found import Found, FoundNotice, FoundPage, FoundRow, FoundUnread, Kept, Place
from harvester.disk.files import WholeFile
from harvester.forum import model
from harvester.forum.clock import SiteZone
from harvester.forum.ending import Ending, Stop
from harvester.forum.imprint import Imprint
from harvester.forum.signs import Signs
from harvester.items import Encoding

#: Buckets of a file.
BUCKETS: Final = 256
#: Bytes buffered for the next frame of a bucket, and for all buckets together.
_FRAME, _HELD = 1 << 17, 12 << 20
#: Bytes of the sources of pages in a frame: pages of one forum resemble one another, so they are packed together.
_SOURCES: Final = 1 << 19
#: Frames of sources that are held unpacked: pages of a thread are often near one another.
_UNPACKED: Final = 8
#: A page takes about this share of its source once it is read.
_SHARE: Final = 10
_END: Final = b"harvester pages 2"
_HEAD: Final = struct.Struct("<QQI")
_TAIL: Final = struct.Struct("<Q17s")
#: The level of compression, low because frames are small and many are read.
_LEVEL: Final = 1

#: The dataclasses of things found, pickled by their fields: faster than Python's own way for frozen ones.
_VALUES: Final = (
    *(each for each in vars(model).values() if isinstance(each, type) and each.__module__ == model.__name__),
    Signs, Ending, Encoding,
)  # fmt: skip
_KNOWN: Final = {
    (each.__module__, each.__qualname__): each
    for each in (*_VALUES, FoundNotice, FoundPage, FoundRow, FoundUnread, Imprint, Kept, Place, Stop)
}
_PLAIN: Final = frozenset({"datetime"})


def _zone(key: str) -> ZoneInfo:
    """A zone by its name, without what was learned about its times, which is no longer needed."""
    return ZoneInfo(key)


def _reducer(kind: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    names = [each.name for each in fields(kind)]
    if len(names) == 1:
        return lambda value: (kind, (getattr(value, names[0]),))
    values = attrgetter(*names)
    return lambda value: (kind, values(value))


_REDUCERS: Final = (
    copyreg.dispatch_table
    | {kind: _reducer(kind) for kind in _VALUES}
    | dict.fromkeys((SiteZone, ZoneInfo), lambda zone: (_zone, (zone.key,)))
    | {Stop: lambda stop: (Stop, (stop.value,))}  # before Python 3.11.4, by a function that may get anything
)
_MADE: Final = {(_zone.__module__, _zone.__qualname__): _zone}


class _Pickler(pickle.Pickler):
    dispatch_table = _REDUCERS


class _Unpickler(pickle.Unpickler):
    """Unpickles only the plain values that are found on pages."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - pickle's
        known = _KNOWN.get((module, name)) or _MADE.get((module, name))
        if known is not None:
            return known
        if module in _PLAIN or (module, name) == ("builtins", "frozenset"):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not found on pages")


class SpillError(ValueError):
    """A file of what was found is damaged, or no such file; the message says which."""


def hash_of(*words: object) -> int:
    """A hash of 64 bits that is the same in every process."""
    digest = hashlib.blake2b("\0".join(map(str, words)).encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class SpillWriter:
    """Writes what is found in frames, divided into buckets."""

    def __init__(self, path: Path) -> None:
        """Begin the file. Raises :class:`OSError`."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = WholeFile(path)
        self._buffers: defaultdict[int, bytearray] = defaultdict(bytearray)
        self._sources: defaultdict[int, bytearray] = defaultdict(bytearray)
        self._frames: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._source_frames: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self._packer = zstandard.ZstdCompressor(level=_LEVEL)
        self._sizes: defaultdict[str, int] = defaultdict(int)
        self._hashes: dict[str, int] = {}
        self._at = self._held = 0

    def add(self, found: Found) -> None:
        """Add something. Raises :class:`OSError`."""
        site = self._hashes.get(found.site)
        if site is None:
            site = self._hashes[found.site] = hash_of(found.site)
        if isinstance(found, FoundUnread) and isinstance(found.body, bytes):
            self._sizes[found.site] += len(found.body) // _SHARE
            found = found._replace(body=self._kept(site % BUCKETS, found.body))
        buffer = io.BytesIO()
        _Pickler(buffer, protocol=5).dump(found)
        data = buffer.getbuffer()
        into = self._buffers[site % BUCKETS]
        into += _HEAD.pack(site, hash_of(found.site, found.tid), len(data))
        into += data
        self._sizes[found.site] += len(data)
        self._held += len(data)
        if len(into) >= _FRAME:
            self._flush(site % BUCKETS)
        if self._held >= _HELD:
            self._flush_all()

    def _kept(self, bucket: int, body: bytes) -> Kept:
        """Keep the source of a page."""
        into = self._sources[bucket]
        kept = Kept("", len(self._source_frames[bucket]), 0, len(into), len(body))
        into += body
        self._held += len(body)
        if len(into) >= _SOURCES:
            self._flush_sources(bucket)
        return kept

    def finish(self, about: dict[str, Any]) -> None:
        """Write what is buffered and the index, with ``about`` in it, and give the file its final name."""
        self._flush_all()
        index = {"frames": self._frames, "sources": self._source_frames, "sizes": self._sizes, "about": about}
        packed = self._packer.compress(json.dumps(index, ensure_ascii=False).encode())
        self._file.write(packed + _TAIL.pack(len(packed), _END))
        self._file.commit()

    def discard(self) -> None:
        """Leave nothing behind."""
        self._file.discard()

    def _flush_all(self) -> None:
        for bucket in sorted(self._buffers):
            self._flush(bucket)
        for bucket in sorted(self._sources):
            self._flush_sources(bucket)

    def _flush(self, bucket: int) -> None:
        self._write(self._buffers.pop(bucket, b""), self._frames[bucket])

    def _flush_sources(self, bucket: int) -> None:
        self._write(self._sources.pop(bucket, b""), self._source_frames[bucket])

    def _write(self, buffer: bytes | bytearray, frames: list[tuple[int, int]]) -> None:
        if buffer:
            packed = self._packer.compress(buffer)
            self._file.write(packed)
            frames.append((self._at, len(packed)))
            self._at += len(packed)
            self._held = max(0, self._held - len(buffer))


class Spilled:
    """A complete file. ``sizes``: bytes of what was found, by forum."""

    def __init__(self, path: Path) -> None:
        """Read the index. Raises :class:`OSError`, or :class:`SpillError` for a wrong or damaged file."""
        self.path = path
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - _TAIL.size))
            tail = file.read(_TAIL.size)
            if len(tail) < _TAIL.size or not tail.endswith(_END):
                raise SpillError(f"{path} is not a file of found pages")
            size, _ = _TAIL.unpack(tail)
            file.seek(-_TAIL.size - size, io.SEEK_END)
            try:
                index = json.loads(zstandard.ZstdDecompressor().decompress(file.read(size)))
            except zstandard.ZstdError as error:
                raise SpillError(f"{path} is damaged") from error
        self.sizes: dict[str, int] = index["sizes"]
        self.about: dict[str, Any] = index["about"]
        self._frames: dict[str, list[tuple[int, int]]] = index["frames"]
        self._sources: dict[str, list[tuple[int, int]]] = index["sources"]

    def found(self, bucket: int, wanted: Callable[[int, int], bool]) -> Iterator[Found]:
        """What in a bucket is ``wanted``, by the hashes of its forum and of its thread.

        Raises :class:`OSError`, or :class:`SpillError` if the file is damaged.
        """
        frames = self._frames.get(str(bucket), ())
        unpacker = zstandard.ZstdDecompressor()
        with self.path.open("rb") as file:
            for offset, size in frames:
                file.seek(offset)
                try:
                    for found in _unpacked(memoryview(unpacker.decompress(file.read(size))), wanted):
                        yield self._placed(found, bucket)
                except (zstandard.ZstdError, pickle.UnpicklingError, struct.error, EOFError) as error:
                    raise SpillError(f"{self.path} is damaged: remove it, and read once more") from error

    def _placed(self, found: Found, bucket: int) -> Found:
        """With the place of its source in this file."""
        if not isinstance(found, FoundUnread) or not isinstance(found.body, Kept):
            return found
        offset, size = self._sources[str(bucket)][found.body.offset]
        return found._replace(body=found.body._replace(file=str(self.path), offset=offset, size=size))


def source_of(found: FoundUnread) -> bytes:
    """The source of a page that was not read. Raises :class:`OSError`, or :class:`SpillError` if it is damaged."""
    if isinstance(found.body, bytes):
        return found.body
    file, offset, size, begin, length = found.body
    return _sources_in(file, offset, size)[begin : begin + length]


@lru_cache(maxsize=_UNPACKED)
def _sources_in(file: str, offset: int, size: int) -> bytes:
    with Path(file).open("rb") as opened:
        opened.seek(offset)
        try:
            return zstandard.ZstdDecompressor().decompress(opened.read(size))
        except zstandard.ZstdError as error:
            raise SpillError(f"{file} is damaged: remove it, and read once more") from error


def _unpacked(data: memoryview, wanted: Callable[[int, int], bool]) -> Iterator[Found]:
    at = 0
    while at < len(data):
        site, thread, size = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if wanted(site, thread):
            yield cast("Found", _Unpickler(io.BytesIO(data[at : at + size])).load())
        at += size
