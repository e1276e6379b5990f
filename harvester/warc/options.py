"""The options for keeping raw pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from harvester.config.declaring import setting
from harvester.config.forms import size, switch


@dataclass(frozen=True, slots=True)
class WarcOptions:
    """``kept``: whether pages are kept; ``size``: bytes of a file."""

    section: ClassVar[str] = "What is written, and where"

    kept: bool = setting(
        "HARVESTER_WARC",
        default=False,
        form=switch(),
        reason="Keep every page as received, in WARC files in the site's folder (see docs/warc.md): `-a warc=` "
        "harvests them again.",
    )
    size: int = setting(
        "HARVESTER_WARC_SIZE",
        1_000_000_000,
        size(),
        "Bytes after which a WARC file is closed and a new one begun; archives use a gigabyte.",
    )
