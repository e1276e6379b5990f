"""Making store and output agree before a run begins.

The output is committed before the store says so; what a crash, a full disk or a user left in between
is put right here. A whole line that the store doesn't know is *adopted*, not cut off: nothing that was written
is thrown away, no page is asked for twice, and the same code makes a lost or damaged store anew
from the output. Only a torn line is cut off. A line that is gone is harvested again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester.folder.digest import field_hashes, text_hash
from harvester.news.serial import turn_of
from harvester.store import GONE, HARVESTED, DamagedError, File, Known, Store
from harvester.visits.schedule import next_visit

#: Files that hold articles.
PATTERN = "articles-*.jsonl"
#: What a closed file may be called once it was packed.
PACKED = (".gz", ".zst", ".xz")
#: Lines between two commits while a store is made anew.
_COMMIT_EVERY = 10_000


@dataclass(frozen=True, slots=True)
class Rules:
    """``again``: articles whose lines are gone are harvested again; ``recheck``: see :func:`next_visit`."""

    again: bool = True
    recheck: tuple[int, ...] = ()


def recover(folder: Path, rules: Rules, now: datetime) -> tuple[Store, list[str]]:
    """The store in ``folder``, in agreement with the output there, and what to tell the user.

    A damaged one is set aside, never deleted, and made anew from the output. Raises :class:`OSError` or
    :class:`~harvester.store.StoreError` where it can't be worked with.
    """
    path = folder / "store.sqlite"
    try:
        return _agreed(path, rules, now)
    except DamagedError:
        aside = set_aside(path, now)
        store, messages = _agreed(path, rules, now)
        return store, [f"the store was damaged: it is kept as {aside}, and made anew from the articles", *messages]


def _agreed(path: Path, rules: Rules, now: datetime) -> tuple[Store, list[str]]:
    store = Store(path)
    try:
        return store, list(reconcile(store, path.parent, rules, int(now.timestamp())))
    except BaseException:
        store.close()
        raise


def set_aside(path: Path, now: datetime) -> Path:
    """Rename a damaged store and what SQLite keeps beside it; returns its new name."""
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}")
    for suffix in ("", "-wal", "-shm"):
        beside = path.with_name(path.name + suffix)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + suffix))
    return aside


def reconcile(store: Store, folder: Path, rules: Rules, now: int) -> Iterator[str]:
    """Make the store and the files in ``folder`` agree; yields a line for the user about each thing put right.

    Raises :class:`OSError` or :class:`~harvester.store.StoreError` where that can't be done.
    """
    if store.clock > now:
        yield f"the clock stands {_span(store.clock - now)} before the last run's: is it right?"
    for file in store.files():
        yield from _Reconciled(store, folder, file, rules).messages()
    named = {file.name for file in store.files()}
    for path in sorted(folder.glob(PATTERN)):
        if path.name not in named:
            yield from _Reconciled(store, folder, store.file(path.name), rules).messages()
    store.commit(now)


class _Reconciled:
    """One output file against what the store says of it."""

    def __init__(self, store: Store, folder: Path, file: File, rules: Rules) -> None:
        self.store = store
        self.path = folder / file.name
        self.file = file
        self.rules = rules

    def messages(self) -> Iterator[str]:
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            packed = any(self.path.with_name(self.path.name + suffix).exists() for suffix in PACKED)
            if self.file.committed and not packed:
                yield self._lost("is gone")
            return
        if size < self.file.committed:
            yield self._lost("was cut short")
        elif size > self.file.committed:
            yield from self._adopted(size)

    def _lost(self, what: str) -> str:
        length, lines = self._whole()
        threads = self.store.lose(self.file, length, again=self.rules.again)
        self.store.extend(replace(self.file, committed=length, lines=lines))
        then = "are harvested again" if self.rules.again else "count as harvested"
        return f"{self.path} {what}: {threads} articles in it {then} (HARVESTER_LOST_LINES)"

    def _whole(self) -> tuple[int, int]:
        """Cut a torn line off the end; returns how many bytes and lines are left."""
        length = lines = 0
        if self.path.exists():
            with self.path.open("r+b") as file:
                for raw in file:
                    whole = raw.endswith(b"\n")
                    length, lines = length + len(raw) * whole, lines + whole
                file.truncate(length)
                os.fsync(file.fileno())
        return length, lines

    def _adopted(self, size: int) -> Iterator[str]:
        # A file of which nothing was committed may be another's, whole: a line in it that says nothing to us stays.
        strange = self.file.committed == 0
        adopted, skipped, end, lines = 0, 0, self.file.committed, self.file.lines
        with self.path.open("r+b") as file:
            file.seek(end)
            for raw in file:
                known = _article(raw)
                if known is None and not (strange and raw.endswith(b"\n")):
                    break
                end, lines = end + len(raw), lines + 1
                if known is None:
                    skipped += 1
                    continue
                adopted += self._adopt(known, end)
                if adopted % _COMMIT_EVERY == 0:
                    self.store.extend(replace(self.file, committed=end, lines=lines))
            file.truncate(end)
            os.fsync(file.fileno())
        self.store.extend(replace(self.file, committed=end, lines=lines))
        if adopted:
            yield f"{self.path}: {adopted} articles were written before a crash, and are kept"
        if skipped:
            yield f"{self.path}: {skipped} lines are no articles, and are left as they are"
        if end < size:
            yield f"{self.path}: a torn end of {size - end} bytes was cut off; its articles are harvested again"

    def _adopt(self, line: dict[str, Any], end: int) -> int:
        known = self.store.thread(line["tid"]) or Known(line["tid"])
        if line["revision"] < known.revision and known.file is not None:
            return 0
        known = replace(known, visited=_seconds(line["harvested"]), revision=line["revision"], reason=None)
        if line.get("kind") == GONE:
            self.store.put(replace(known, state=GONE, next_visit=None))
            return 1
        self.store.keep_turn(known.tid, turn_of(known.tid, line["title"], line["text"], line["published"]))
        self.store.put(
            replace(
                known,
                fid=known.fid or line["board"]["fid"],
                state=HARVESTED,
                next_visit=next_visit(_seconds(line["published"]), known.visited or 0, self.rules.recheck),
                text_hash=text_hash(line["text"]),
                field_hashes=field_hashes(line),
                file=self.file.id,
                line_end=end,
            )
        )
        return 1


def _article(raw: bytes) -> dict[str, Any] | None:
    """What a whole line says of a thread; ``None`` where it is torn or no line of ours."""
    if not raw.endswith(b"\n"):
        return None
    try:
        line = json.loads(raw)
        whole = isinstance(line["tid"], int) and isinstance(line["revision"], int) and bool(line["harvested"])
        return line if whole and (line.get("kind") == GONE or field_hashes(line)) else None
    except (ValueError, LookupError, TypeError):
        return None


def _seconds(time: str | None) -> int | None:
    return int(datetime.fromisoformat(time).astimezone(UTC).timestamp()) if time else None


def _span(seconds: int) -> str:
    return f"{seconds // 86400} days" if seconds >= 2 * 86400 else f"{seconds // 60} minutes"
