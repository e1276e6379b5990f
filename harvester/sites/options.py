"""The user's options for the sites file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from harvester.config.declaring import setting
from harvester.config.forms import home_resolved, text


@dataclass(frozen=True, slots=True)
class SitesOptions:
    """The path of the sites file."""

    section: ClassVar[str] = "The forum"

    file: Path = setting(
        "HARVESTER_SITES",
        "sites.toml",
        text("the name of a file", home_resolved),
        "The sites file (docs/sites.md), for `-a site=NAME`. A site's entry in it sets any of these settings for that "
        "site.",
        of_run=True,
    )
