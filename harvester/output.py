"""Output on disk: whole lines of JSON, in one folder a site."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

_UNSAFE = re.compile(r"[^\w.-]+", re.ASCII)


def site_folder(base: Path, site: str) -> Path:
    """The folder of a site below ``base``: its name, with ``_`` for what a file name can't have."""
    return base / (_UNSAFE.sub("_", site).strip("._") or "_")


class LineFile:
    """A JSON Lines file that takes whole lines or nothing.

    Lines are UTF-8 without ASCII escapes. Each is handed to the operating system before
    :meth:`write` returns. Where the disk is full half-way, what was written of the line is cut off again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines = 0
        path.parent.mkdir(parents=True, exist_ok=True)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)

    @classmethod
    def new(cls, folder: Path, stem: str) -> Self:
        """A file of its own: ``stem.jsonl``, or ``stem-2.jsonl`` ... where that is taken.

        Raises :class:`OSError` where the folder can't be made or written to.
        """
        folder.mkdir(parents=True, exist_ok=True)
        number = 1
        while True:
            path = folder / (f"{stem}.jsonl" if number == 1 else f"{stem}-{number}.jsonl")
            try:
                path.open("x").close()
            except FileExistsError:
                number += 1
            else:
                return cls(path)

    def write(self, record: Mapping[str, Any]) -> None:
        """Append ``record`` as a line. Raises :class:`OSError` where the disk won't take it."""
        line = memoryview(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        before = os.fstat(self._descriptor).st_size
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
        except OSError:
            os.ftruncate(self._descriptor, before)
            raise
        self.lines += 1

    def close(self) -> None:
        """Bring the lines to the disk and close the file."""
        os.fsync(self._descriptor)
        os.close(self._descriptor)
