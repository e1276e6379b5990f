"""All that a store knows of a site, as plain values for moving it from one backend to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from harvester.news.serial import Turn
from harvester.store.records import Kept, Known, SourceChoice, Stretch

#: Whether a thread's latest line is in the output: it is; it was lost, and is to be written again; or somebody
#: removed it, and it is not written again.
STANDS, LOST, TAKEN = "yes", "lost", "taken"


@dataclass(frozen=True, slots=True)
class ThreadState:
    """The record of a thread, and whether its latest line is in the output."""

    known: Known
    standing: str = STANDS


@dataclass(slots=True)
class SiteState:
    """What is known of a site apart from its threads; keys and values are those of its store.

    ``clock``: the time of the last commit. ``wanted``: rows by thread, in the order of visiting. ``stretches``: by
    board and ``since``. ``media``: file and SHA-256 by key.
    """

    clock: int = 0
    visitor: str = "guest"
    choice: SourceChoice | None = None
    forms: Mapping[str, str] = field(default_factory=dict)
    endings: Mapping[str, int] = field(default_factory=dict)
    signs: Mapping[tuple[str, str], Kept] = field(default_factory=dict)
    stretches: Mapping[tuple[int, int], list[Stretch]] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    media: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    turns: list[Turn] = field(default_factory=list)
    marks: Mapping[int, bytes] = field(default_factory=dict)
    wanted: Mapping[int, str | None] = field(default_factory=dict)
