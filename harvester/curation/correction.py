"""Articles corrected by a person: by field, one repair at a time, or in an editor."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from harvester.show.fields import fields
from harvester.site_folder import articles
from harvester.site_folder.articles import Line
from harvester.site_folder.corrections import (
    FIELDS,
    Correction,
    add,
    corrections,
    hash_of,
    in_force,
    laid_over,
    undo,
)
from harvester.site_folder.tombstones import buried
from harvester.text.edits import Repair, apply, revert


class CorrectionError(Exception):
    """It can't be corrected that way; the message says why in one line."""


class Correcting:
    """The corrections of one article in a site's ``folder``; ``by`` is who makes them.

    Raises :class:`CorrectionError` where there is no such article, OSError or ValueError where a file can't be read.
    """

    def __init__(self, folder: Path, tid: int, by: str) -> None:
        self.folder = folder
        self.tid = tid
        self.by = by
        lines = (line for path in articles.files(folder) for line in articles.lines_of(path))
        own = [line for line in lines if line.get("kind") == "article" and line.get("tid") == tid]
        if not own or tid in buried(folder):
            raise CorrectionError(f"there is no article {folder.name}:{tid}")
        self.line: Line = max(own, key=lambda line: line["revision"])
        self.made = corrections(folder).get(tid, [])

    @property
    def now(self) -> Line:
        """The article as corrected so far."""
        return laid_over(self.line, self.made)

    def put(self, values: Mapping[str, str]) -> list[Correction]:
        """Note what fields say from now on; returns the corrections, none where the fields say that already.

        Raises :class:`CorrectionError` for a field that can't be corrected.
        """
        if wrong := [name for name in values if name not in FIELDS]:
            raise CorrectionError(f"{wrong[0]} can't be corrected; only {' and '.join(FIELDS)} can")
        at = datetime.now(UTC).isoformat(timespec="seconds")
        number = max((each.number for each in self.made), default=0)
        new = []
        for field, value in values.items():
            if self.now[field] != value:
                number += 1
                of = hash_of(self.line[field])
                new.append(Correction(self.tid, number, at, self.by, field, of, value))
        if new:
            add(self.folder, new)
            self.made = [*self.made, *new]
        return new

    def repair(self, number: int, after: str | None) -> list[Correction]:
        """Have one repair of title or text (by its place in the log, from 1) give ``after``; ``None``: undo it.

        Raises :class:`CorrectionError` where there is no such repair, or the log does not fit the text.
        """
        made = self.line["repairs"]
        if not 1 <= number <= len(made):
            raise CorrectionError(f"there is no repair {number}; the article has {len(made)}")
        where = made[number - 1]["where"]
        if where not in FIELDS:
            raise CorrectionError(f"repair {number} is in {where}: only {' and '.join(FIELDS)} can be corrected")
        chosen = (made[number - 1]["start"], made[number - 1]["before"])
        field = next(each for each in fields(self.line) if each.where == where)
        try:
            original = revert(field.text, field.repairs)
            changed = [
                _with(each, each.before if after is None else after) if (each.start, each.before) == chosen else each
                for each in field.repairs
            ]
            return self.put({where: apply(original, changed)})
        except ValueError as error:
            raise CorrectionError(f"the log of repairs does not fit the {where}: {error}") from error

    def undo(self, number: int) -> Correction:
        """Undo a correction. Raises :class:`CorrectionError` where no correction of that number is in force."""
        found = next((each for each in self.made if each.number == number and each.undone is None), None)
        if found is None:
            raise CorrectionError(f"there is no correction {number} of {self.line['id']} that could be undone")
        undo(self.folder, found, datetime.now(UTC).isoformat(timespec="seconds"))
        return found

    def edit(self) -> list[Correction]:
        """Have the person edit the title (the first line) and the text (from the third on) in ``$EDITOR``.

        Raises :class:`CorrectionError` where the editor fails, or the title is gone.
        """
        editor = shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi")
        line = self.now
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"{self.tid}.txt"
            path.write_text(f"{line['title']}\n\n{line['text']}\n", encoding="utf-8", errors="surrogatepass")
            try:
                done = subprocess.run([*editor, str(path)], check=False)  # noqa: S603 - the user's own editor
            except OSError as error:
                raise CorrectionError(f"the editor could not be started: {error} (set EDITOR)") from error
            if done.returncode:
                raise CorrectionError(f"{editor[0]} ended with {done.returncode}: nothing was changed")
            title, _, rest = path.read_text(encoding="utf-8", errors="surrogatepass").partition("\n")
        text = rest.removeprefix("\n").rstrip("\n")
        if not title.strip():
            raise CorrectionError("the title, the first line, is empty: nothing was changed")
        return self.put({"title": title, "text": text if text != line["text"].rstrip("\n") else line["text"]})


def _with(repair: Repair, after: str) -> Repair:
    return replace(repair, after=after)


def listed(folder: Path) -> Iterator[str]:
    """The corrections of a site, one a line: article, number, field, when, who, and whether it counts."""
    made = corrections(folder)
    for line in articles.latest(folder):
        counting = in_force(made.get(line["tid"], ()))
        for each in made.get(line["tid"], ()):
            state = "undone" if each.undone else "replaced" if counting[each.field] != each else "in force"
            if state == "in force" and hash_of(line[each.field]) != each.of:
                state = f"in force, but the harvested {each.field} has changed since"
            yield f"{line['id']}  {each.number}  {each.field}  {each.at}  {each.by}  {state}"
