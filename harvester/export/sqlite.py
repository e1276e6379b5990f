"""A SQLite database of articles, with full-text search in both Chinese scripts.

    articles        one row an article; the columns of CSV with _ for the dot, lists as JSON
    replies         one row a reply, where replies were harvested
    articles_fts    what :data:`SEARCH` searches: 創新 also finds 创新
    folding         the characters of traditional text, and their form in the index

SQLite's own tokenizers take a run of Chinese for one word. So in the index each ideograph is a word, folded into one
script, and a search is for a phrase of them, however long.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from weakref import finalize

from harvester.config.patterns import regex
from harvester.corpora.scripts import fold_characters, folding
from harvester.disk import parts
from harvester.export.columns import columns, element, fitting, hints
from harvester.export.outputs import Output
from harvester.items import Article
from harvester.site_folder.articles import Line

#: Articles whose title, text or replies say ``:words``, the best first.
SEARCH = """
WITH RECURSIVE
  characters (at, character) AS (
    SELECT 1, substr(:words, 1, 1)
    UNION ALL SELECT at + 1, substr(:words, at + 1, 1) FROM characters WHERE at < length(:words)
  ),
  spaced (character) AS (
    SELECT CASE WHEN unicode(characters.character) >= 0x3400 THEN ' ' || coalesce(folded, characters.character) || ' '
           WHEN characters.character = '"' THEN ' ' ELSE characters.character END
    FROM characters LEFT JOIN folding ON folding.character = characters.character ORDER BY at
  )
SELECT articles.* FROM articles_fts JOIN articles ON articles.number = articles_fts.rowid
WHERE articles_fts MATCH (SELECT '"' || group_concat(character, '') || '"' FROM spaced)
ORDER BY rank
""".strip()

#: How many articles are written in a transaction.
_BATCH = 500
#: Ideographs and Japanese and Korean letters: from U+3400 on, as in the query above.
_ALONE = regex("[\u3400-\U0010ffff]")
#: Bytes of the database that are copied at once.
_CHUNK = 1 << 20

_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE articles (number INTEGER PRIMARY KEY, {fields});
CREATE TABLE replies (
    article INTEGER REFERENCES articles (number),
    pid INTEGER, floor INTEGER, author_name TEXT, published TEXT, text TEXT
);
CREATE INDEX replies_of ON replies (article);
CREATE VIRTUAL TABLE articles_fts USING fts5 (title, text, replies, content = '');
CREATE TABLE folding (character TEXT PRIMARY KEY, folded TEXT) WITHOUT ROWID;
"""


class Sqlite:
    """Writes a database next to its place, and copies it there when it is complete."""

    def __init__(self, output: Output, place: Path, huge: Counter[str]) -> None:
        """``place``: where ``output`` is going to be."""
        self.output = output
        self._huge = huge
        part = parts.begin(place)
        self._path = part.path
        self._drop = finalize(self, part.drop)  # also where the export fails
        self._db = sqlite3.connect(self._path, isolation_level=None)
        kinds = dict(_kinds())
        self._columns = list(columns())
        fields = ", ".join(f'"{name.replace(".", "_")}" {kinds[name]}' for name in self._columns)
        self._db.executescript(_TABLES.format(fields=fields))
        self._db.executemany("INSERT INTO folding VALUES (?, ?)", folding())
        self._db.execute("BEGIN")
        self._rows = 0

    def write(self, line: Line, _folder: Path) -> None:
        """Add an article, its replies, and its words to the index."""
        with _failing():
            self._add(line)

    def _add(self, line: Line) -> None:
        self._rows += 1
        values = [self._rows, *(self._value(line, name) for name in self._columns)]
        self._db.execute(f"INSERT INTO articles VALUES ({', '.join('?' * len(values))})", values)  # noqa: S608 - marks
        replies = line.get("replies") or ()
        self._db.executemany("INSERT INTO replies VALUES (?, ?, ?, ?, ?, ?)", map(self._reply, replies))
        said = "\n".join(reply["text"] for reply in replies)
        words = (self._rows, indexed(line["title"]), indexed(line["text"]), indexed(said))
        self._db.execute("INSERT INTO articles_fts (rowid, title, text, replies) VALUES (?, ?, ?, ?)", words)
        if self._rows % _BATCH == 0:
            self._db.execute("COMMIT")
            self._db.execute("BEGIN")

    def _reply(self, reply: Line) -> tuple[object, ...]:
        names = ("pid", "floor", "author.name", "published", "text")
        return (self._rows, *(self._value(reply, name, "replies.") for name in names))

    def _value(self, line: Line, column: str, within: str = "") -> str | int | float | None:
        """The content of a column; lists are JSON."""
        value: Any = line
        for name in column.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is None or isinstance(value, int | float):
            made: int | float | None = fitting(value, within + column, self._huge)
            return made
        return _encodable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))

    def finish(self) -> None:
        """Close the database, and copy it to its place."""
        try:
            with _failing():
                self._db.execute("INSERT INTO articles_fts (articles_fts) VALUES ('optimize')")
                self._db.execute("COMMIT")
                self._db.close()
            with self._path.open("rb") as file:
                while chunk := file.read(_CHUNK):
                    self.output.write(chunk)
        finally:
            self._drop()


@contextmanager
def _failing() -> Iterator[None]:
    """What SQLite can't write, such as on a full disk, as the :class:`OSError` that it is for other formats."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise OSError(str(error)) from error


def indexed(text: str) -> str:
    """``text`` as the index has it: in one script, each ideograph by itself.

    >>> indexed("創新 2.0")
    ' 创  新  2.0'
    """
    return _encodable(_ALONE.sub(r" \g<0> ", fold_characters(text)))


def metadata(name: str) -> str:
    """Datasette's metadata for a database called ``name``: the search, as a page of its own (JSON)."""
    search = {"title": "Search", "sql": SEARCH, "params": ["words"]}
    return json.dumps({"databases": {name: {"queries": {"search": search}}}}, ensure_ascii=False, indent=1) + "\n"


def _encodable(text: str) -> str:
    """``text`` without lone surrogates, which SQLite can't store."""
    return text.encode("utf-8", "replace").decode()


def _kinds(kind: type = Article, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The type of each column."""
    for name, hint in hints(kind):
        if isinstance(hint, type) and hasattr(hint, "__dataclass_fields__"):
            yield from _kinds(hint, f"{prefix}{name}.")
        else:
            plain = {int: "INTEGER", float: "REAL"}
            yield prefix + name, "TEXT" if element(hint) is not None else plain.get(hint, "TEXT")
