"""Line break tags that show in the text as they were typed: ``<BR>``."""

from __future__ import annotations

import random
import re
from itertools import product
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "tag"

#: Kinds of repair that show what the text has been through.
_DAMAGE: Final = ("noise", "shift", "gloss")
_BREAK: Final = regex(r"(?:<br\s*/?>|&lt;br\s*/?&gt;)\n?", re.IGNORECASE)
#: Any other tag, which makes the text a page's source; and what text about pages, and tables, have.
_SOURCE: Final = regex(r"<(?!br\b)/?[a-z][^<>]{0,200}>|&lt;(?!br\b)/?[a-z]|`|\|", re.IGNORECASE)

_SENTENCE_ENDS: Final = frozenset("。！？：；…”’」』）")


#: The tag as people and programs write it.
TAGS: Final = ("<BR>", "<br>", "<br/>", "<br />", "<BR/>", "<BR />", "<Br>")


def damage(text: str, *, tag: str = TAGS[0], kept: bool = True, escaped: bool = False) -> str:
    r"""``text`` with its line breaks as tags; ``kept``: with the break after each; ``escaped``: as ``&lt;BR&gt;``.

    >>> damage("灯会开始。\n请走西门。", tag="<br />")
    '灯会开始。<br />\n请走西门。'
    """
    written = tag.replace("<", "&lt;").replace(">", "&gt;") if escaped else tag
    return text.replace("\n", f"{written}\n" if kept else written)


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """Every line break tag beside Chinese text turned into the break; nothing where the text has other tags.

    A guess where none ends a sentence, since text about pages names the tag in its sentences, and where
    it is in lower case in a text with no other damage: authors of wikis type it.

    >>> from harvester.text import Options
    >>> text = "灯会开始。<BR>请走西门。"
    >>> [made.before for made in repair(text, Profile(), Options(), Work.on(text))]
    ['<BR>']
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


def explains(before: str, after: str, context: Context) -> bool:
    r"""Whether the break ``after`` was written as the tag ``before``, in any of its ways.

    >>> context = Context(KIND, "。<br />", 1, 7)
    >>> explains("<br />", "\n", context), explains("<br />", "", context)
    (True, False)
    """
    del context
    ways = product(TAGS, (False, True), (False, True))
    return after == "\n" and any(damage(after, tag=tag, kept=kept, escaped=each) == before for tag, kept, each in ways)


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    del kind
    return damage(text, tag=rng.choice(TAGS), kept=rng.random() < 0.5, escaped=rng.random() < 0.2)


ACCIDENT: Final = Accident(
    kinds={KIND: "the tag of a line break, as it was typed"}, damage=_damaged, repair=repair, explains=explains
)
