"""What is written to a sealed file, whatever its format."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class FileLine:
    """A line to be written. ``tid``: below 0: it says that the thread is gone; ``number``: its row's, if it has one."""

    raw: bytes
    tid: int
    number: int = 0


@dataclass(slots=True)
class Contents:
    """What was written: ``frames``: of each frame how many lines are in it, and its bytes; one list, in turn.

    ``first`` and ``last`` are numbers of rows.
    """

    lines: int = 0
    size: int = 0
    tids: list[int] = field(default_factory=list)
    frames: list[int] = field(default_factory=list)
    first: int = 0
    last: int = 0
    _file: hashlib._Hash = field(default_factory=hashlib.sha256)
    _lines: hashlib._Hash = field(default_factory=hashlib.sha256)

    @property
    def sha256(self) -> str:
        """Of the file."""
        return self._file.hexdigest()

    @property
    def sha256_of_lines(self) -> str:
        """Of all lines, one after the other, each with its end."""
        return self._lines.hexdigest()

    def holds(self, line: FileLine) -> None:
        """Note a line, in the order of the file."""
        self.lines += 1
        self.tids.append(line.tid)
        self.first = self.first or line.number
        self.last = line.number
        self._lines.update(line.raw + b"\n")

    def took(self, frame: bytes, lines: int) -> None:
        """Note a frame of so many lines; 0: bytes that belong to the file's form, and to no line."""
        self.size += len(frame)
        if lines:
            self.frames += [lines, len(frame)]
        self._file.update(frame)


def latest_frame(tids: list[int], frames: list[int], tid: int) -> int | None:
    """Which frame has the last line of a thread; ``None``: there is none.

    >>> latest_frame([7, 8, 7, 9], [2, 100, 2, 50], 7), latest_frame([7], [1, 100], 9)
    (1, None)
    """
    at = next((at for at in range(len(tids) - 1, -1, -1) if tids[at] == tid), None)
    if at is None:
        return None
    seen = 0
    for frame, lines in enumerate(frames[::2]):
        seen += lines
        if at < seen:
            return frame
    return None
