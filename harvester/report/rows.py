"""An article as it is in the page: a row for the list, and a body for when it is opened.

Both use lists instead of objects, and numbers instead of names that repeat: there may be 10,000 of them in a page.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from harvester.show.fields import Field, Line, fields
from harvester.show.says import says
from harvester.text.edits import CERTAINTIES, Repair
from harvester.text.language.readings import script_of

#: What one repair adds to an article's doubt; the list is sorted by doubt.
DOUBT = {"certain": 1, "likely": 5, "guess": 20}
#: What each lost character adds.
LOST_DOUBT = 10
#: Lost characters that count at most, so that a binary file taken for text does not hide what can be judged.
MOST_LOST = 50
#: Fields about what happened to an article later.
_NOTES = ("corrected", "duplicate_of", "continues", "continued_by")


class Names:
    """Names, numbered in the order in which they first came."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def number(self, name: Any) -> int:  # noqa: ANN401 - a string, a tuple, None
        """The number of ``name``, which must be hashable; a new name is added."""
        return self._numbers.setdefault(name, len(self._numbers))

    def all(self) -> list[Any]:
        """The names, by number."""
        return list(self._numbers)


@dataclass(slots=True)
class Tables:
    """The names that the rows of a page refer to by number."""

    sites: Names = field(default_factory=Names)
    boards: Names = field(default_factory=Names)
    kinds: Names = field(default_factory=Names)
    encodings: Names = field(default_factory=Names)

    def plain(self) -> dict[str, list[Any]]:
        """The tables as JSON values. A board is the number of its site, its own number there, and its name."""
        return {
            "sites": self.sites.all(),
            "boards": self.boards.all(),
            "kinds": self.kinds.all(),
            "encodings": self.encodings.all(),
        }


def doubt(line: Line) -> int:
    """How doubtful an article is, by the certainty of its repairs and by what is lost."""
    made = sum(DOUBT.get(repair["certainty"], DOUBT["guess"]) for repair in line["repairs"])
    return int(made) + LOST_DOUBT * min(lost(line), MOST_LOST)


def lost(line: Line) -> int:
    """The number of lost characters (U+FFFD) in an article's title and text."""
    return sum(text.count("\ufffd") for text in (line["title"], line["text"]))


def row(line: Line, tables: Tables) -> list[Any]:
    """What the list shows of an article and filters by; ``row`` in rows.js names the parts."""
    site = tables.sites.number(line["site"])
    board, author = line["board"], line["author"]
    made = Counter((repair["kind"], repair["certainty"]) for repair in line["repairs"])
    kinds = dict.fromkeys(kind for kind, _ in made)
    return [
        site,
        tables.boards.number((site, board["fid"], board["name"])),
        line["tid"],
        line["title"],
        author["name"] if author else None,
        line["published"],
        tables.encodings.number(line["encoding"]["used"]),
        doubt(line),
        lost(line),
        script_of(Counter(line["text"])),
        [[tables.kinds.number(kind), *(made[kind, certainty] for certainty in CERTAINTIES)] for kind in kinds],
    ]


def body(line: Line, tables: Tables, reasons: Names) -> dict[str, Any]:
    """What is shown of an article when it is opened.

    A text is a list of strings, which were not touched, and lists, which are repairs, in order. So the page can join
    the repaired or the original text without counting characters.
    """
    texts: dict[str, list[Any]] = {}
    loose: list[Any] = []
    for each in fields(line):
        texts[each.where], misfits = _pieces(each, tables, reasons)
        loose += misfits
    return {
        "id": line["id"],
        "url": line["url"],
        "harvested": line["harvested"],
        "revision": line["revision"],
        "encoding": line["encoding"],
        "texts": texts,
        "loose": loose,
        "says": [list(said) for said in says(line)],
        "notes": {name: line[name] for name in _NOTES if line.get(name)},
        "pictures": [_attached(each, each.get("caption")) for each in line.get("pictures") or ()],
        "files": [_attached(each, each.get("name")) for each in line.get("attachments") or ()],
        "replies": [[reply["floor"], reply["published"]] for reply in line.get("replies") or ()],
    }


def _attached(each: Line, label: str | None) -> dict[str, str | None]:
    """A picture or a file: its address, its name, and where it is kept."""
    return {"url": each.get("url"), "label": label or "", "file": each.get("file")}


def _pieces(text: Field, tables: Tables, reasons: Names) -> tuple[list[Any], list[Any]]:
    """The text in pieces; if the log does not fit the text, the whole text, and the repairs without their places."""
    try:
        pieces = text.pieces()
    except ValueError:
        return [text.text], [_made(repair, tables, reasons) for repair in text.repairs]
    return [piece if made is None else _made(made, tables, reasons) for piece, made in pieces], []


def _made(made: Repair, tables: Tables, reasons: Names) -> list[Any]:
    certainty = CERTAINTIES.index(made.certainty)
    reason = reasons.number(made.why)
    return [tables.kinds.number(made.kind), certainty, made.before, made.after, round(made.bits, 1), reason]
