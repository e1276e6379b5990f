"""The options of the add-on, from the settings of the project."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from scrapy.settings import BaseSettings

from harvester.article.options import RepairOptions
from harvester.config.declaring import ConfigurationError, declarations, options_of, setting
from harvester.config.forms import text, words
from harvester.crawl.configuration import SETTINGS
from harvester.crawl.options import ReadingOptions
from harvester.crawl.spelling import near


@dataclass(frozen=True, slots=True)
class ItemOptions:
    """``fields``: those of an item that are repaired; none: all that hold text. ``log``: the field for the repairs."""

    section: ClassVar[str] = "The add-on"

    fields: tuple[str, ...] = setting(
        "HARVESTER_FIELDS",
        "",
        words("names of fields, such as title,body", tuple),
        "Fields of an item to repair, separated by commas; empty: all that hold text, also in lists and tables.",
    )
    log: str = setting(
        "HARVESTER_LOG_FIELD",
        "",
        text("the name of a field", str),
        "The field of an item that gets the list of its repairs; empty: they are only counted.",
    )


@dataclass(frozen=True, slots=True)
class AddonOptions:
    """The settings of the add-on: its own, and those of a harvest for reading and repairing text."""

    items: ItemOptions
    repair: RepairOptions
    reading: ReadingOptions


def read_options(settings: BaseSettings) -> AddonOptions:
    """The options that a project's settings give.

    Raises :class:`~harvester.config.declaring.ConfigurationError` for a wrong value, and for an unknown name that
    begins with our prefix, so that a spelling mistake is noticed.
    """
    ours = {each.name for each in (*declarations(AddonOptions), *SETTINGS)}
    for name in settings:
        if isinstance(name, str) and name.startswith("HARVESTER_") and name not in ours:
            meant = near(name, ours, ())
            raise ConfigurationError(f"{name}: no such setting{f'; did you mean {meant}?' if meant else ''}")
    return options_of(AddonOptions, settings)
