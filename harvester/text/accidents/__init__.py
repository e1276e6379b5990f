"""One file for each accident, and the order in which they are undone; :mod:`harvester.text.repair` says why."""

from __future__ import annotations

from typing import Final

from harvester.text.accident import Accident
from harvester.text.accidents import (
    alphabetic_misreadings,
    attachment_words,
    break_tags,
    broken_lines,
    c1_marks,
    cut_characters,
    entities,
    glosses,
    half_width,
    line_noise,
    misreadings,
    mixed_misreadings,
    nbsp,
    noise,
    private_use,
    shifts,
    site_strings,
    table_misreadings,
    wide_misreadings,
)

#: In the order of undoing.
ACCIDENTS: Final[tuple[Accident, ...]] = (
    line_noise.ACCIDENT,
    noise.ACCIDENT,
    site_strings.ACCIDENT,
    broken_lines.ACCIDENT,
    mixed_misreadings.ACCIDENT,
    table_misreadings.ACCIDENT,
    misreadings.ACCIDENT,
    wide_misreadings.ACCIDENT,
    alphabetic_misreadings.ACCIDENT,
    c1_marks.ACCIDENT,
    nbsp.ACCIDENT,
    shifts.ACCIDENT,
    glosses.ACCIDENT,
    half_width.ACCIDENT,
    private_use.ACCIDENT,
    entities.ACCIDENT,
    break_tags.ACCIDENT,
    attachment_words.ACCIDENT,
    cut_characters.ACCIDENT,
)
