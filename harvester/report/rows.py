"""An article as the page holds it: a row for the list, and a body for when it is looked at.

Both are lists instead of objects, and name what repeats by a number: there may be 10,000 of them in a page.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from harvester.show.fields import Field, Line, fields
from harvester.show.says import says
from harvester.text.edits import CERTAINTIES, Repair
from harvester.text.language.readings import script_of

#: What one repair adds to an article's doubt; the list begins with the most doubtful articles.
DOUBT = {"certain": 1, "likely": 5, "guess": 20}
#: What a character adds that no repair brought back.
LOST_DOUBT = 10
#: The most that lost characters can add: one binary file taken for text shouldn't hide what can be judged.
MOST_LOST = 50
#: Fields that say what became of an article since.
_NOTES = ("corrected", "duplicate_of", "continues", "continued_by")


class Names:
    """Names, and the number of each: that of its first coming."""

    def __init__(self) -> None:
        self._numbers: dict[Any, int] = {}

    def number(self, name: Any) -> int:  # noqa: ANN401 - a string, a tuple, None
        """The number of ``name``, which must be hashable."""
        return self._numbers.setdefault(name, len(self._numbers))

    def all(self) -> list[Any]:
        """The names, by number."""
        return list(self._numbers)


@dataclass(slots=True)
class Tables:
    """What the rows of a page name by number."""

    sites: Names = field(default_factory=Names)
    boards: Names = field(default_factory=Names)
    kinds: Names = field(default_factory=Names)
    encodings: Names = field(default_factory=Names)

    def plain(self) -> dict[str, list[Any]]:
        """Ready for JSON. A board is the number of its site, its own number in it, and its name."""
        return {
            "sites": self.sites.all(),
            "boards": self.boards.all(),
            "kinds": self.kinds.all(),
            "encodings": self.encodings.all(),
        }


def doubt(line: Line) -> int:
    """How doubtful an article is: its repairs, the least certain first, and what is lost."""
    made = sum(DOUBT.get(repair["certainty"], DOUBT["guess"]) for repair in line["repairs"])
    return int(made) + LOST_DOUBT * min(lost(line), MOST_LOST)


def lost(line: Line) -> int:
    """The characters of the article's own texts that are lost: U+FFFD."""
    return sum(text.count("\ufffd") for text in (line["title"], line["text"]))


def row(line: Line, tables: Tables) -> list[Any]:
    """What the list shows of an article, and is searched and filtered by. ``row`` in rows.js names its parts."""
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
    """What is shown of an article when it is looked at.

    A text is a list: strings are what was not touched, lists are repairs, in place. So the page can join the repaired
    text, or the original one, without counting characters.
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
    """A picture or a file: its address, what it is called, and where it is kept."""
    return {"url": each.get("url"), "label": label or "", "file": each.get("file")}


def _pieces(text: Field, tables: Tables, reasons: Names) -> tuple[list[Any], list[Any]]:
    """The text in pieces, and the repairs whose place is not known, since the log is not that of this text."""
    try:
        pieces = text.pieces()
    except ValueError:
        return [text.text], [_made(repair, tables, reasons) for repair in text.repairs]
    return [piece if made is None else _made(made, tables, reasons) for piece, made in pieces], []


def _made(made: Repair, tables: Tables, reasons: Names) -> list[Any]:
    certainty = CERTAINTIES.index(made.certainty)
    reason = reasons.number(made.why)
    return [tables.kinds.number(made.kind), certainty, made.before, made.after, round(made.bits, 1), reason]
