"""One output file compared with what the store says: whole lines are kept, a torn end is cut off, losses are reported.

A file that has its old length and time of change is taken to be as it was. Any other is read
(:mod:`harvester.site_folder.comparison`): a crash, a disk or a person changed it. Whole lines are never cut. A packed
file counts with the length, the lines and the line ends of the plain one that was packed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from harvester.disk.files import WholeFile
from harvester.site_folder import articles, ledger, packing
from harvester.site_folder.comparison import Comparison, Found, Strange, named
from harvester.site_folder.options import Rules
from harvester.site_folder.purging import purge
from harvester.store.records import GONE, File
from harvester.store.sqlite import Store
from harvester.visits.digest import line_hash


class Agreement:
    """Makes the store agree with one file in a site's folder. ``now``: seconds since 1970."""

    def __init__(self, store: Store, folder: Path, file: File, rules: Rules, now: int) -> None:
        self.store = store
        self.path = folder / file.name
        self.file = file
        self.rules = rules
        self.now = now
        self._damaged = False

    def messages(self) -> Iterator[str]:
        """Make them agree; yields a line for the user about each thing that did not.

        Raises :class:`OSError` or :class:`~harvester.store.interface.StoreError` where that can't be done.
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
            tids = [tid for tid, _ in self.store.standing(self.file)]
            self.file = replace(self.file, committed=0, lines=0, packed=None, packed_bytes=None, modified=None)
            self.store.extend(self.file)
            yield self._lost(tids, f"{self.path} is gone")

    # --- packed -----------------------------------------------------------------------

    def _unpacked(self) -> None:
        """The user unpacked the file: it is a plain one again."""
        if self.file.packed:
            self.file = replace(self.file, packed=None, packed_bytes=None, modified=0)
            self.store.extend(self.file)

    def _both(self, packed: Path) -> Iterator[str]:
        """A packed file is there as a plain one too: a crash came before that was removed, or a user put it there."""
        try:
            whole = packed.stat().st_size == self.file.packed_bytes
            same = whole and packing.same(self.path, packed)
        except packing.READ_ERRORS as error:
            _raise_of_disk(error)
            whole = same = False
        if not whole:
            yield self._aside(packed)
            self._unpacked()
        elif same:
            packing.remove(self.path)
        elif ledger.is_earlier(self.store, self.file, self.path):
            packing.remove(self.path)
            yield f"{self.path} was an older copy of what is in {packed.name}: it is removed"
        else:
            yield f"{self.path} differs from {packed.name}, which counts: move one of the two away"

    def _packed(self, packed: Path) -> Iterator[str]:
        """A packed file stands for the plain one."""
        if self._as_it_was(packed, self.file.packed_bytes):
            return
        comparison = self._comparison()
        try:
            with articles.opened(packed) as lines:
                found = comparison.read(lines)
            whole = not found.torn and (found.length > 0 or not self.file.committed)
        except packing.READ_ERRORS as error:
            _raise_of_disk(error)
            whole = False
        if whole and found.buried:
            yield self._purged(packed)
            yield from self._packed(articles.packed_copy(self.path) or packed)
            return
        if not whole:
            self._damaged = True
            yield from self._salvaged(packed, self._sound)
        elif comparison.broken():
            yield from self._salvaged(packed, lambda _: True)
        else:
            yield from self._settled(comparison, packed)
            self.file = packing.note(self.store, self.file, packed, self.now)
            self._keep_commit(comparison, packed)

    def _salvaged(self, packed: Path, sound: Callable[[bytes], bool]) -> Iterator[str]:
        """Set a damaged packed file aside, and keep the sound lines that can be read from it as a plain file."""
        output = WholeFile(self.path)
        try:
            for raw in _readable(packed):
                if sound(raw):
                    output.write(raw)
            output.commit()
        except BaseException:
            output.discard()
            raise
        yield self._aside(packed)
        self._unpacked()
        yield from self._plain()

    def _sound(self, raw: bytes) -> bool:
        """Whether a line of a damaged file is a line, and the one that was written, as far as the store knows."""
        try:
            line = named(raw)
        except ValueError:
            return False
        known = self.store.thread(line["tid"])
        hashed = self.store.place(line["tid"]).hash
        if known is None:  # the store knows all threads of a file that it committed
            return not self.file.committed
        if hashed is None or line.get("kind") == GONE:
            return True
        return known.revision != line["revision"] or hashed == line_hash(raw)

    def _aside(self, packed: Path) -> str:
        """Rename a damaged packed file."""
        aside = packed.with_name(f"{packed.name}.damaged-{self._stamp}")
        packed.rename(aside)
        return f"{packed} is damaged: it is kept as {aside.name}, and what could be read of it as {self.path.name}"

    @property
    def _stamp(self) -> str:
        return f"{datetime.fromtimestamp(self.now, UTC):%Y%m%dT%H%M%S}"

    # --- plain ------------------------------------------------------------------------

    def _plain(self) -> Iterator[str]:
        if self._as_it_was(self.path, self.file.committed):
            return
        comparison = self._comparison()
        with self.path.open("rb") as lines:
            found = comparison.read(lines)
        if found.buried:
            yield self._purged(self.path)
            yield from self._plain()
            return
        broken = comparison.broken()
        lost = comparison.threads_of(broken)
        self.store.lose(sorted(lost))
        yield from self._settled(comparison, self.path, len(broken))
        if found.torn or found.unended or found.holes or broken:
            # First: the mended file no longer shows what was lost and what was removed.
            self.store.save(self.now)
            _mend(self.path, found)
        if broken:
            yield self._set_aside(broken, len(lost))
            comparison = self._comparison()
            with self.path.open("rb") as lines:
                found = comparison.read(lines)
            comparison.settle()
            self.file = replace(self.file, committed=found.length, lines=found.lines)
        self._note(self.path)
        self._keep_commit(comparison, self.path)

    def _purged(self, path: Path) -> str:
        """Remove lines that came back although their articles were removed for good."""
        count = purge(path, self.store.buried())
        return f"{path}: {count} lines of articles that were removed came back, and are removed again"

    def _set_aside(self, broken: list[Strange], lost: int) -> str:
        """Move broken lines out of the file into another one next to it."""
        aside = self.path.with_name(f"{self.path.name}.damaged-{self._stamp}")
        starts = {each.start for each in broken}
        taken, left = WholeFile(aside), WholeFile(self.path)
        try:
            with self.path.open("rb") as lines:
                at = 0
                for raw in lines:
                    (taken if at in starts else left).write(raw)
                    at += len(raw)
            taken.commit()
            left.commit()
        finally:
            taken.discard()
            left.discard()
        then = f"; {lost} articles are harvested again" if lost else ""
        return f"{self.path}: {len(broken)} lines can't be read, and are kept as {aside.name}{then}"

    def _keep_commit(self, comparison: Comparison, path: Path) -> None:
        """Note what the file holds now, if that differs from its last commit."""
        last = self.store.last_commit(self.file)
        if last is None or comparison.reread.commit is None or last.length != self.file.committed:
            ledger.begin(self.store, self.file, path, ended=True)

    def _as_it_was(self, path: Path, size: int | None) -> bool:
        """Whether nobody has touched the file since the store noted it."""
        status = path.stat()
        if status.st_size == size and self.file.modified is None and self.file.committed:
            self._note(path)
        return (status.st_size, status.st_mtime_ns) == (size, self.file.modified)

    def _note(self, path: Path) -> None:
        self.file = replace(self.file, modified=path.stat().st_mtime_ns)
        self.store.extend(self.file)
        self.store.end_commit(self.file)

    # --- lines ------------------------------------------------------------------------

    def _comparison(self) -> Comparison:
        return Comparison(self.store, self.file, self.rules.recheck)

    def _settled(self, comparison: Comparison, path: Path, broken: int = 0) -> Iterator[str]:
        """Bring the store up to date with what was found in ``path``; yields a line for the user about each thing.

        ``broken``: how many lines are set aside, which the caller reports.
        """
        found = comparison.found
        lost, removed = self._lost_or_removed(comparison, path)
        comparison.settle()
        self.store.remove(removed)
        self.file = replace(self.file, committed=found.length, lines=found.lines)
        self.store.extend(self.file)
        if found.adopted:
            yield f"{path}: {found.adopted} articles were written before a crash, and are kept"
        if left := len(found.strange) - broken:
            yield f"{path}: {left} lines are not articles, and are left as they are"
        if what := _by_hand(found, len(removed)):
            yield f"{path} was changed by hand ({what}), and stays as it is now"
        if lost:
            yield self._lost(lost, f"{path} was cut short")
        elif found.torn:
            yield f"{path}: a torn end of {found.torn} bytes was cut off; its articles are harvested again"

    def _lost_or_removed(self, comparison: Comparison, path: Path) -> tuple[list[int], list[int]]:
        """Which threads lost their lines, and whose lines somebody removed."""
        missing = comparison.missing()
        if self._damaged:
            return missing.within + missing.behind, []
        if self._cut_short(comparison, path):
            return missing.behind, missing.within
        return [], missing.within + missing.behind

    def _cut_short(self, comparison: Comparison, path: Path) -> bool:
        """Whether what is missing at the end of ``path`` was lost rather than removed by hand.

        It was lost if the end is torn, if nothing is left, or if the file is an older copy of itself: if it was last
        changed before the store noted it, or is as it was when a run ended. (It is as it was in the middle of a run
        also if somebody removed its last lines.)
        """
        found, commit = comparison.found, comparison.reread.commit
        if found.torn or not found.length or path.stat().st_mtime_ns < (self.file.modified or 0):
            return True
        if self.store.last_commit(self.file) is None:
            return self.store.ended(self.file, found.length)
        return commit is not None and commit.ended

    def _lost(self, tids: list[int], what: str) -> str:
        if self.rules.again:
            self.store.lose(tids)
        else:
            self.store.remove(tids)
        then = "are harvested again" if self.rules.again else "count as harvested"
        return f"{what}: {len(tids)} articles in it {then} (HARVESTER_LOST_LINES)"


def _raise_of_disk(error: Exception) -> None:
    """Raise ``error`` if it is the disk's; damaged content is not."""
    if getattr(error, "errno", None):
        raise error


def _by_hand(found: Found, removed: int) -> str:
    """What a person did to a file; empty where nothing was done."""
    counts = {
        "edited": found.edited,
        "removed": removed,
        "put in": found.put_in,
        "there twice": found.twice,
    }
    listed = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"articles: {listed}" if listed else "lines moved" * (found.moved and not found.strange)


def _mend(path: Path, found: Found) -> None:
    """Cut off a torn end, end the last line, and turn lines that are holes into blank ones."""
    with path.open("r+b") as file:
        if found.torn:
            file.truncate(found.length)
        if found.unended:
            file.seek(0, os.SEEK_END)
            file.write(b"\n")
        for begin, end in found.holes:
            file.seek(begin)
            file.write(b" " * (end - begin))
        file.flush()
        os.fsync(file.fileno())


def _readable(packed: Path) -> Iterator[bytes]:
    """The whole lines of a packed file up to where it is damaged."""
    try:
        with articles.opened(packed) as lines:
            for raw in lines:
                if raw.endswith(b"\n"):
                    yield raw
    except packing.READ_ERRORS:
        return
