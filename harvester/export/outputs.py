"""Where an export is written: files that take their place as a whole, or standard output."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

from harvester.disk.files import STANDARD, WholeFile


class Output(Protocol):
    """Takes bytes; every method but :meth:`discard` may raise :class:`OSError`."""

    def write(self, data: bytes) -> None:
        """Add ``data``; what is given at once is never divided."""

    def commit(self) -> None:
        """All is written: put it in its place."""

    def discard(self) -> None:
        """Leave everything as it was."""


class Standard:
    """Standard output, which can't take back what it was given."""

    def write(self, data: bytes) -> None:
        """Pass it on."""
        sys.stdout.buffer.write(data)

    def commit(self) -> None:
        """Pass on what is still held back."""
        sys.stdout.buffer.flush()

    def discard(self) -> None:
        """Nothing to be done."""


class Parts:
    """``FILE.jsonl``, ``FILE-2.jsonl``, ...: the next one where a file has more than ``most`` bytes before packing.

    All of them take their places at the end, or none does. ``most`` 0: there is one file.
    """

    def __init__(self, path: Path, most: int = 0) -> None:
        self.path = path
        self.most = most
        self._files = [WholeFile(path)]
        self._written = 0
        self._discarded = False

    def write(self, data: bytes) -> None:
        """Add ``data`` to the last file, or to a new one; what a format writes at its end is nothing once discarded."""
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

    def discard(self) -> None:
        """Leave everything as it was."""
        self._discarded = True
        for file in self._files:
            file.discard()

    def name(self, number: int) -> Path:
        """What the file of a number is called."""
        if number == 1:
            return self.path
        stem, dot, suffixes = self.path.name.partition(".")
        return self.path.with_name(f"{stem}-{number}{dot}{suffixes}")

    @property
    def left_over(self) -> Path | None:
        """A file of an earlier, longer export that stands where this one would have had its next."""
        path = self.name(len(self._files) + 1)
        return path if self.most and path.exists() else None


def output(name: str, most: int) -> Output:
    """Where ``-o NAME`` writes. Raises :class:`OSError`."""
    return Standard() if name == STANDARD else Parts(Path(name), most)
