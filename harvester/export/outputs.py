"""Where an export is written: files that appear as a whole, or standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

from harvester.disk import parts
from harvester.disk.files import STANDARD, WholeFile


class Output(Protocol):
    """Takes bytes; every method but :meth:`discard` may raise :class:`OSError`."""

    def write(self, data: bytes) -> None:
        """Add ``data``; what is given in one call is never divided."""

    def commit(self) -> None:
        """Everything is written: put it in its place."""

    def discard(self) -> None:
        """Leave everything as it was."""


class Standard:
    """Standard output, which can't take back what it was given."""

    def write(self, data: bytes) -> None:
        """Pass it on."""
        sys.stdout.buffer.write(data)

    def commit(self) -> None:
        """Pass on what is still buffered."""
        sys.stdout.buffer.flush()

    def discard(self) -> None:
        """Nothing to be done."""


class Parts:
    """``FILE.jsonl``, ``FILE-2.jsonl``, ...: the next one once a file has more than ``most`` bytes before packing.

    All of them appear at the end, or none does. With ``most`` 0 there is one file.
    """

    def __init__(self, path: Path, most: int = 0) -> None:
        self.path = path
        self.most = most
        self._files = [WholeFile(path)]
        self._written = 0
        self._discarded = False

    def write(self, data: bytes) -> None:
        """Add ``data`` to the last file, or to a new one; once discarded, a format's last words are ignored."""
        if self._discarded:
            return
        if 0 < self.most < self._written:
            self._files.append(WholeFile(self.name(len(self._files) + 1)))
            self._written = 0
        self._files[-1].write(data)
        self._written += len(data)

    def commit(self) -> None:
        """Put all files in their places."""
        for file in self._files:
            file.commit()
        parts.sweep(self.name(len(self._files) + 1))  # of a longer export that was killed

    def discard(self) -> None:
        """Leave everything as it was."""
        self._discarded = True
        for file in self._files:
            file.discard()

    def name(self, number: int) -> Path:
        """The name of the file with this number."""
        if number == 1:
            return self.path
        stem, dot, suffixes = self.path.name.partition(".")
        return self.path.with_name(f"{stem}-{number}{dot}{suffixes}")

    @property
    def left_over(self) -> Path | None:
        """A file of an earlier, longer export that has the name of this one's next file."""
        path = self.name(len(self._files) + 1)
        return path if self.most and path.exists() else None


def output(name: str, most: int) -> Output:
    """Where ``-o NAME`` writes. Raises :class:`OSError`."""
    return Standard() if name == STANDARD else Parts(Path(name), most)
