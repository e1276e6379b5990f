"""The texts of a line with their repairs, and each text before these."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import fields as fields_of
from typing import Any

from harvester.text.edits import CERTAINTIES, Repair, inverted, revert

Line = dict[str, Any]
#: A stretch of a repaired text, and the repair that it came from, if any.
Piece = tuple[str, Repair | None]

_NAMES = tuple(each.name for each in fields_of(Repair))


@dataclass(frozen=True, slots=True)
class Field:
    """A text of a line: its place (``where``), the text, and the log of its repairs in the order of the text."""

    where: str
    text: str
    repairs: tuple[Repair, ...] = ()

    def pieces(self) -> list[Piece]:
        """The text cut at its repairs; a repair that removed something is an empty piece.

        Raises :class:`ValueError` if the log does not belong to this text.
        """
        self.original()
        pieces: list[Piece] = []
        position = 0
        for made, undo in zip(self.repairs, inverted(self.repairs), strict=True):
            if undo.start > position:
                pieces.append((self.text[position : undo.start], None))
            pieces.append((made.after, made))
            position = undo.end
        if position < len(self.text):
            pieces.append((self.text[position:], None))
        return pieces

    def original(self) -> str:
        """The text before its repairs: the log run backwards. Raises :class:`ValueError` as :meth:`pieces` does."""
        return revert(self.text, self.repairs)


def fields(line: Line) -> Iterator[Field]:
    """The texts of a line that repairs are made in: title, author, editor, text, and its replies' ones."""
    log: dict[str, list[Repair]] = {}
    for made in line.get("repairs") or ():
        log.setdefault(made["where"], []).append(_repair(made))
    for where, text in _texts(line):
        if text is not None:
            yield Field(where, text, tuple(sorted(log.get(where, ()), key=lambda repair: repair.start)))


def _repair(made: dict[str, Any]) -> Repair:
    """A repair of a line. One of a certainty that there is not counts as the least certain."""
    values = {name: made[name] for name in _NAMES}
    if values["certainty"] not in CERTAINTIES:
        values["certainty"] = CERTAINTIES[-1]
    return Repair(**values)


def _texts(line: Line) -> Iterator[tuple[str, str | None]]:
    yield "title", line.get("title")
    yield "author.name", _of(line.get("author"), "name")
    yield "edited.by", _of(line.get("edited"), "by")
    yield "text", line.get("text")
    for number, reply in enumerate(line.get("replies") or ()):
        yield f"replies[{number}].author.name", _of(reply.get("author"), "name")
        yield f"replies[{number}].text", reply.get("text")
        yield from _ratings(reply, f"replies[{number}].ratings")
    for number, link in enumerate(line.get("links") or ()):
        yield f"links[{number}].text", link.get("text")
    yield from _ratings(line, "ratings")
    for number, struck in enumerate(line.get("struck") or ()):
        yield f"struck[{number}].text", struck.get("text")


def _ratings(holder: dict[str, Any], where: str) -> Iterator[tuple[str, str | None]]:
    for number, rating in enumerate(holder.get("ratings") or ()):
        yield f"{where}[{number}].author.name", _of(rating.get("author"), "name")
        yield f"{where}[{number}].text", rating.get("text")


def _of(holder: dict[str, Any] | None, name: str) -> str | None:
    return holder.get(name) if holder else None
