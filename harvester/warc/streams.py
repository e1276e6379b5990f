"""The bytes of a WARC file, unpacked while reading: plain, gzip or Zstandard, with one record per member or not.

Only one step of it is in memory at a time, however large a member unpacks.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import BinaryIO, NamedTuple, Protocol

from harvester.warc import inflating

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

#: Bytes that are unpacked at a time, and bytes that are read for that.
STEP, _READ = 1 << 18, 1 << 15
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
#: Frames that hold no data begin with 0x184D2A50 to 0x184D2A5F; the first of a ``.warc.zst`` may be its dictionary
#: (https://iipc.github.io/warc-specifications/specifications/warc-zstd/).
_SKIPPABLE, _DICTIONARY = b"\x2a\x4d\x18", b"\x5d"
#: Most bytes of a dictionary; real ones have a few hundred kilobytes.
_LARGEST_DICTIONARY = 16 << 20
#: What is raised for damaged data.
_ERRORS: tuple[type[Exception], ...] = (*inflating.ERRORS, zstd.ZstdError)
#: The largest window of Zstandard that is accepted, as a power of two: the memory that a frame may ask for, 128 MiB.
_WINDOW = 27


_BREAKS = re.compile(rb"[\r\n]*+")


class PackedError(ValueError):
    """The data cannot be unpacked any further; the message says why."""


class Place(NamedTuple):
    """Where a record begins: the first byte of its member (in a plain file, of the record), and the offset in that."""

    member: int
    inside: int = 0


_BEGINNING = Place(0)


class _Chunk(NamedTuple):
    """Unpacked bytes of one member."""

    place: Place
    data: bytes


class Stream:
    """Unpacked bytes, read in order."""

    def __init__(self, file: BinaryIO, start: Place = _BEGINNING) -> None:
        self._members = _Members(file, start.member)
        self._chunks = self._members.chunks()
        self._chunk = _Chunk(start, b"")
        self._at = 0
        if start.inside:
            self.skip(start.inside)

    @property
    def packed(self) -> bool:
        """Whether the file consists of members."""
        return self._members.packed

    def place(self) -> Place | None:
        """The place of the next byte; ``None`` at the end. Raises :class:`PackedError`, as all methods do."""
        if not self._more():
            return None
        here = self._chunk.place
        return Place(here.member, here.inside + self._at) if self.packed else Place(here.member + self._at)

    def ahead(self, size: int) -> bytes:
        """The next few bytes, without taking them."""
        data = self._chunk.data[self._at : self._at + size] if self._more() else b""
        if len(data) < size and (chunk := next(self._chunks, None)) is not None:
            self._chunk = _Chunk(Place(self._chunk.place.member + self._at), self._chunk.data[self._at :] + chunk.data)
            self._at = 0
            data = self._chunk.data[:size]
        return data

    def until(self, end: bytes) -> bytes:
        """The next bytes up to and including ``end``, not taken; ``b""`` if ``end`` is not unpacked yet."""
        found = self._chunk.data.find(end, self._at) if self._more() else -1
        return self._chunk.data[self._at : found + len(end)] if found >= 0 else b""

    def line(self, most: int) -> bytes:
        """The next line with its end, at most ``most`` bytes of it; ``b""`` at the end."""
        parts: list[bytes] = []
        size = 0
        while size < most and self._more():
            data, at = self._chunk.data, self._at
            end = data.find(b"\n", at, at + most - size) + 1
            part = data[at : end or at + most - size]
            self._at += len(part)
            size += len(part)
            if end and not parts:
                return part
            parts.append(part)
            if end:
                break
        return b"".join(parts)

    def read(self, size: int) -> bytes:
        """The next ``size`` bytes; fewer at the end."""
        parts: list[bytes] = []
        while size > 0 and self._more():
            part = self._chunk.data[self._at : self._at + size]
            parts.append(part)
            self._at += len(part)
            size -= len(part)
        return b"".join(parts)

    def skip(self, size: int) -> int:
        """Skip ``size`` bytes; returns how many were missing."""
        while size > 0 and self._more():
            step = min(size, len(self._chunk.data) - self._at)
            self._at += step
            size -= step
        return size

    def pass_breaks(self) -> None:
        """Pass over line breaks, as stand between two records."""
        while self._more():
            self._at = _BREAKS.match(self._chunk.data, self._at).end()  # type: ignore[union-attr]  # it matches nothing, too
            if self._at < len(self._chunk.data):
                return

    def next_member(self) -> bool:
        """Move to the next member because the rest of this one makes no sense; returns whether there is one."""
        here = self._chunk.place.member
        while True:
            self._at = len(self._chunk.data)
            with suppress(PackedError):  # after which it is at the next one
                if not self._more():
                    return False
                if self._chunk.place.member != here:
                    return True

    def _more(self) -> bool:
        while self._at >= len(self._chunk.data):
            try:
                chunk = next(self._chunks, None)
            except PackedError:
                self._chunks = self._members.found_after(self._members.begun)
                raise
            if chunk is None:
                return False
            self._chunk, self._at = chunk, 0
        return True


class _Unpacker(Protocol):
    """One member, unpacked a step at a time."""

    @property
    def eof(self) -> bool:
        """Whether its end was reached."""

    @property
    def hungry(self) -> bool:
        """Whether it needs more input before it gives more."""

    @property
    def rest(self) -> bytes:
        """Input after its end."""

    def unpack(self, data: bytes) -> bytes:
        """At most one step more, from this input and what is left of the earlier one."""


class _Gzip:
    def __init__(self) -> None:
        self._member = inflating.unpacker(31)
        self._left = b""

    @property
    def eof(self) -> bool:
        return bool(self._member.eof)

    @property
    def hungry(self) -> bool:
        return not self._left

    @property
    def rest(self) -> bytes:
        return bytes(self._member.unused_data)

    def unpack(self, data: bytes) -> bytes:
        unpacked: bytes = self._member.decompress(self._left + data if self._left else data, STEP)
        self._left = self._member.unconsumed_tail
        return unpacked


class _Zstd:
    def __init__(self, dictionary: zstd.ZstdDict | None) -> None:
        self._frame = zstd.ZstdDecompressor(dictionary, {zstd.DecompressionParameter.window_log_max: _WINDOW})

    @property
    def eof(self) -> bool:
        return self._frame.eof

    @property
    def hungry(self) -> bool:
        return self._frame.needs_input

    @property
    def rest(self) -> bytes:
        return self._frame.unused_data

    def unpack(self, data: bytes) -> bytes:
        return self._frame.decompress(data, STEP)


class _Members:
    """The members of a file; its first bytes show the compression."""

    def __init__(self, file: BinaryIO, start: int) -> None:
        self.file = file
        self.start = self.begun = start  # ``begun``: where the member unpacked last begins
        file.seek(0)
        head = file.read(8)
        self.zstd = head[:4] == _ZSTD or head[1:4] == _SKIPPABLE
        self.packed = self.zstd or head[:2] == _GZIP
        has_dictionary = head[1:4] == _SKIPPABLE and head[:1] == _DICTIONARY
        self._dictionary = _dictionary_of(file) if has_dictionary else None

    def chunks(self) -> Iterator[_Chunk]:
        """The content of the file from :attr:`start` on."""
        return self._unpacked(self.start) if self.packed else self._plain()

    def found_after(self, member: int) -> Iterator[_Chunk]:
        """The content of the file from the next place on that looks like the beginning of a member."""
        magic = _ZSTD if self.zstd else _GZIP + b"\x08"
        at = member + 1
        self.file.seek(at)
        tail = b""
        while block := self.file.read(STEP):
            found = (tail + block).find(magic)
            if found >= 0:
                return self._unpacked(at - len(tail) + found)
            at += len(block)
            tail = (tail + block)[-3:]
        return iter(())

    def _plain(self) -> Iterator[_Chunk]:
        at = self.start
        self.file.seek(at)
        while block := self.file.read(STEP):
            yield _Chunk(Place(at), block)
            at += len(block)

    def _unpacked(self, at: int) -> Iterator[_Chunk]:
        self.file.seek(at)
        data = b""
        while data := data or self.file.read(_READ):
            if self.zstd and len(data) < 8:
                data += self.file.read(_READ)
            if self.zstd and data[1:4] == _SKIPPABLE:
                at += 8 + int.from_bytes(data[4:8], "little")
                self.file.seek(at)
                data = b""
            elif not self.zstd and not data.strip(b"\0"):  # padding
                at, data = at + len(data), b""
            else:
                data = yield from self._member(at, data)
                at = self.file.tell() - len(data)

    def _member(self, begins: int, data: bytes) -> Generator[_Chunk, None, bytes]:
        """The chunks of one member; returns what was read beyond it. A torn member ends without an error."""
        self.begun, inside = begins, 0
        try:
            unpacker: _Unpacker = _Zstd(self._dictionary) if self.zstd else _Gzip()
            while not unpacker.eof:
                unpacked = unpacker.unpack(data)
                data = b""
                if unpacked:
                    yield _Chunk(Place(begins, inside), unpacked)
                    inside += len(unpacked)
                if not unpacker.eof and unpacker.hungry and not (data := self.file.read(_READ)):
                    return b""
        except _ERRORS as error:
            raise PackedError(f"at byte {begins}: {error}") from error
        return unpacker.rest


def _dictionary_of(file: BinaryIO) -> zstd.ZstdDict:
    """The dictionary of a file's frames, from its first frame."""
    file.seek(4)
    size = int.from_bytes(file.read(4), "little")
    data = file.read(min(size, _LARGEST_DICTIONARY))
    try:
        if data[:4] == _ZSTD:
            data = zstd.ZstdDecompressor().decompress(data, _LARGEST_DICTIONARY)
        return zstd.ZstdDict(data)
    except (zstd.ZstdError, ValueError) as error:
        raise PackedError(f"its dictionary: {error}") from error
