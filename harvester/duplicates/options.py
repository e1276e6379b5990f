"""Whether copies are looked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from harvester.config.declaring import setting
from harvester.config.forms import switch


@dataclass(frozen=True, slots=True)
class DuplicatesOptions:
    """``marked``: whether copies are marked."""

    section: ClassVar[str] = "Text for corpora"

    marked: bool = setting(
        "HARVESTER_DUPLICATES",
        default=False,
        form=switch(),
        reason="Mark an article whose text was harvested before, from this site or another, in `duplicate_of`. Off by "
        "default, because it keeps an index of all texts in HARVESTER_DIR (1 KB per article), or in the "
        "database (3 KB), where all workers share it.",
    )
