"""Text that was read in a table of single bytes: whole lines, parts of them, and short values.

Here every byte is known, so there is one text that each chain can have given. Which it was, if any, is weighed
in bits: the text as Chinese against what is shown as text in an alphabet, or as signs. A title or a file name
needs as many bits as a paragraph; a document that has proved a chain needs fewer for the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from harvester.text.edits import Repair
from harvester.text.language.model import model
from harvester.text.misread.quotations import names_an_encoding, paragraphs_in, tells_of_misreadings
from harvester.text.misread.rivals import rival_bits
from harvester.text.misread.signs import lines_with, rare
from harvester.text.misread.stretches import ASCII
from harvester.text.misread.tables import TABLE_CHAINS, TABLES, TableChain
from harvester.text.newcomers import has_newcomers
from harvester.text.options import Options
from harvester.text.profile import Profile
from harvester.text.work import Work

CHAINS: Final = {chain.kind: chain for chain in TABLE_CHAINS}
KINDS: Final = tuple(CHAINS)

#: So many bits must the text be likelier than its rival, in a document that has proved nothing yet; or if it has.
_FIRST_GAIN: Final = 12.0
_NEXT_GAIN: Final = 8.0
#: As text of an alphabet a character of a misreading has more bits than this.
_ODD: Final = 5.6
#: As Chinese, a character of what it said has fewer bits than this; in UTF-8, whose bytes nobody writes by chance,
#: it may be of a name.
_WORDED: Final = 11.5
_NAMED: Final = 17.0
#: So many characters beyond ASCII, at least, were misread; one in so many of them may be rare.
_LEAST: Final = 2
_RARE: Final = 8
#: A trail byte that is ASCII.
_TRAIL: Final = re.compile("[@-~]")


class _Found(NamedTuple):
    chain: TableChain
    end: int
    text: str
    gain: float


def damage(text: str, kind: str) -> str:
    """``text`` read in the table that ``kind`` names.

    Raises :class:`UnicodeEncodeError` where the true encoding lacks a character, :class:`KeyError` where
    there is no such kind.
    """
    return CHAINS[kind].damage(text)


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """The runs of ``text`` that were read in a table of single bytes, as what they said."""
    del work
    if not _pair().search(text):
        return []
    chains = [chain for chain in TABLE_CHAINS if options.wants(chain.kind)]
    if not chains:
        return []
    learned = profile.copy()
    repairs: list[Repair] = []
    for first, last in paragraphs_in(text):
        made = list(_in_paragraph(text, first, last, chains, learned))
        if made and not (_are_few(made, last - first) and names_an_encoding(text[first:last])):
            learned.proofs.update(each.kind for each in made)
            repairs += made
    if repairs and _are_few(repairs, len(text)) and tells_of_misreadings(text):
        return []
    profile.update(learned.since(profile))
    return repairs


def _are_few(repairs: list[Repair], size: int) -> bool:
    """Whether most of ``size`` characters is not what was repaired."""
    return 2 * sum(len(made.before) for made in repairs) < size


def _in_paragraph(text: str, first: int, last: int, chains: list[TableChain], profile: Profile) -> Iterator[Repair]:
    paragraph = text[first:last]
    for start, end in lines_with(_pair(), paragraph):
        for run in _run().finditer(text, first + start, first + end):
            yield from _of_run(text, *run.span(), chains, profile)


def _of_run(text: str, start: int, end: int, chains: list[TableChain], profile: Profile) -> Iterator[Repair]:
    """The repair of the run from ``start`` to ``end``, or of its words."""
    found = _best(text, start, end, chains, profile)
    if found:
        yield _as_repair(text, start, found)
        return
    for word in _word().finditer(text, start, end) if " " in text[start:end] else ():
        found = _best(text, *word.span(), chains, profile)
        if found:
            yield _as_repair(text, word.start(), found)


def _best(text: str, start: int, end: int, chains: list[TableChain], profile: Profile) -> _Found | None:
    """The likeliest of what ``chains`` make of a run, if it is likely enough."""
    run = text[start:end]
    beyond = ASCII.sub("", run)
    rival = rival_bits(run)
    if len(beyond) < _LEAST or rival < _ODD * len(beyond):
        return None
    ends = (end, end + 1) if _TRAIL.match(text, end) else (end,)
    shown = set(beyond)
    read = [
        _Found(chain, until, said, rival - _bits(said))
        for chain in chains
        if shown <= chain.wrong.beyond
        for until in ends
        if (said := chain.undo(text[start:until])) and _is_chinese(said, _NAMED if chain.true == "utf-8" else _WORDED)
    ]
    best = max(read, key=lambda found: found.gain, default=None)
    if best is None or has_newcomers(run, best.text):
        return None
    least = _NEXT_GAIN if profile.proofs[best.chain.kind] else _FIRST_GAIN
    return best if best.gain >= least else None


def _is_chinese(said: str, most: float) -> bool:
    """Whether ``said`` reads as Chinese, each character of fewer bits than ``most``."""
    beyond = ASCII.sub("", said)
    if len(beyond) < _LEAST or _bits(said) > most * len(beyond):
        return False
    return most == _NAMED or sum(map(rare().__contains__, beyond)) * _RARE <= len(beyond)


def _bits(text: str) -> float:
    """The bits of the characters beyond ASCII in ``text``; what is ASCII says the same in every encoding."""
    costs = model().costs
    whole = "\n\n" + ASCII.sub(" ", text)
    return sum(costs[whole[place : place + 3]] for place in range(len(whole) - 2) if whole[place + 2] != " ")


def _as_repair(text: str, start: int, found: _Found) -> Repair:
    kind = found.chain.kind
    return Repair(
        kind=kind,
        start=start,
        before=text[start : found.end],
        after=found.text,
        certainty="certain",
        bits=round(found.gain, 1),
        why=kind.replace("-as-", " read as "),
    )


@cache
def _high() -> str:
    """What tables show beyond ASCII, for a class of a pattern."""
    return re.escape("".join(sorted(frozenset().union(*(table.beyond for table in TABLES)))))


@cache
def _pair() -> re.Pattern[str]:
    """Two characters beyond ASCII side by side; the marks of Chinese text are not looked at."""
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
