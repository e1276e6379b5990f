"""``corrections.ndjson``: people's corrections of articles, kept apart from what the forum says, and applied to it.

A line is one correction of one field, numbered by thread; the last one of a field that was not undone counts. It has
the hash of the forum's text at that time, so that a later change of the text is noticed.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from pathlib import Path
from typing import Self

from harvester.disk.lines import LineFile
from harvester.site_folder import articles
from harvester.site_folder.articles import Line
from harvester.text.edits import Repair, compose, revert

NAME = "corrections.ndjson"
#: The fields that can be corrected.
FIELDS = ("title", "text")
#: Its kind in the log of repairs.
KIND = "correction"


@dataclass(frozen=True, slots=True)
class Correction:
    """``value``: what ``field`` says from now on; ``of``: the hash of what it said; ``undone``: when it was undone."""

    tid: int
    number: int
    at: str
    by: str
    field: str
    of: str
    value: str
    undone: str | None = None

    @property
    def last(self) -> str:
        """When it was made or, later, undone."""
        return max(self.at, self.undone or "")


def hash_of(text: str) -> str:
    """The hash by which a text is recognised.

    >>> hash_of("标题")
    'c3405f8c7d9d392a'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def corrections(folder: Path) -> dict[int, list[Correction]]:
    """The corrections of a site by thread, in order, including undone ones. Raises :class:`OSError`.

    A line that is torn, or was turned into something else, is left out.
    """
    found: dict[int, dict[int, Correction]] = defaultdict(dict)
    path = folder / NAME
    for raw in path.read_bytes().splitlines() if path.exists() else ():
        with suppress(ValueError, TypeError, RecursionError):
            each = _of(raw)
            found[each.tid][each.number] = each  # one that was undone is written again
    return {tid: list(numbered.values()) for tid, numbered in found.items()}


def _of(raw: bytes) -> Correction:
    """The correction on a line. Raises :class:`ValueError` or :class:`TypeError` where it is not one."""
    made = Correction(**json.loads(raw))
    datetime.fromisoformat(made.last)
    if made.field not in FIELDS or not isinstance(made.value, str) or not isinstance(made.tid + made.number, int):
        raise ValueError("no correction")
    return made


def add(folder: Path, made: Iterable[Correction]) -> None:
    """Add corrections; they are on the disk when this returns. Raises :class:`OSError`."""
    path = folder / NAME
    if path.exists() and path.stat().st_size and not path.read_bytes().endswith(b"\n"):
        with path.open("ab") as file:  # somebody edited it, or a crash tore its last line
            file.write(b"\n")
            os.fsync(file.fileno())
    lines = LineFile(path)
    try:
        for each in made:
            lines.write(asdict(each))
        lines.sync()
    finally:
        lines.close()


def undo(folder: Path, correction: Correction, at: str) -> None:
    """Undo a correction. Raises :class:`OSError`."""
    add(folder, [replace(correction, undone=at)])


def in_force(made: Iterable[Correction]) -> dict[str, Correction]:
    """The correction that counts, by field."""
    return {each.field: each for each in made if each.undone is None}


def laid_over(line: Line, made: Iterable[Correction]) -> Line:
    """A line as people corrected it: ``corrected`` says what, and the log of repairs includes it.

    A correction stays even if what it corrects has changed since, in the forum or by hand, and says so (``outdated``).
    """
    marks = []
    for field, each in sorted(in_force(made).items()):
        before = line[field]
        marks.append({"where": field, "by": each.by, "at": each.at, "outdated": hash_of(before) != each.of})
        if before != each.value:
            repairs = _logged(line, field, each)
            line = line | {field: each.value, "repairs": repairs}
    return line | {"corrected": marks} if marks else line


def _logged(line: Line, field: str, correction: Correction) -> list[Line]:
    """The log of a line's repairs with the correction, if the log fits the text; otherwise as it is."""
    own = [made for made in line["repairs"] if made["where"] == field]
    others = [made for made in line["repairs"] if made["where"] != field]
    names = [each.name for each in fields(Repair)]
    earlier = sorted((Repair(**{name: made[name] for name in names}) for made in own), key=lambda each: each.start)
    try:
        original = revert(line[field], earlier)
        log = compose(original, earlier, [_difference(line[field], correction)])
    except ValueError:
        return [*own, *others]
    return [*({"where": field, **asdict(made)} for made in log), *others]


def _difference(before: str, correction: Correction) -> Repair:
    """The stretch in which a text and its correction differ."""
    after = correction.value
    start = _shared(before, after)
    end = _shared(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    return Repair(KIND, start, old, new, "certain", 0.0, f"corrected by {correction.by}")


def _shared(one: str, other: str) -> int:
    """How many characters two texts have in common at their beginning."""
    differ = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(differ, min(len(one), len(other)))


@dataclass(frozen=True, slots=True)
class Overlay:
    """The corrections of a site, to be applied to its lines: every reader of them goes through this."""

    by_thread: Mapping[int, Sequence[Correction]]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """Those of a site's folder. Raises :class:`OSError`."""
        return cls(corrections(folder))

    def over(self, line: Line) -> Line:
        """An article's line as people corrected it."""
        made = self.by_thread.get(line["tid"])
        return laid_over(line, made) if made else line

    def changes(self, tid: int) -> int:
        """How often a thread was corrected, or a correction undone; it only grows."""
        return sum(1 + (each.undone is not None) for each in self.by_thread.get(tid, ()))

    def since(self, time: str) -> dict[int, str]:
        """The threads whose corrections changed at ``time`` (in UTC, as lines have it) or later, and when they did."""
        last = {tid: max(each.last for each in made) for tid, made in self.by_thread.items() if made}
        return {tid: at for tid, at in last.items() if at >= time}


def latest(folder: Path, among: Container[int] | None = None) -> Iterator[Line]:
    """The latest revision of each article of a site, corrected; like :func:`harvester.site_folder.articles.latest`."""
    overlay = Overlay.of(folder)
    return map(overlay.over, articles.latest(folder, among))


def conflicts(folder: Path) -> list[str]:
    """The ids of articles that have changed since a correction that counts, and differ from it.

    Reads files only where there are corrections. Raises :class:`OSError`.
    """
    made = {tid: in_force(each) for tid, each in corrections(folder).items()}
    made = {tid: counting for tid, counting in made.items() if counting}
    return [
        line["id"]
        for line in articles.latest_of(folder, made)
        if any(_conflicts(line.get(field) or "", each) for field, each in made[line["tid"]].items())
    ]


def _conflicts(text: str, correction: Correction) -> bool:
    return text != correction.value and hash_of(text) != correction.of
