"""The options for reading archives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from harvester import __version__
from harvester.archive.lines import Finishing
from harvester.archive.output import Layout
from harvester.archive.threads import Joining
from harvester.article.options import RepairOptions
from harvester.config.declaring import options_of
from harvester.corpora.options import CorporaOptions
from harvester.crawl.options import ReadingOptions
from harvester.text.language.model import fingerprint


@dataclass(frozen=True)
class ReadOptions:
    """``settings``: those of a crawl that a reading heeds, by name, as they were given.

    ``zone_named``: the user named a zone, so that what pages say of theirs does not count. ``learned``: whether a
    forum's articles are repaired by what a sample of them proves.
    """

    layout: Layout
    settings: Mapping[str, Any] = field(default_factory=dict)
    replies: bool = False
    quotations: bool = True
    zone_named: bool = False
    learned: bool = True
    jobs: int = 1

    @cached_property
    def reading(self) -> ReadingOptions:
        """How pages are read."""
        return options_of(ReadingOptions, self.settings)

    @cached_property
    def finishing(self) -> Finishing:
        """How texts are finished."""
        return Finishing(options_of(RepairOptions, self.settings), options_of(CorporaOptions, self.settings))

    @property
    def joining(self) -> Joining:
        """How the pages of a thread are joined."""
        return Joining(self.replies, self.quotations, self.reading.keep)

    @property
    def folder(self) -> Path:
        """Where the output goes."""
        return self.layout.folder

    def of_pages(self) -> dict[str, Any]:
        """The options on which the pages of a shard depend; if they change, shards are read again."""
        names = ("HARVESTER_ZONE", "HARVESTER_CHARSET")
        chosen = {name: str(self.settings.get(name)) for name in names}
        return {"version": __version__, "zone_named": self.zone_named} | chosen

    def of_lines(self) -> dict[str, Any]:
        """The other options on which lines depend."""
        settings = {name: repr(value) for name, value in sorted(self.settings.items())}
        return {
            "model": fingerprint(),
            "form": self.layout.form,
            "signed": self.layout.signed,
            "replies": self.replies,
            "quotations": self.quotations,
            "learned": self.learned,
            "settings": settings,
        }
