"""One output file against what the store says of it: what is whole is adopted, what is torn cut off, what is lost said.

A packed file has the length, the lines and the line ends of the plain one that was packed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harvester.bulk.files import WholeFile
from harvester.folder import articles, packing
from harvester.folder.digest import field_hashes, text_hash
from harvester.news.serial import turn_of
from harvester.store import GONE, HARVESTED, File, Known, Store
from harvester.visits.schedule import next_try, next_visit


@dataclass(frozen=True, slots=True)
class Rules:
    """``again``: articles whose lines are gone are harvested again; ``recheck``: see :func:`next_visit`."""

    again: bool = True
    recheck: tuple[int, ...] = ()


@dataclass(slots=True)
class _Adopted:
    """What lines behind the committed ones came to: where they end, and how many were articles or strange."""

    end: int
    lines: int
    articles: int = 0
    strange: int = 0
    torn: bool = False


class Agreement:
    """Makes the store agree with one file in a site's folder. ``now``: seconds since 1970."""

    def __init__(self, store: Store, folder: Path, file: File, rules: Rules, now: int) -> None:
        self.store = store
        self.path = folder / file.name
        self.file = file
        self.rules = rules
        self.now = now

    def messages(self) -> Iterator[str]:
        """Put it right; yields a line for the user about each thing that was.

        Raises :class:`OSError` or :class:`~harvester.store.StoreError` where that can't be done.
        """
        packed = articles.packed_copy(self.path)
        if self.path.exists():
            if packed is None:
                self._unpacked()
            elif self.file.packed:
                yield from self._both(packed)
            if self.path.exists() and not self.file.packed:
                yield from self._plain()
        elif packed is not None:
            yield from self._packed(packed)
        elif self.file.committed:
            yield self._lost("is gone")

    # --- packed -----------------------------------------------------------------------

    def _unpacked(self) -> None:
        """The user unpacked the file: it is a plain one again."""
        if self.file.packed:
            self.file = replace(self.file, packed=None, packed_bytes=None)
            self.store.extend(self.file)

    def _both(self, packed: Path) -> Iterator[str]:
        """A file that was packed stands there plain as well: a crash came before it was removed, or a user."""
        if packed.stat().st_size != self.file.packed_bytes:
            yield self._aside(packed)
            self._unpacked()
        elif packing.same(self.path, packed):
            packing.remove(self.path)
        else:
            yield f"{self.path} differs from {packed.name}, which counts: move one of the two away"

    def _packed(self, packed: Path) -> Iterator[str]:
        """A packed file stands for the plain one."""
        if packed.stat().st_size == self.file.packed_bytes:
            return
        try:
            with articles.opened(packed) as lines:
                adopted = self._adopt_lines(lines, from_start=True)
                whole = not adopted.torn and adopted.end >= self.file.committed
        except packing.READ_ERRORS as error:
            if getattr(error, "errno", None):  # of the disk, not of what stands in the file
                raise
            whole = False
        if not whole:
            yield from self._salvaged(packed)
            return
        self.file = replace(self.file, committed=adopted.end, lines=adopted.lines)
        yield from self._said(adopted)
        self.file = packing.note(self.store, self.file, packed, self.now)

    def _salvaged(self, packed: Path) -> Iterator[str]:
        """Keep a damaged packed file aside, and the whole lines that can be read of it as a plain file."""
        output = WholeFile(self.path)
        try:
            for raw in _readable(packed):
                output.write(raw)
            output.commit()
        except BaseException:
            output.discard()
            raise
        yield self._aside(packed)
        self._unpacked()
        yield from self._plain()

    def _aside(self, packed: Path) -> str:
        """Rename a damaged packed file."""
        aside = packed.with_name(f"{packed.name}.damaged-{datetime.fromtimestamp(self.now, UTC):%Y%m%dT%H%M%S}")
        packed.rename(aside)
        return f"{packed} is damaged: it is kept as {aside.name}, and what could be read of it as {self.path.name}"

    # --- plain ------------------------------------------------------------------------

    def _plain(self) -> Iterator[str]:
        size = self.path.stat().st_size
        if size < self.file.committed:
            yield self._lost("was cut short")
        elif size > self.file.committed:
            yield from self._longer(size)

    def _lost(self, what: str) -> str:
        length, lines = self._whole()
        threads = self.store.lose(self.file, length, again=self.rules.again)
        self.file = replace(self.file, committed=length, lines=lines, packed=None, packed_bytes=None)
        self.store.extend(self.file)
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

    def _longer(self, size: int) -> Iterator[str]:
        with self.path.open("r+b") as file:
            file.seek(self.file.committed)
            adopted = self._adopt_lines(file)
            file.truncate(adopted.end)
            os.fsync(file.fileno())
        self.file = replace(self.file, committed=adopted.end, lines=adopted.lines)
        self.store.extend(self.file)
        yield from self._said(adopted)
        if adopted.end < size:
            yield f"{self.path}: a torn end of {size - adopted.end} bytes was cut off; its articles are harvested again"

    # --- lines ------------------------------------------------------------------------

    def _adopt_lines(self, lines: Iterable[bytes], *, from_start: bool = False) -> _Adopted:
        """Adopt what the store doesn't know. ``from_start``: the lines that it does know come first."""
        # A file of which nothing was committed may be another's, whole: a line in it that says nothing to us stays.
        strange = self.file.committed == 0
        committed = self.file.committed
        adopted = _Adopted(0, 0) if from_start else _Adopted(committed, self.file.lines)
        for raw in lines:
            if adopted.end < committed:
                adopted.end, adopted.lines = adopted.end + len(raw), adopted.lines + 1
                continue
            known = _article(raw)
            if known is None and not (strange and raw.endswith(b"\n")):
                adopted.torn = True
                break
            adopted.end, adopted.lines = adopted.end + len(raw), adopted.lines + 1
            if known is None:
                adopted.strange += 1
                continue
            adopted.articles += self._adopt(known, adopted.end)
        return adopted

    def _said(self, adopted: _Adopted) -> Iterator[str]:
        if adopted.articles:
            yield f"{self.path}: {adopted.articles} articles were written before a crash, and are kept"
        if adopted.strange:
            yield f"{self.path}: {adopted.strange} lines are no articles, and are left as they are"

    def _adopt(self, line: dict[str, Any], end: int) -> int:
        known = self.store.thread(line["tid"]) or Known(line["tid"])
        if line["revision"] < known.revision and known.file is not None:
            return 0
        visited = _seconds(line["harvested"]) or 0
        known = replace(known, visited=visited, revision=line["revision"], reason=None, refused=0, together=None)
        if line.get("kind") == GONE:
            self.store.put(replace(known, state=GONE, refused=1, next_visit=next_try(1, visited, alike=False)))
            return 1
        self.store.keep_turn(known.tid, turn_of(known.tid, line["title"], line["text"], line["published"]))
        self.store.put(
            replace(
                known,
                fid=known.fid or line["board"]["fid"],
                state=HARVESTED,
                next_visit=next_visit(_seconds(line["published"]), visited, self.rules.recheck),
                text_hash=text_hash(line["text"]),
                field_hashes=field_hashes(line),
                file=self.file.id,
                line_end=end,
            )
        )
        return 1


def _readable(packed: Path) -> Iterator[bytes]:
    """The whole lines of a packed file up to where it is damaged."""
    try:
        with articles.opened(packed) as lines:
            for raw in lines:
                if raw.endswith(b"\n"):
                    yield raw
    except packing.READ_ERRORS:
        return


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
