"""What a look at a forum found."""

from __future__ import annotations

from dataclasses import dataclass, field

from harvester.forum.engine import Engine, Site
from harvester.items import Encoding
from harvester.survey.zone import ZoneGuess


@dataclass(slots=True)
class Board:
    """A board that the index or a list names; ``barred`` is the kind of notice that guests get there."""

    fid: int
    name: str
    threads: int | None = None
    barred: str | None = None


@dataclass(slots=True)
class Findings:
    """Everything that was found; ``None``: it was not found out.

    ``noise`` counts its runs in each thread that was read; ``doors``: the other ways to the threads, open or not.
    """

    engine: Engine
    site: Site
    requests: int = 0
    version: str | None = None
    encoding: Encoding | None = None
    zone: ZoneGuess | None = None
    relative_times: bool = False
    boards: dict[int, Board] = field(default_factory=dict)
    noise: dict[int, int] = field(default_factory=dict)
    doors: dict[str, bool] = field(default_factory=dict)
    forbidden: list[str] = field(default_factory=list)
    crawl_delay: float | None = None

    def add(self, fid: int | None, name: str, threads: int | None = None) -> None:
        """Note a board, once."""
        if fid is not None:
            known = self.boards.setdefault(fid, Board(fid, name, threads))
            known.threads = known.threads if known.threads is not None else threads
