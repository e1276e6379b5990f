"""Tags of line breaks that stand in the text as they were typed: ``<BR>``."""

from __future__ import annotations

import re
from typing import Final

from harvester.text.edits import Certainty, Repair
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

KIND: Final = "tag"

#: Kinds of repair that show what the text has been through.
_DAMAGE: Final = ("noise", "shift", "gloss")
_BREAK: Final = re.compile(r"(?:<br\s*/?>|&lt;br\s*/?&gt;)\n?", re.IGNORECASE)
#: Any other tag: then the text is a page's source; and what text about pages has, and tables.
_SOURCE: Final = re.compile(r"<(?!br\b)/?[a-z][^<>]{0,200}>|&lt;(?!br\b)/?[a-z]|`|\|", re.IGNORECASE)

_SENTENCE_ENDS: Final = frozenset("。！？：；…”’」』）")


def damage(text: str) -> str:
    """``text`` with its line breaks as tags."""
    return text.replace("\n", "<BR>")


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """Every tag of a break beside Chinese text as the break; nothing where the text has other tags.

    A guess where none ends a sentence, since text about pages names the tag in its sentences, and where
    it is in small letters in a text with no other damage: wikis' authors type it.
    """
    del options, work
    if "<" not in text and "&lt;" not in text:
        return []
    found = [match for match in _BREAK.finditer(text) if _is_in_chinese(text, *match.span())]
    if not found or _SOURCE.search(text):
        return []
    damaged = any(profile.proofs[kind] for kind in _DAMAGE) or any(match[0].isupper() for match in found)
    ended = any(_ends_sentence(text, match.start()) for match in found)
    certainty: Certainty = "likely" if damaged and ended else "guess"
    return [
        Repair(
            KIND, match.start(), match[0], "\n", certainty, 8.0 * len(match[0]), "the tag of a line break in plain text"
        )
        for match in found
    ]


def _is_in_chinese(text: str, start: int, end: int) -> bool:
    """Whether a full-width character, or another tag, stands beside the tag."""
    return any(char >= "\u2e80" or char in "”’…<>" for char in text[max(0, start - 1) : start] + text[end : end + 1])


def _ends_sentence(text: str, start: int) -> bool:
    return text[max(0, start - 1) : start] in _SENTENCE_ENDS
