"""Sealed files: JSON Lines in zstd, in frames of their own, so that one line is read without the others."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import zstandard

#: Bytes of lines in a frame: enough for a good ratio, little enough to be fetched for one line.
_FRAME = 1 << 18
#: Fast, and on lines of Chinese within a few percent of the best.
_LEVEL = 6


@dataclass(slots=True)
class Contents:
    """What was written: ``frames``: of each frame how many lines are in it, and its bytes; one list, in turn."""

    lines: int = 0
    size: int = 0
    tids: list[int] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    first: int = 0
    last: int = 0
    _digest: hashlib._Hash = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """Of the file."""
        return self._digest.hexdigest()

    def took(self, frame: bytes, lines: int) -> None:
        """Note a frame."""
        self.lines += lines
        self.size += len(frame)
        self.frames += [lines, len(frame)]
        self._digest.update(frame)


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line to be written. ``tid``: below 0: it says that the thread is gone; ``number``: its row's, if it has one."""

    raw: bytes
    tid: int
    number: int = 0


def packed(lines: Iterable[FileLine], contents: Contents) -> Iterator[bytes]:
    r"""The lines as the frames of a file; ``contents`` is told what is in them.

    >>> contents = Contents()
    >>> data = b"".join(packed([FileLine(b"{}", 7)], contents))
    >>> list(unpacked(data)), contents.tids, contents.lines
    ([b'{}\n'], [7], 1)
    """
    packer = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True)
    held: list[bytes] = []
    size = 0
    for line in lines:
        held.append(line.raw + b"\n")
        contents.tids.append(line.tid)
        contents.first = contents.first or line.number
        contents.last = line.number
        size += len(held[-1])
        if size >= _FRAME:
            yield _frame(packer, held, contents)
            held, size = [], 0
    if held:
        yield _frame(packer, held, contents)


def _frame(packer: zstandard.ZstdCompressor, held: list[bytes], contents: Contents) -> bytes:
    frame = packer.compress(b"".join(held))
    contents.took(frame, len(held))
    return frame


def unpacked(data: bytes) -> Iterator[bytes]:
    """The lines of a file, or of some of its frames. Raises ``zstandard.ZstdError`` where it is damaged."""
    with zstandard.ZstdDecompressor().stream_reader(data, read_across_frames=True) as stream:
        rest = b""
        while chunk := stream.read(_FRAME):
            *whole, rest = (rest + chunk).split(b"\n")
            yield from (line + b"\n" for line in whole)
    if rest:
        raise zstandard.ZstdError("the last line has no end")


def latest_frame(tids: list[int], frames: list[int], tid: int) -> tuple[int, int] | None:
    """From which byte to which the frame is that has the last line of a thread; ``None``: there is none.

    >>> latest_frame([7, 8, 7, 9], [2, 100, 2, 50], 7), latest_frame([7], [1, 100], 9)
    ((100, 150), None)
    """
    at = next((at for at in range(len(tids) - 1, -1, -1) if tids[at] == tid), None)
    if at is None:
        return None
    begin = seen = 0
    for lines, size in zip(frames[::2], frames[1::2], strict=True):
        seen += lines
        if at < seen:
            return begin, begin + size
        begin += size
    return None
