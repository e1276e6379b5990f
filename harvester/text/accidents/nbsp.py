"""No-break spaces, and the dots of foreign names, shown as ``?``: ``????今天``, ``卡尔?马克思``.

GBK has both, and they are lost where a page goes through an encoding that lacks them. An
author's question mark ends a sentence; these stand at the start of paragraphs, one after
another, or inside a name.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.language.model import model
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "nbsp"

# Only of paragraphs, which have a full stop: the lines of a chat may begin with question marks that people typed.
_INDENT: Final = regex(r"^(\?{2,8})(?=[\u3400-\u9fff“「《][^\n]*[。；：…”」])", re.MULTILINE)
_LINE: Final = regex(r"\S[^\n]*")
# It begins with the mark, which is fast to find.
_INSIDE: Final = regex(r"\?(?<=[\u3400-\u9fff]\?)(?=[\u3400-\u9fff])")

#: How many lines, and what share of all, start with the same number of marks.
_LEAST_LINES: Final = 3
_LEAST_SHARE: Final = 0.6
#: By how many bits a dot is more plausible than a question mark, and how many dots make it likely.
_DOT_BITS: Final = 10.0
_LEAST_DOTS: Final = 2
#: A name that the language model has not met gains little, but not less than this.
_NO_DOT_BITS: Final = -4.0


def damage(text: str) -> str:
    """``text`` with its no-break spaces, and its dots, as question marks.

    >>> damage("约翰·济慈")
    '约翰?济慈'
    """
    return text.translate({0xA0: "?", 0xB7: "?"})


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """The no-break spaces at the starts of lines, and the dots of names, put back.

    >>> from harvester.text import Options
    >>> text = "约翰?济慈和卡尔?马克思"
    >>> [made.start for made in repair(text, Profile(), Options(), Work.on(text))]
    [2, 8]
    """
    del options, work
    if "?" not in text:
        return []
    repairs = sorted(chain(_indents(text), _dots(text)), key=lambda repair: repair.start)
    profile.proofs[KIND] += sum(repair.certainty == "likely" for repair in repairs)
    return repairs


def _indents(text: str) -> list[Repair]:
    found = list(_INDENT.finditer(text)) if "??" in text else []
    sizes = Counter(len(match[1]) for match in found)
    if len(sizes) != 1 or len(found) < max(_LEAST_LINES, _LEAST_SHARE * len(_LINE.findall(text))):
        return []
    why = f"{len(found)} lines start with this many"
    return [
        Repair(KIND, match.start(), match[1], "\xa0" * len(match[1]), "likely", 8.0 * len(match[1]), why)
        for match in found
    ]


def _dots(text: str) -> list[Repair]:
    gained = [(match.start(), _gain(text, match.start())) for match in _INSIDE.finditer(text)]
    sure = [gain >= _DOT_BITS for _, gain in gained].count(True)
    if sure >= _LEAST_DOTS and sure * 2 >= len(gained) and min(gain for _, gain in gained) > _NO_DOT_BITS:
        return [_dot(place, gain, "likely") for place, gain in gained]
    return [_dot(place, gain, "guess") for place, gain in gained if gain >= _DOT_BITS]


def _dot(place: int, gain: float, certainty: Certainty) -> Repair:
    return Repair(KIND, place, "?", "·", certainty, gain, "the dot of a name, by its characters")


def _gain(text: str, place: int) -> float:
    """By how many bits a dot at ``place`` is more plausible than a question mark of either width."""
    before, after = text[max(0, place - 2) : place], text[place + 1 : place + 3]
    cost = model().cost
    return min(cost(mark + after, before) for mark in "？?") - cost("·" + after, before)


def explains(before: str, after: str, context: Context) -> bool:
    """Whether ``before`` is what :func:`damage` gives for no-break spaces at the start of a line, or for one dot.

    >>> explains("?", "·", Context(KIND, "约翰?济慈", 2, 3)), explains("?", "•", Context(KIND, "约翰?济慈", 2, 3))
    (True, False)
    """
    indent = set(after) == {"\xa0"} and context.left(1) in ("", "\n", "\r")
    return (indent or after == "·") and damage(after) == before


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    del kind
    indent = "\xa0" * rng.randint(2, 8)
    return damage("\n".join(f"{indent}{line}" for line in text.split("\n")))


ACCIDENT: Final = Accident(
    kinds={KIND: "no-break spaces, and the dots of foreign names, shown as ``?``"},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
