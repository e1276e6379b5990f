"""Characters of users' own tables, in Unicode's private-use area: ``佢\ue5a2話`` for ``佢哋話``.

Windows reads the pairs of Big5 and GBK that are left to users as private-use characters, one after another. What the
users of Big5 put there is HKSCS, the table of Hong Kong; users of GBK write A3A0 for the wide blank; and a few
characters of GB 18030 were in the private-use area before Unicode had them. Icon fonts use it too: what stands
apart from the text, or where such a character is not expected, is left alone.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Repair
from harvester.text.language import blocks
from harvester.text.language.model import model
from harvester.text.language.readings import script_of
from harvester.text.misread.remains import misread_lines
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "private-use"

_PRIVATE: Final = regex("[\ue000-\uf8ff]+")
#: Where windows-950 has the pairs for users, by lead bytes, 157 trail bytes each, and the first character.
_AREAS: Final = ((0xFA, 0xFE, 0xE000), (0x8E, 0xA0, 0xE311), (0x81, 0x8D, 0xEEB8), (0xC6, 0xC8, 0xF672))
_TRAILS: Final = (*range(0x40, 0x7F), *range(0xA1, 0xFF))
#: C640 to C67E, which have characters of their own.
_TAKEN: Final = frozenset(map(chr, range(0xF672, 0xF6B1)))
#: What GBK's users mean by A3A0.
_BLANK: Final = {"\ue5e5": "\u3000"}
#: The private-use characters of GB 18030-2000 for which the edition of 2005 has others.
_NATIONAL: Final[Mapping[str, str]] = dict(
    zip(
        map(
            chr,
            (*range(0xE78D, 0xE797), 0xE7C7, 0xE7C8, 0xE81E, 0xE826, 0xE82B, 0xE82C, 0xE832, 0xE843, 0xE854, 0xE864),
        ),
        "︐︒︑︓︔︕︖︗︘︙ḿǹ龴龵龶龷龸龹龺龻",
        strict=True,
    )
)
#: At either end of a line there may be an icon instead: a character there must cost at most this in the language model.
_KNOWN: Final = 22.0
#: What restoring one of them gains, in bits.
_BITS: Final = 12.0
#: What Chinese text has on both sides of a character.
_CHINESE: Final = regex("[\u3000-\u303f\u3400-\u9fff\uff01-\uff60“”‘’—…·]")
#: Wide blanks before a paragraph of Chinese, which may begin with a number; no icon is doubled.
_INDENT: Final = regex("\ue5e5{2,}")
_HANZI: Final = regex("[\u3400-\u9fff\U00020000-\U0003ffff]")


def damage(text: str, kind: str = KIND, rng: random.Random | None = None) -> str:
    r"""``text`` with the characters of HKSCS, and its wide blanks, in the private-use area.

    >>> damage("佢哋話")
    '佢\ue5a2話'
    """
    del kind, rng
    table = {ord(char): private for private, char in (*hong_kong().items(), *_NATIONAL.items(), *_BLANK.items())}
    return text.translate(table)


@cache
def hong_kong() -> Mapping[str, str]:
    r"""The private-use characters of the pairs that Big5 leaves to users, and what HKSCS has there.

    >>> hong_kong()["\ue5a2"]
    '哋'
    """
    found: dict[str, str] = {}
    for first, last, base in _AREAS:
        pairs = [bytes([lead, trail]) for lead in range(first, last + 1) for trail in _TRAILS]
        chars = {chr(base + place): pair.decode("big5hkscs", "ignore") for place, pair in enumerate(pairs)}
        found |= {
            private: char
            for private, char in chars.items()
            if len(char) == 1 and char > "\x7f" and private not in _TAKEN
        }
    return found


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    r"""The private-use characters of ``text`` that a table explains, where a sentence can have a character.

    >>> from harvester.text import Options
    >>> text = "佢\ue5a2話呢個係"
    >>> [made.after for made in repair(text, Profile(), Options(), Work.on(text))]
    ['哋']
    """
    del options, work
    if not blocks.PRIVATE.are_in(text) or not _PRIVATE.search(text):
        return []
    misread = misread_lines(text)
    runs = [run for run in _PRIVATE.finditer(text) if not any(start <= run.start() < end for start, end in misread)]
    traditional = script_of(Counter(text)) == "hant"
    said = [_read(run, traditional=traditional) if _is_in_chinese(text, run) else None for run in runs]
    # Icons stand at the starts and ends of lines; a single one makes the others there doubtful.
    doubtful = None in said
    repairs = [
        Repair(
            KIND, run.start(), run[0], after, "likely", _BITS * len(after), "private-use characters of users' tables"
        )
        for run, after in zip(runs, said, strict=True)
        if after and (_is_inside(text, run) or (not doubtful and all(map(_is_known, after))))
    ]
    profile.proofs[KIND] += len(repairs)
    return repairs


def _beside(text: str, run: re.Match[str]) -> list[str]:
    """What stands on either side; nothing where a line begins or ends."""
    return [text[max(0, run.start() - 1) : run.start()].strip("\r\n"), text[run.end() : run.end() + 1].strip("\r\n")]


def _is_inside(text: str, run: re.Match[str]) -> bool:
    return all(_CHINESE.match(char) for char in _beside(text, run))


def _is_in_chinese(text: str, run: re.Match[str]) -> bool:
    """Whether Chinese text stands next to ``run``: on both sides, or on one if the line ends on the other."""
    beside = [char for char in _beside(text, run) if char]
    if _INDENT.fullmatch(run[0]):
        line = text[text.rfind("\n", 0, run.start()) + 1 :].partition("\n")[0]
        return _HANZI.search(line) is not None
    return bool(beside) and all(_CHINESE.match(char) for char in beside)


def _read(run: re.Match[str], *, traditional: bool) -> str | None:
    """What a run of private-use characters says, if tables explain all of it: the likeliest reading of each."""
    tables = (_BLANK, _NATIONAL, *((hong_kong(),) if traditional else ()))
    costs = model().costs
    ways = [[table[char] for table in tables if char in table] for char in run[0]]
    return "".join(min(way, key=costs.__getitem__) for way in ways) if all(ways) else None


def _is_known(char: str) -> bool:
    """Whether the language model has met ``char``, or it is not a Hanzi."""
    return not _HANZI.match(char) or model().costs[char] <= _KNOWN


def explains(before: str, after: str, context: Context) -> bool:
    r"""Whether one of the tables has each character of ``after`` where ``before`` has a private-use one.

    >>> context = Context(KIND, "佢\ue5a2話", 1, 2)
    >>> explains("\ue5a2", "哋", context), explains("\ue5a2", "地", context)
    (True, False)
    """
    del context
    tables = (_BLANK, _NATIONAL, hong_kong())
    pairs = zip(before, after, strict=False)
    return 0 < len(before) == len(after) and all(
        any(each.get(private) == char for each in tables) for private, char in pairs
    )


ACCIDENT: Final = Accident(
    kinds={KIND: "characters of users' own tables, in Unicode's private-use area"},
    damage=damage,
    repair=repair,
    explains=explains,
)
