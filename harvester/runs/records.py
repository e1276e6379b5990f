"""``runs.ndjson``: a site's runs, one per line, including those that were killed.

While a run is at work, ``run.json`` says when it began. If that file is still there when the next run begins, the run
before was killed, and is then noted as such.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester.disk.files import WholeFile
from harvester.disk.lines import LineFile

#: The journal, and the file for a run at work.
NAME, AT_WORK = "runs.ndjson", "run.json"
#: The reason in the record of a run that did not note its end.
KILLED = "killed"

Record = dict[str, Any]


class Journal:
    """The journal of one site. Whoever writes to it holds the site's lock (:mod:`harvester.disk.lock`)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def begin(self, version: str, told: Mapping[str, Any] | None = None) -> Record | None:
        """Note that a run begins, with its arguments and settings (``told``).

        Returns the record of the run before if that was killed, otherwise ``None``.

        Raises :class:`OSError` if the folder cannot be written to.
        """
        before = at_work(self.folder)
        known = before is not None and any(record["began"] == before["began"] for record in records(self.folder))
        if before is not None and not known:
            before = before | {"reason": KILLED}
            self._append(before)
        begun = record(version) | {"configuration": dict(told or {})}
        output = WholeFile(self.folder / AT_WORK)
        try:
            output.write(json.dumps(begun, ensure_ascii=False, default=str).encode())
            output.commit()
        except BaseException:
            output.discard()
            raise
        return None if known else before

    def end(self, done: Record) -> Record:
        """Note the run's result; returns the whole record. Raises :class:`OSError` if it cannot be written."""
        begun = at_work(self.folder) or {}
        own = begun if begun.get("process") == done["process"] else {}
        whole = record(done["version"]) | own | done
        self._append(whole)
        if own:
            (self.folder / AT_WORK).unlink()
        return whole

    def _append(self, line: Record) -> None:
        path = self.folder / NAME
        _cut_torn(path)
        file = LineFile(path)
        try:
            file.write(line)
            file.sync()
        finally:
            file.close()


def record(version: str) -> Record:
    """The record of a run that begins now, as in the journal."""
    return {
        "began": _now(),
        "ended": None,
        "exit_code": None,
        "reason": None,
        "process": os.getpid(),
        "version": version,
        "articles": None,
        "revisions": None,
        "unchanged": None,
        "gone": None,
        "requests": None,
        "notices": None,
        "failures": None,
        "seen": None,
        "configuration": None,
    }


def records(folder: Path) -> Iterator[Record]:
    """The runs of a site, oldest first, without lines that are not ours. Raises :class:`OSError`."""
    path = folder / NAME
    if not path.exists():
        return
    with path.open("rb") as lines:
        for raw in lines:
            try:
                line = json.loads(raw)
            except (ValueError, RecursionError):
                continue
            if isinstance(line, dict) and isinstance(line.get("began"), str):
                yield line


def at_work(folder: Path) -> Record | None:
    """The run that began and did not note its end, because it is at work or was killed; ``None`` if there is none."""
    try:
        begun = json.loads((folder / AT_WORK).read_bytes())
    except (FileNotFoundError, ValueError, RecursionError):
        return None
    return begun if isinstance(begun, dict) and isinstance(begun.get("began"), str) else None


def alive(begun: Record) -> bool:
    """Whether the process of a run exists (on this machine)."""
    try:
        os.kill(int(begun["process"]), 0)
    except (ProcessLookupError, LookupError, TypeError, ValueError):
        return False
    except PermissionError:  # another user's
        return True
    return True


def _cut_torn(path: Path) -> None:
    """Cut off what a power cut left of a line."""
    if path.exists():
        content = path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            os.truncate(path, whole)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
