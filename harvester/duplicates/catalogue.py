"""The texts of a whole harvest, with all its sites, for finding copies: one SQLite file for many runs.

It is made from the lines and can be made from them again: a damaged file is set aside, and the next run adds from the
lines what a crash left out. Nothing else depends on it.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final

from harvester.disk.database import DamagedError, Database, NewerError, StoreError
from harvester.duplicates.sketch import Sample, Sketch, keys_of, likeness

#: The index of all texts, in ``HARVESTER_DIR``.
FILE: Final = "duplicates.sqlite"
#: Texts kept for one key: a key in more texts than this is in all of them (a site's disclaimer), and proves nothing.
MOST_BY_KEY: Final = 60
#: Texts that are compared at most: those that share most keys.
CANDIDATES: Final = 20


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An article to be kept; ``published`` is ISO 8601."""

    id: str
    revision: int
    published: str | None
    sketch: Sketch


@dataclass(frozen=True, slots=True)
class Match:
    """The first article of the group that another one is a copy of; ``likeness``: how much of the text they share."""

    root: int
    id: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Copy:
    """An article of a group of copies; ``likeness`` is 1 for the first."""

    id: str
    published: str | None
    letters: int
    likeness: float


class Catalogue(Database):
    """Texts by their sketches.

    A power cut may cost the last articles added, which are read in again from the lines.
    """

    migrations = files("harvester.duplicates") / "migrations"
    noun = "index of texts"
    busy = 30.0  # other runs write to it, too
    cache = 64_000
    synchronous = "NORMAL"

    def __init__(self, path: Path | None) -> None:
        """Open the index at ``path``, or a temporary one. A damaged or newer one is set aside, and a new one made.

        Raises :class:`~harvester.disk.database.StoreError` or :class:`OSError` if that fails.
        """
        self.messages: list[str] = []
        self.every = 1
        self._waiting = 0
        try:
            super().__init__(path)
        except (DamagedError, NewerError) as error:
            why = "was made by a newer Harvester" if isinstance(error, NewerError) else "is damaged"
            aside = self.set_aside()
            self.messages.append(f"the {self.noun} {why}: it is kept as {aside}, and made anew from the articles")
            super().__init__(path)

    def set_aside(self) -> str:
        """Close a damaged index, and rename it so that a new one can be made; returns its new name.

        Raises :class:`~harvester.disk.database.StoreError` or :class:`OSError` if that fails.
        """
        self.close()
        if self.path is None:
            raise StoreError("a temporary index is damaged")
        aside = self.path.with_name(f"{self.path.name}.damaged")
        for suffix in ("", "-wal", "-shm"):
            beside = self.path.with_name(self.path.name + suffix)
            if beside.exists():
                beside.rename(aside.with_name(aside.name + suffix))
        return str(aside)

    # --- texts ------------------------------------------------------------------------

    def find(self, id_: str, sketch: Sketch) -> Match | None:
        """The article that ``id_`` is a copy of, among those added before it; ``None`` if there is none."""
        own = self._rows("SELECT number FROM text WHERE id = ?", id_)
        before = own[0][0] if own else 1 << 62
        found = [
            (root, likely)
            for root, other in self._candidates(sketch, before)
            if (likely := likeness(sketch, other)) is not None
        ]
        if not found:
            return None
        root = min(root for root, _ in found)
        name = self._rows("SELECT id FROM text WHERE number = ?", root)[0][0]
        return Match(root, name, max(likely for each, likely in found if each == root))

    def add(self, entry: CatalogueEntry, match: Match | None) -> None:
        """Add an article or its later revision, with what it is a copy of; commits after each ``every`` articles."""
        self._begin()
        try:
            self._add(entry, match)
        except BaseException:
            with suppress(StoreError):
                self._roll_back()
            raise
        self._waiting += 1
        if self._waiting >= self.every:
            self.commit()

    def commit(self) -> None:
        """Make what was added visible to others."""
        self._commit()
        self._waiting = 0

    def remove(self, id_: str) -> bool:
        """Forget an article; its oldest copy becomes the first of the group. Returns whether it was there."""
        row = next(iter(self._rows("SELECT number, runs FROM text WHERE id = ?", id_)), None)
        if row is None:
            return False
        number, runs = row
        keys = keys_of(Sample.unpacked(runs))
        self._write_all("DELETE FROM key WHERE hash = ? AND number = ?", [(key, number) for key in keys])
        self._write("DELETE FROM text WHERE number = ?", number)
        (following,) = self._rows("SELECT min(number) FROM text WHERE root = ?", number)[0]
        if following is not None:
            self._write("UPDATE text SET root = ? WHERE root = ?", following, number)
        self.commit()
        return True

    def revision(self, id_: str) -> int:
        """The revision of an article in the index; 0 if it is not there."""
        return int(next(iter(self._rows("SELECT revision FROM text WHERE id = ?", id_)), (0,))[0])

    def count(self) -> int:
        """The number of articles in the index."""
        return int(self._rows("SELECT count(*) FROM text")[0][0])

    def groups(self) -> Iterator[list[Copy]]:
        """The groups of articles that are copies of one another, each in the order of harvest."""
        select = (
            "SELECT root, id, published, letters, likeness FROM text "
            "WHERE root IN (SELECT root FROM text GROUP BY root HAVING count(*) > 1) ORDER BY root, number"
        )
        group: list[Copy] = []
        current = None
        for root, *values in self._rows(select):
            if root != current and group:
                yield group
                group = []
            current = root
            group.append(Copy(*values))
        if group:
            yield group

    # --- files ------------------------------------------------------------------------

    def has_file(self, path: str, size: int) -> bool:
        """Whether all lines of a file with this size were added."""
        return self._rows("SELECT size FROM file WHERE path = ?", path) == [(size,)]

    def keep_file(self, path: str, size: int) -> None:
        """Note that all lines of a file with this size were added."""
        self._write("INSERT OR REPLACE INTO file VALUES (?, ?)", path, size)
        self.commit()

    # --- inside -----------------------------------------------------------------------

    def _candidates(self, sketch: Sketch, before: int) -> Iterator[tuple[int, Sketch]]:
        keys = keys_of(sketch.runs)
        marks = ", ".join("?" * len(keys))
        select = (
            "SELECT root, letters, runs, numbers FROM text JOIN ("  # noqa: S608 - marks only
            f"SELECT number FROM key WHERE hash IN ({marks}) AND number < ? "
            f"GROUP BY number HAVING count(*) >= {least(keys)} "
            f"ORDER BY count(*) DESC, number LIMIT {CANDIDATES}) USING (number)"
        )
        for root, letters, runs, numbers in self._rows(select, *keys, before):
            yield root, Sketch(letters, Sample.unpacked(runs), Sample.unpacked(numbers))

    def _add(self, entry: CatalogueEntry, match: Match | None) -> None:
        sketch = entry.sketch
        number = self._number(entry.id)
        root, likely = (match.root, match.likeness) if match else (number, 1.0)
        values = (number, entry.id, entry.revision, entry.published, root, likely, sketch.letters)
        put = "INSERT OR REPLACE INTO text VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
        self._write(put, *values, sketch.runs.packed(), sketch.numbers.packed())
        self._write_all(
            f"INSERT INTO key SELECT ?1, ?2 WHERE (SELECT count(*) FROM key WHERE hash = ?1) < {MOST_BY_KEY}",  # noqa: S608
            [(key, number) for key in keys_of(sketch.runs)],
        )

    def _number(self, id_: str) -> int:
        """The number of an article, the same for all its revisions; the keys of an earlier revision are removed."""
        old = next(iter(self._rows("SELECT number, runs FROM text WHERE id = ?", id_)), None)
        if old is None:
            return int(self._rows("SELECT coalesce(max(number), 0) + 1 FROM text")[0][0])
        keys = keys_of(Sample.unpacked(old[1]))
        self._write_all("DELETE FROM key WHERE hash = ? AND number = ?", [(key, old[0]) for key in keys])
        return int(old[0])

    def _set_up(self) -> None:
        with self._alone():
            super()._set_up()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Lock the folder: if several runs make the file at once, SQLite fails to switch to WAL instead of waiting."""
        folder = os.open(self.path.parent if self.path else os.curdir, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)


def least(keys: list[int]) -> int:
    """The least number of keys that copies share: of the 24 lowest in a text, about 7 are in a third of it."""
    return max(1, len(keys) // 8)
