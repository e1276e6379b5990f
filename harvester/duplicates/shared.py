"""The index of texts in a database, which all crawls on all machines share. It does what the catalogue does.

A text becomes visible to others when the crawl that wrote it commits its line. Until then the crawls of its own
process know it: texts that are posted twice are often harvested one after the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol

from harvester.duplicates.catalogue import CANDIDATES, MOST_BY_KEY, CatalogueEntry, least
from harvester.duplicates.sketch import Sample, Sketch, keys_of, likeness
from harvester.store.postgres.compared import ADD, DROP_KEYS, NEAR

#: Texts of this process that are known before they are committed: those of some seconds, of 40 sites.
_RECENT: Final = 256
#: What a text that is too short to be compared is in the index, so that it is not looked at again.
SHORT: Final = Sketch(0, Sample(frozenset(), 1), Sample(frozenset(), 1))


class Statements(Protocol):
    """A site's store in a database, for whoever has statements of their own in its transactions."""

    @property
    def number(self) -> int:
        """The site's id in the tables."""
        ...

    async def asked(self, select: str, *values: Any) -> list[tuple[Any, ...]]:  # noqa: ANN401 - whatever a column takes
        """What was committed. Raises :class:`~harvester.store.interface.StoreError`."""
        ...

    def note_statement(self, statement: str, *values: Any) -> None:  # noqa: ANN401 - as above
        """Note a statement for the next commit. Raises :class:`~harvester.store.interface.StoreError`."""
        ...


@dataclass(frozen=True, slots=True)
class FirstCopy:
    """The first article of the group that a text is a copy of; ``likeness``: how much of the text they share."""

    id: str
    likeness: float


@dataclass(frozen=True, slots=True)
class _Recent:
    root: str
    sketch: Sketch
    keys: frozenset[int]


class SharedIndex:
    """The index of one database, as the crawls of a process use it."""

    def __init__(self) -> None:
        self._recent: dict[str, _Recent] = {}

    async def find(self, store: Statements, id_: str, sketch: Sketch) -> FirstCopy | None:
        """The article that ``id_`` is a copy of, among those harvested before it.

        Raises :class:`~harvester.store.interface.StoreError`.
        """
        keys = keys_of(sketch.runs)
        self._recent[id_] = _Recent(id_, sketch, frozenset(keys))  # a copy that comes before the answer finds this one
        if len(self._recent) > _RECENT:
            del self._recent[next(iter(self._recent))]
        rows = await store.asked(NEAR, *near(id_, sketch))
        found = first_copy(rows, sketch) or _first(self._before(id_, keys), sketch)
        if found is not None and id_ in self._recent:
            self._recent[id_] = replace(self._recent[id_], root=found.id)
        return found

    def add(self, store: Statements, tid: int, entry: CatalogueEntry, match: FirstCopy | None) -> None:
        """Add an article or its later revision, with the next commit of its site.

        Raises :class:`~harvester.store.interface.StoreError`.
        """
        for statement, values in adding(store.number, tid, entry, match):
            store.note_statement(statement, *values)

    def drop(self, id_: str) -> None:
        """Forget an article that was not written."""
        self._recent.pop(id_, None)

    def _before(self, id_: str, keys: list[int]) -> Iterable[tuple[str, Sketch]]:
        needed = least(keys)
        for other, each in self._recent.items():
            if other == id_:
                return
            if len(each.keys.intersection(keys)) >= needed:
                yield each.root, each.sketch


def near(id_: str, sketch: Sketch) -> tuple[list[int], str, int, int]:
    """The values of the query for texts that may be the same."""
    keys = keys_of(sketch.runs)
    return keys, id_, least(keys), CANDIDATES


def first_copy(rows: Iterable[tuple[Any, ...]], sketch: Sketch) -> FirstCopy | None:
    """What the rows of that query say of a text."""
    return _first(((root, _sketch(*columns)) for root, *columns in rows), sketch)


def adding(
    site: int, tid: int, entry: CatalogueEntry, match: FirstCopy | None
) -> list[tuple[str, tuple[int | str | bytes | list[int], ...]]]:
    """The statements that add an article, and their values."""
    sketch, root = entry.sketch, match.id if match else entry.id
    columns = sketch.letters, sketch.runs.packed(), sketch.numbers.packed(), keys_of(sketch.runs)
    added = (ADD, (entry.id, entry.revision, root, *columns, site, tid, MOST_BY_KEY))
    return [(DROP_KEYS, (site, tid)), added] if entry.revision > 1 else [added]


def _first(candidates: Iterable[tuple[str, Sketch]], sketch: Sketch) -> FirstCopy | None:
    """The first root with a text like this one, and the most that a text of its group shares."""
    found: FirstCopy | None = None
    for root, other in candidates:
        likely = likeness(sketch, other)
        if likely is not None and (found is None or (found.id == root and likely > found.likeness)):
            found = FirstCopy(root, likely)
    return found


def _sketch(letters: int, runs: bytes, numbers: bytes) -> Sketch:
    return Sketch(letters, Sample.unpacked(runs), Sample.unpacked(numbers))


_shared: dict[str, SharedIndex] = {}


def shared(database: str) -> SharedIndex:
    """The index of a database, one for all crawls of this process."""
    return _shared.setdefault(database, SharedIndex())
