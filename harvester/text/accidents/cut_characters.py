"""The byte or two that are left of a character where software cut a text by bytes: titles, summaries.

Discuz cuts titles to a number of bytes, and puts ``...`` after them; the rest of the character that
was cut decodes to nothing. What it was can't be known; that it is not a part of the text can.
"""

from __future__ import annotations

import re
from typing import Final

from harvester.text.edits import Certainty, Repair
from harvester.text.encodings.orphans import ORPHAN, count_orphans
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

KIND: Final = "cut"

# A lead byte, or two of the three bytes of UTF-8, after a full-width character, at the end of the text.
_END: Final = r"(?=\s*(?:\.{2,3}|…{1,2})?\s*\Z)"
_REST: Final = re.compile(rf"(?<=[\u2e80-\uffee])[{chr(ORPHAN + 0x81)}-{chr(ORPHAN + 0xFE)}]{{1,2}}{_END}")
#: The same in a text that was misread as windows-1252 or Latin-1: a letter, which the other may follow.
_MARKS: Final = bytes(range(0x80, 0xA0)).decode("cp1252", "ignore")
_SHOWN_REST: Final = re.compile(rf"(?<=[\u2e80-\uffee])[\xc0-\xd6\xd8-\xf6\xf8-\xff][\x80-\xbf{_MARKS}]?{_END}")
_MISREAD: Final = ("utf-8-as-cp1252", "utf-8-as-latin-1", "gbk-as-cp1252", "gbk-as-latin-1")
#: How far from the end of the text it may begin.
_REACH: Final = 12
#: Shorter texts were not cut: what is at their end lacks a byte for another reason.
_SHORTEST: Final = 10


def damage(text: str, size: int, encoding: str = "gbk") -> bytes:
    """The first ``size`` bytes of ``text``: the last character may be cut."""
    return text.encode(encoding)[:size]


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """The rest of a character removed from the end of a text in which every other byte was decoded.

    What a misreading shows for the rest is removed where the text, or its site, was misread so.
    """
    del options, work
    reach = max(0, len(text) - _REACH)
    rest = _REST.search(text, reach)
    if rest and count_orphans(text) == len(rest[0]):
        return [_removed(rest, "certain", profile)]
    if len(text) < _SHORTEST or not any(profile.proofs[kind] for kind in _MISREAD):
        return []
    rest = _SHOWN_REST.search(text, reach)
    return [_removed(rest, "likely", profile)] if rest else []


def _removed(rest: re.Match[str], certainty: Certainty, profile: Profile) -> Repair:
    profile.proofs[KIND] += 1
    why = "the rest of a character that was cut"
    return Repair(KIND, rest.start(), rest[0], "", certainty, 8.0 * len(rest[0]), why)
