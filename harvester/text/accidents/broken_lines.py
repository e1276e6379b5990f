r"""A line break inside a character of a misread text: ``¡\n£`` for the bytes A1A3 of ``。``.

Mail programs and terminals that wrap lines by bytes break them anywhere. In text that was read in a
single-byte table the two halves of a character are then on two lines, and neither line can be read. The break
is taken out where the first line ends in the lead byte of a character and both, joined, are Chinese.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Repair
from harvester.text.misread.rivals import rival_bits
from harvester.text.misread.runs import WORDED, chinese_bits
from harvester.text.misread.stretches import ASCII
from harvester.text.misread.tables import TABLE_CHAINS, Table, TableChain
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "broken-line"

#: A break between letters and signs beyond ASCII; on Windows a break is two characters.
_BREAK: Final = regex("(?<=[\x80-\u0fff‚-™⌂-◿])\r?\n(?=[@-~\x80-\u0fff‚-™⌂-◿])")
#: What follows such a break: a pattern that begins with one character is fast to search for.
_NEXT: Final = regex("\n(?=[@-~\x80-\u0fff‚-™⌂-◿])")
#: How much of the lines on both sides is looked at; more says nothing new.
_REACH: Final = 160
#: As alphabetic text a character of a misreading costs more bits than this; and what the joined lines must gain.
_ODD: Final = 5.6
_GAIN: Final = 16.0
#: After this many breaks in a row that are not inside characters no more are looked at.
_FRUITLESS: Final = 64
#: The most bytes of a character; those of four are not written here.
_LONGEST: Final = 3
#: How Python's codecs describe a character that is cut off at the end.
_INCOMPLETE: Final = ("incomplete multibyte sequence", "unexpected end of data")


def damage(text: str, kind: str = KIND, rng: random.Random | None = None) -> str:
    r"""``text``, GBK read as Latin-1, with a break in the first full stop, or after the first byte.

    >>> damage("说。")
    'Ëµ¡\n£'
    """
    del kind, rng
    shown = text.encode("gb18030").decode("latin-1")
    place = max(shown.find("¡£"), 0) + 1
    return f"{shown[:place]}\n{shown[place:]}"


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    r"""The line breaks inside characters of ``text``, taken out.

    >>> from harvester.text import Options
    >>> text = damage("昨天夜里下了一场雨。今天早上花都开了")
    >>> [made.before for made in repair(text, Profile(), Options(), Work.on(text))]
    ['\n']
    """
    del work
    if not _NEXT.search(text) or not _BREAK.search(text):
        return []
    repairs: list[Repair] = []
    fruitless = 0
    chains = [chain for chain in TABLE_CHAINS if options.wants(chain.kind)]
    for found in _BREAK.finditer(text):
        gain = _gain(text, found, chains, repairs[-1].end if repairs else -1)
        fruitless = 0 if gain else fruitless + 1
        if fruitless > _FRUITLESS:
            break
        if gain:
            why = "a line break between the bytes of a character"
            repairs.append(Repair(KIND, found.start(), found[0], "", "likely", round(gain, 1), why))
    profile.proofs[KIND] += len(repairs)
    return repairs


def _gain(text: str, found: re.Match[str], chains: list[TableChain[Table]], broken: int) -> float:
    """How many bits are gained by reading the lines on both sides as one; 0 where no character is broken.

    ``broken``: the start of the line that begins with the rest of a broken character, if one does.
    """
    start = text.rfind("\n", 0, found.start()) + 1
    inside = start == broken or found.start() - start > _REACH
    before = text[max(start, found.start() - _REACH) : found.start()]
    end = text.find("\n", found.end())
    after = text[found.end() : min(len(text) if end < 0 else end, found.end() + _REACH)]
    joined = before + after
    rival = rival_bits(joined)
    if rival < _ODD * len(ASCII.sub("", joined)):
        return 0.0
    ways = (each for chain in chains for each in _joined(before, after, chain, inside=inside))
    said = (bits for each in ways if (bits := chinese_bits(each, WORDED)) is not None)
    gain = max((rival - bits for bits in said), default=0.0)
    return gain if gain >= _GAIN else 0.0


def _joined(before: str, after: str, chain: TableChain[Table], *, inside: bool) -> Iterator[str]:
    """What both lines may say together, if the first ends inside a character that the second completes.

    ``inside``: whether ``before`` may begin inside a character, which is left out.
    """
    try:
        first, then = chain.wrong.unread(before), chain.wrong.unread(after)
    except UnicodeEncodeError:
        return
    for skipped in range(_LONGEST if inside else 1):
        if _is_open(first[skipped:], chain):
            whole = (first[skipped:] + then).decode(chain.codec, "ignore")
            lost = len(first) + len(then) - skipped - len(whole.encode(chain.codec))
            if lost < _LONGEST:
                yield whole


def _is_open(data: bytes, chain: TableChain[Table]) -> bool:
    """Whether ``data`` is well-formed except for its last character, of which only a byte or two are there."""
    try:
        data.decode(chain.codec)
    except UnicodeDecodeError as error:
        return error.end == len(data) and error.reason in _INCOMPLETE
    return False


def explains(before: str, after: str, context: Context) -> bool:
    r"""Whether ``before`` is a line break, and what stands on both sides are bytes of one character, by some table.

    >>> explains("\n", "", Context(KIND, "Ëµ¡\n£", 3, 4)), explains("\n", "", Context(KIND, "Ëµ¡\n中", 3, 4))
    (True, False)
    """
    if after or before not in ("\n", "\r\n"):
        return False
    left, right = context.left(_LONGEST), context.right(_LONGEST)
    parts = [f"{left[-size:]}{right[:more]}" for size in range(1, len(left) + 1) for more in range(1, len(right) + 1)]
    return any(len(chain.undo(part) or "") == 1 for part in parts for chain in TABLE_CHAINS)


ACCIDENT: Final = Accident(
    kinds={KIND: "a line break between the bytes of a character"}, damage=damage, repair=repair, explains=explains
)
