"""Text that was read in a single-byte table: whole lines, parts of them, and short values.

Here every byte is known, so each chain can have come from one text only. Which it was, if any, is weighed
in bits: the text as Chinese against what is shown as alphabetic text, or as signs. A title or a file name
needs as many bits as a paragraph; a document that has proved a chain needs fewer for the next.
"""

from __future__ import annotations

import random
import re
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.misread.joined import bits_of_tidied
from harvester.text.misread.left_out import HYPHEN, may_lack_bytes
from harvester.text.misread.rivals import rival_bits
from harvester.text.misread.runs import (
    LEAST,
    NAMED,
    WORDED,
    Found,
    Runs,
    bits_beyond_ascii,
    is_chinese,
    repair_runs,
)
from harvester.text.misread.stretches import ASCII
from harvester.text.misread.tables import TABLE_CHAINS, TABLES, Table, TableChain
from harvester.text.newcomers import has_newcomers
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

CHAINS: Final = {chain.kind: chain for chain in TABLE_CHAINS}
KINDS: Final = tuple(CHAINS)

#: Bits by which the text must be likelier than its rival in a document that has proved nothing yet; and in others.
_FIRST_GAIN: Final = 12.0
_NEXT_GAIN: Final = 8.0
#: As alphabetic text a character of a misreading costs more bits than this.
_ODD: Final = 5.6
#: Characters beyond ASCII that may belong to the same misreading as a run that they touch.
_LETTERS_BEYOND: Final = regex("[\x80-\u0fff]")
#: Typographic marks, Chinese punctuation, and full-width ASCII marks: three bytes each in UTF-8.
_MARKS: Final = regex("[\u2010-\u2027\u2030-\u203b\u3000-\u3011\u3014-\u301f\uff01-\uff20]+")
#: What one of them costs in what was said, in bits: taken as one character in 16.
_MARK: Final = 4.0
#: Latin letters with accents, as pinyin has them, and what is none.
_LETTERS: Final = regex("[À-ÖØ-öø-ƿǍ-ɏ\u0300-\u036f]")
_NOT_LETTERS: Final = regex("[^ -~À-ÖØ-öø-ƿǍ-ɏ]")
#: The tables that ftfy undoes.
_TIDIED: Final = frozenset({"cp1252", "latin-1"})
#: A trail byte that is ASCII.
_TRAIL: Final = regex("[@-~]")


def damage(text: str, kind: str) -> str:
    """``text`` read in the table that ``kind`` names.

    Raises :class:`UnicodeEncodeError` where the true encoding lacks a character, :class:`KeyError` where
    there is no such kind.

    >>> damage("月光", "gbk-as-cp437")
    '╘┬╣Γ'
    """
    return CHAINS[kind].damage(text)


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """The runs of ``text`` that were read in a single-byte table, turned into what they said.

    >>> from harvester.text import Options
    >>> text = damage("月光小城的灯会", "gbk-as-koi8-r")
    >>> [made.after for made in repair(text, Profile(), Options(), Work.on(text))]
    ['月光小城的灯会']
    """
    del work
    if not _pair().search(text):
        return []
    chains = [chain for chain in TABLE_CHAINS if options.wants(chain.kind)]
    if not chains:
        return []
    best = partial(_best, chains=chains)
    return repair_runs(text, profile, Runs(_pair(), _run(), _word(), best, _is_odd))


def _best(text: str, start: int, end: int, profile: Profile, chains: list[TableChain[Table]]) -> Found | None:
    """The likeliest of what ``chains`` make of a run, if it is likely enough."""
    if _LETTERS_BEYOND.match(text, end) or (start and _LETTERS_BEYOND.match(text, start - 1)):
        return None  # part of what some other reader showed
    run = text[start:end]
    beyond = ASCII.sub("", run)
    rival = rival_bits(run)
    if not _is_odd(run):
        return None
    ends = (end, end + 1) if _TRAIL.match(text, end) else (end,)
    shown = set(beyond)
    read = [
        Found(chain.kind, until, said, rival - _bits(said))
        for chain in chains
        if shown <= chain.wrong.beyond
        for until in ends
        if (said := chain.undo(text[start:until])) and _is_plausible(said, chain)
    ]
    best = max(read, key=lambda found: found.gain, default=None)
    if best is None or has_newcomers(run, best.text):
        return None
    if best.gain < (_NEXT_GAIN if profile.proofs[best.kind] else _FIRST_GAIN):
        return None
    said = best.text + _ascii_after(text, best.end)
    return best._replace(certainty=_certainty(text, said, CHAINS[best.kind]))


def _is_odd(word: str) -> bool:
    """Whether ``word`` is hardly alphabetic text."""
    beyond = ASCII.sub("", word)
    return len(beyond) >= LEAST and rival_bits(word) >= _ODD * len(beyond)


def _ascii_after(text: str, place: int) -> str:
    """What stands at ``place`` if it may be the second byte of a character."""
    found = _TRAIL.match(text, place)
    return found[0] if found else ""


def _certainty(text: str, said: str, chain: TableChain[Table]) -> Certainty:
    """A guess where a byte may have been left out that ``text`` shows nowhere, or where ftfy may have tidied up."""
    if chain.true == "utf-8":
        return "certain"
    hidden = HYPHEN in chain.wrong.beyond and HYPHEN not in text
    tidied = chain.wrong.name in _TIDIED and bits_of_tidied(said) > 0
    return "guess" if tidied or (hidden and may_lack_bytes(said, chain.codec)) else "certain"


def _bits(said: str) -> float:
    """The bits of what a run said; marks alone may stand in text of any language, which the model does not know.

    Letters of pinyin are alphabetic text.
    """
    marks = _MARKS.fullmatch(ASCII.sub("", said))
    if marks:
        return _MARK * len(marks[0])
    letters = _LETTERS.search(said)
    return bits_beyond_ascii(_LETTERS.sub(" ", said)) + (rival_bits(_NOT_LETTERS.sub(" ", said)) if letters else 0.0)


def _is_plausible(said: str, chain: TableChain[Table]) -> bool:
    """Whether ``said`` reads as Chinese; UTF-8 is never chance: pinyin may stand beside, or marks alone."""
    if chain.true != "utf-8":
        return is_chinese(said, WORDED)
    return is_chinese(_LETTERS.sub(" ", said), NAMED) or _MARKS.fullmatch(ASCII.sub("", said)) is not None


@cache
def _high() -> str:
    """What tables show beyond ASCII, for a class of a pattern."""
    return re.escape("".join(sorted(frozenset().union(*(table.beyond for table in TABLES)))))


@cache
def _pair() -> re.Pattern[str]:
    """Two characters beyond ASCII side by side, the first not a mark of Chinese text."""
    signs = "".join(sorted(frozenset().union(*(table.beyond for table in TABLES)) - frozenset("“”‘’—…·《》")))
    return re.compile(f"[{re.escape(signs)}][{_high()}]")


@cache
def _run() -> re.Pattern[str]:
    high = _high()
    return re.compile(f"[{high}](?:[\t -~]*[{high}])*")


@cache
def _word() -> re.Pattern[str]:
    high = _high()
    return re.compile(f"[{high}](?:[!-~]*[{high}])*")


def explains(before: str, after: str, context: Context) -> bool:
    """Whether the table of the kind shows ``before`` for ``after``.

    >>> explains("╓╨", "中", Context("gbk-as-cp437", "╓╨", 0, 2))
    True
    """
    chain = CHAINS.get(context.kind)
    return chain is not None and before != after and chain.shows(after, before)


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    del rng
    return damage(text, kind)


ACCIDENT: Final = Accident(
    kinds={chain.kind: f"{chain.true} read as {chain.wrong.name}" for chain in TABLE_CHAINS},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
