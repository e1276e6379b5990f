"""A site's entry in the sites file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings

from harvester.config.declaring import Declared


@dataclass(frozen=True, slots=True)
class Value:
    """The value of a key of an entry, which is an argument of the crawl (``-a``) or a setting (``-s``)."""

    key: str
    declared: Declared
    value: Any


@dataclass(frozen=True, slots=True)
class SiteEntry:
    """A site in the file: its name there, its address, and the values of its other keys."""

    path: Path
    name: str
    address: str
    values: tuple[Value, ...] = ()

    def arguments(self) -> dict[str, Any]:
        """The arguments of a crawl of this site."""
        given = {each.declared.name: each.value for each in self.values if not each.declared.is_setting}
        return {"address": self.address} | given

    def apply(self, settings: BaseSettings) -> None:
        """Set its settings, unless something with a higher priority (``-s`` on the command line) has set them."""
        for each in self.values:
            if each.declared.is_setting:
                settings.set(each.declared.name, each.value, priority="spider")
