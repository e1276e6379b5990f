"""Which articles somebody wants: by what they say, their boards and authors, and how sure their repairs are."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from harvester.site_folder.articles import Line
from harvester.text import Certainty
from harvester.text.edits import CERTAINTIES


@dataclass(frozen=True, slots=True)
class Filter:
    """What makes an article wanted; what is empty or ``None`` filters nothing.

    ``match``: a pattern in title or text; ``boards``: names or numbers; ``authors``: names; ``threads``: numbers;
    ``certainty``: the least sure repair that an article may have; ``copies``: also those that are copies of others.
    """

    match: re.Pattern[str] | None = None
    boards: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    threads: tuple[int, ...] = ()
    certainty: Certainty | None = None
    copies: bool = True

    @classmethod
    def of(cls, options: argparse.Namespace) -> Self:
        """The filter that the options of :func:`add_options` ask for. Raises :class:`ValueError` for a bad pattern."""
        try:
            match = re.compile(options.match, re.IGNORECASE) if options.match else None
        except re.error as error:
            raise ValueError(f"--match={options.match}: not a regular expression: {error}") from error
        lists = tuple(options.board), tuple(options.author), tuple(options.thread)
        return cls(match, *lists, certainty=options.certainty, copies=not options.without_duplicates)

    def takes(self, line: Line) -> bool:
        """Whether an article is wanted.

        >>> Filter(boards=("2", "新闻")).takes({"board": {"fid": 2, "name": "社会"}})
        True
        >>> Filter(match=re.compile("老街")).takes({"title": "开工", "text": "老街今天开工"})
        True
        >>> Filter(copies=False).takes({"duplicate_of": "bbs.example.com:7"})
        False
        """
        board = line.get("board") or {}
        writer = (line.get("author") or {}).get("name")
        return (
            (not self.threads or line["tid"] in self.threads)
            and (not self.boards or _among(self.boards, (board.get("name"), board.get("fid"))))
            and (not self.authors or _among(self.authors, (writer,)))
            and (self.certainty is None or self._is_sure(line))
            and (self.copies or line.get("duplicate_of") is None)
            and (self.match is None or any(self.match.search(line[name]) for name in ("title", "text")))
        )

    def _is_sure(self, line: Line) -> bool:
        enough = CERTAINTIES[: CERTAINTIES.index(self.certainty) + 1] if self.certainty else CERTAINTIES
        return all(made["certainty"] in enough for made in line.get("repairs") or ())


def _among(wanted: Sequence[str], found: tuple[object, ...]) -> bool:
    return any(each is not None and str(each) in wanted for each in found)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add a command's options that say what is wanted."""
    parser.add_argument("--match", metavar="REGEX", default="", help="only articles that say this in title or text")
    parser.add_argument(
        "--board", metavar="BOARD", action="append", default=[], help="a board's name or number; again for more"
    )
    parser.add_argument("--author", metavar="NAME", action="append", default=[], help="whose articles; again for more")
    parser.add_argument(
        "--thread", metavar="TID", type=int, action="append", default=[], help="a thread's number; again for more"
    )
    parser.add_argument(
        "--without-duplicates", action="store_true", help="no articles marked as copies (HARVESTER_DUPLICATES)"
    )
    parser.add_argument("--certainty", choices=CERTAINTIES, help="no articles with repairs that are less sure")
