"""How an article is recognised outside its lines: by its addresses, its files, and what it says."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from harvester.curation.raw_pages import Wanted
from harvester.forum.site import Site
from harvester.site_folder import articles
from harvester.site_folder.articles import Line

#: Encodings that a forum's pages may have.
_ENCODINGS = ("utf-8", "gb18030", "big5")
#: Any page may contain a piece of text with fewer characters.
_LEAST = 8


@dataclass(slots=True)
class Traces:
    """``url``: an address of the thread; ``files``: what was downloaded for it alone; ``addresses``: of its files.

    ``says``: its title and its paragraphs, and those of the replies, that no other article has.
    """

    tid: int
    id: str = ""
    url: str = ""
    files: set[str] = field(default_factory=set)
    addresses: set[str] = field(default_factory=set)
    says: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, folder: Path, tid: int) -> Self:
        """The traces of a thread in all its lines. Raises OSError or ValueError where a file can't be read."""
        traces = cls(tid)
        for line in _articles(folder):
            if line["tid"] == tid:
                traces._take(line)
        for line in _articles(folder) if traces.id else ():
            if line["tid"] != tid:
                traces._leave(line)
        return traces

    def media(self, folder: Path) -> Iterator[Path]:
        """Where its files are."""
        for name in sorted(self.files):
            yield folder / name

    def leaves(self, site: Site | None) -> Wanted:
        """Decides which raw pages may stay: those of other addresses that do not say what the article says."""
        pieces = {raw for piece in self.says for raw in encoded(piece)}

        def wanted(url: str, body: bytes) -> bool:
            named = site.parse(url) if site is not None else None
            own = (named is not None and named.tid == self.tid) or url in self.addresses
            return not own and not any(piece in body for piece in pieces)

        return wanted

    def _take(self, line: Line) -> None:
        self.id, self.url = line["id"], line["url"]
        self.files.update(_files(line))
        media = [*line["pictures"], *line["attachments"]]
        self.addresses.update(medium["url"] for medium in media if medium.get("url"))
        texts = [line["title"], line["text"], line.get("original_text") or ""]
        texts += [reply["text"] for reply in line.get("replies") or ()]
        self.says.update(piece for text in texts for each in text.split("\n") if len(piece := _bare(each)) >= _LEAST)

    def _leave(self, line: Line) -> None:
        """Leave out what another article has too: it can't be distinguished from what must stay."""
        self.files.difference_update(_files(line))
        text = "\n".join((line["title"], line["text"], *(reply["text"] for reply in line.get("replies") or ())))
        self.says = {piece for piece in self.says if piece not in text}


def _articles(folder: Path) -> Iterator[Line]:
    for path in articles.files(folder) if folder.is_dir() else ():
        yield from (line for line in articles.lines_of(path) if line.get("kind") == "article")


def _bare(text: str) -> str:
    """A paragraph without what pages write differently: white space around it."""
    return unicodedata.normalize("NFC", text).strip()


def encoded(text: str) -> Iterator[bytes]:
    """A text in each encoding that has it."""
    for encoding in _ENCODINGS:
        with suppress(UnicodeEncodeError):
            yield text.encode(encoding)


def _files(line: Line) -> Iterator[str]:
    yield from (each["file"] for each in (*line["pictures"], *line["attachments"]) if each.get("file"))
