"""A site's own noise: strings that it puts at the ends of lines, such as ``. From 1point 3acres bbs``.

Known strings are those of public sources (``data/site_strings.json``), of the options and of the
profile, and those that a document shows: the same odd string after full sentences, line
after line, in a text that has the forum's noise.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
from harvester.text.accident import Accident, Context
from harvester.text.edits import Certainty, Repair
from harvester.text.noise.grammar import INVISIBLE, LINE_ENDS, LINE_STARTS
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "site-string"
_PROOF: Final = "noise"

#: How many lines a string must end to be believed.
_BELIEVED: Final = 3
# After a full stop or a quote: text with at least four Latin letters in a row, up to the end of the line.
_ODD: Final = regex(
    r"(?<=[。！？…”」])([^…”\u2e80-\uffef\n]{0,20}?[A-Za-z]{4,}[^…”\u2e80-\uffef\n]{0,20})$", re.MULTILINE
)
#: The full stop and blanks that the site puts between the text and its string.
_LEAD: Final = regex(r"[.\s]*\s\Z|(?<=[^\x00-\x7f])[.]\Z")


def damage(text: str, string: str) -> str:
    r"""``text`` with ``string`` at the end of each line.

    >>> damage("灯会开始。\n请走西门。", " via South BBS")
    '灯会开始。 via South BBS\n请走西门。 via South BBS'
    """
    return "\n".join(f"{line}{string}" for line in text.split("\n"))


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    """Every known string removed where it stands at the start or end of a line.

    >>> from harvester.text import Options
    >>> text = "第一轮很顺利。. From 1point 3acres bbs"
    >>> [made.before for made in repair(text, Profile(), Options(), Work.on(text))]
    ['. From 1point 3acres bbs']
    """
    del work
    if profile.proofs[_PROOF]:
        _learn(text, profile)
    spans: dict[int, Repair] = {}
    for string, (certainty, why) in _strings(text, profile, options).items():
        for start, end in _at_line_ends(text, string):
            known = spans.get(start)
            if known is None or known.end < end:
                spans[start] = Repair(KIND, start, text[start:end], "", certainty, 8.0 * len(string), why)
    return list(_apart(spans))


def _learn(text: str, profile: Profile) -> None:
    """Count in the profile the odd strings that end at least three lines."""
    if not text.isascii():
        found = Counter(string.strip() for string in _ODD.findall(text))
        profile.strings.update({string: times for string, times in found.items() if times >= _BELIEVED})


def _strings(text: str, profile: Profile, options: Options) -> Mapping[str, tuple[Certainty, str]]:
    """The strings to look for, the surest reason last."""
    strings: dict[str, tuple[Certainty, str]] = {}
    for part, known in _known().items():
        if part in text:
            strings |= dict.fromkeys(known, ("likely", "a string known to be a site's noise"))
    for string, times in profile.strings.items():
        if times >= _BELIEVED and string.strip(INVISIBLE):
            strings[string] = ("likely", f"stood at the ends of {times} lines of this site")
    for string in options.strings:
        if string.strip(INVISIBLE):
            strings[string] = ("certain", "a string given as the site's noise")
    return strings


@cache
def _known() -> Mapping[str, list[str]]:
    """A part that several strings share -> the strings: a text without it need not be searched for them."""
    known: Mapping[str, list[str]] = json.loads(
        files("harvester.text").joinpath("data", "site_strings.json").read_text(encoding="utf-8")
    )
    return known


def _at_line_ends(text: str, string: str) -> Iterator[tuple[int, int]]:
    """Where ``string`` stands at the start or end of a line, with the invisible characters next to it."""
    start = text.find(string)
    while start >= 0:
        end = start + len(string)
        first, last = start, end
        while first and text[first - 1] in INVISIBLE:
            first -= 1
        while last < len(text) and text[last] in INVISIBLE:
            last += 1
        if last == len(text) or text[last] in LINE_ENDS:
            lead = _LEAD.search(text, max(0, start - 4), start)
            yield (lead.start() if lead else start), last
        elif not first or text[first - 1] in LINE_STARTS:
            yield first, end
        start = text.find(string, end)


def _apart(spans: Mapping[int, Repair]) -> Iterator[Repair]:
    """In order, without those that begin inside another."""
    position = 0
    for start in sorted(spans):
        if start >= position:
            yield spans[start]
            position = spans[start].end


def explains(before: str, after: str, context: Context) -> bool:
    """Whether ``before`` is one of the site's strings, at either end of a line; invisible characters may be around it.

    Nothing replaces it: the strings of ``context`` and the known ones explain it.

    >>> text = "灯会开始。via South BBS"
    >>> explains("via South BBS", "", Context(KIND, text, 5, 18, frozenset({"via South BBS"})))
    True
    """
    bare = before.strip(f"{INVISIBLE}\n\r")
    known = {string.strip(INVISIBLE) for string in context.strings.union(*_known().values())}
    at_end = context.right(1) in ("", *LINE_ENDS) or context.left(1) in ("", *LINE_STARTS)
    return not after and at_end and (bare in known or bare.lstrip(f".{INVISIBLE}") in known)


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    del kind
    return damage(text, rng.choice(("", ".", ". ", " ")) + rng.choice(_known()["acres"]))


ACCIDENT: Final = Accident(
    kinds={KIND: "a string that the site puts at the ends of lines"}, damage=_damaged, repair=repair, explains=explains
)
