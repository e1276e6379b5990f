"""The byte or two that are left of a character where software cut a text by bytes: titles, summaries.

Discuz cuts titles to so many bytes, and puts ``...`` after them; the rest of the character that
was cut decodes to nothing. What it was can't be known; that it is no part of the text can.
"""

from __future__ import annotations

import re
from typing import Final

from harvester.text.edits import Repair
from harvester.text.options import Options
from harvester.text.orphans import ORPHAN, count_orphans
from harvester.text.profile import Profile

KIND: Final = "cut"

# A lead byte, or two of the three bytes of UTF-8, after a full-width character, at the end of the text.
_REST: Final = re.compile(
    rf"(?<=[\u2e80-\uffee])[{chr(ORPHAN + 0x81)}-{chr(ORPHAN + 0xFE)}]{{1,2}}(?=\s*(?:\.{{2,3}}|…{{1,2}})?\s*\Z)"
)
#: How far from the end of the text it may begin.
_REACH: Final = 12


def damage(text: str, size: int, encoding: str = "gbk") -> bytes:
    """The first ``size`` bytes of ``text``: the last character may be cut."""
    return text.encode(encoding)[:size]


def repair(text: str, profile: Profile, options: Options) -> list[Repair]:
    """The rest of a character removed from the end of a text in which every other byte was decoded."""
    del options
    rest = _REST.search(text, max(0, len(text) - _REACH))
    if not rest or count_orphans(text) > len(rest[0]):
        return []
    profile.proofs[KIND] += 1
    return [
        Repair(KIND, rest.start(), rest[0], "", "certain", 8.0 * len(rest[0]), "the rest of a character that was cut")
    ]
