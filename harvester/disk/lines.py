"""Output on disk: whole lines of JSON."""

from __future__ import annotations

import codecs
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self


def bare(raw: bytes) -> bytes:
    """A line without what editors add around it: their own line ends, a byte order mark."""
    return raw.lstrip(codecs.BOM_UTF8).strip()


#: Characters that JSON does not escape, but at which many readers end a line.
_BREAKS: Final = {mark: f"\\u{ord(mark):04x}" for mark in "\x85\u2028\u2029"}
#: Made once: ``json.dumps`` would make one for each line.
_SPACED, _COMPACT = json.JSONEncoder(ensure_ascii=False), json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def one_line(record: object, *, compact: bool = False) -> str:
    r"""``record`` as JSON that every reader takes as one line: UTF-8, with escapes only for characters that end lines.

    >>> one_line({"text": "一\u2028二"})
    '{"text": "一\\u2028二"}'
    """
    line = _COMPACT.encode(record) if compact else _SPACED.encode(record)
    for mark, escaped in _BREAKS.items():
        if mark in line:  # ten times as fast as to replace nothing
            line = line.replace(mark, escaped)
    return line


class LineFile:
    """A JSON Lines file that takes whole lines or nothing.

    Lines are UTF-8, with escapes only for characters that end lines. Each is passed to the operating system before
    :meth:`write` returns. If the disk becomes full within a line, the written part is cut off again.
    """

    def __init__(self, path: Path, total: int = 0) -> None:
        """``total``: the number of lines that the file already has."""
        self.path = path
        self.lines = 0
        self.total = total
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        status = os.fstat(self._descriptor)
        self.length, self._modified = status.st_size, status.st_mtime_ns
        self._touched = False
        self._named = False

    @classmethod
    def new(cls, folder: Path, stem: str, suffix: str = ".jsonl") -> Self:
        """A new file: ``stem.jsonl``, or ``stem-2.jsonl`` and so on if that exists.

        Raises :class:`OSError` if the folder cannot be made or written to.
        """
        folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            path = folder / (f"{stem}{suffix}" if number == 1 else f"{stem}-{number}{suffix}")
            try:
                path.open("x").close()
            except FileExistsError:
                number += 1
            else:
                return cls(path)

    def write(self, record: Mapping[str, Any]) -> bytes:
        """Append ``record`` as a line, which is returned. Raises :class:`OSError` if it cannot be written."""
        whole = one_line(record, compact=True).encode() + b"\n"
        line = memoryview(whole)
        self._check()
        size = len(line)
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
        except OSError:
            os.ftruncate(self._descriptor, self.length)
            raise
        self.length += size
        self.lines += 1
        self.total += 1
        self._modified = os.fstat(self._descriptor).st_mtime_ns
        return whole

    @property
    def modified(self) -> int:
        """When the file was last changed, in nanoseconds; 0 if another program changed it since it was opened."""
        changed = self._touched or os.fstat(self._descriptor).st_mtime_ns != self._modified
        return 0 if changed else self._modified

    def sync(self) -> None:
        """Sync the lines to disk. Raises :class:`OSError` if that fails."""
        os.fsync(self._descriptor)
        if not self._named:
            self._name()

    def close(self) -> None:
        """Sync the lines to disk, and close the file."""
        os.fsync(self._descriptor)
        os.close(self._descriptor)

    def _name(self) -> None:
        """Sync the folder: otherwise the name of a new file is only in memory (fsync(2))."""
        folder = os.open(self.path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        self._named = True

    def _check(self) -> None:
        """Raise :class:`OSError` if another program deleted or changed the file: a line would be lost in it."""
        status = os.fstat(self._descriptor)
        if status.st_nlink == 0 or status.st_size != self.length:
            what = "deleted" if status.st_nlink == 0 else "changed"
            raise OSError(f"{self.path} was {what} by another program")
        self._touched = self._touched or status.st_mtime_ns != self._modified
