"""Noise against copying at every line end, in text whose tags are lost: `` 6~s,j({^u. `` before the line breaks.

phpwind replaces every ``<br />`` by ``<span style="display:none"> XXXXXXXXXX </span>&nbsp;<br />``: ten characters of
code 0 to 126, each as likely as any, between two blanks, and behind them the blank that doesn't break, which readers
see. ``<`` is written ``&lt;``; all others stand as they are, NUL, ESC and line ends too. Each load of a page has other
ones. So the tenth character from the end begins it, whatever the text before looks like; and control characters, a
quarter of all, prove it: no text has any.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

from harvester.text.accident import Accident, Context
from harvester.text.edits import Repair
from harvester.text.noise.escapes import Unescaped
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:
    from harvester.text.options import Options

KIND: Final = "line-noise"

#: How many characters there are in each, and the last code that is drawn.
SIZE: Final = 10
LAST_CODE: Final = 126
#: How many bits one character is worth that is one of 127.
_BITS: Final = 7.0
#: Kinds of the characters that can be printed, and how many there are of each.
_KINDS: Final = {"0-9": 10, "A-Z": 26, "a-z": 26, "!-/:-@\\[-`{-~": 32}
#: All of them together.
_PRINTABLE: Final = 94
#: How far the kinds may be from an even draw (chi-square of three degrees, one in a hundred), and how many are enough.
_FARTHEST: Final = 11.3
_ENOUGH: Final = 24
#: What is left of one where characters were dropped, at least.
_LEAST: Final = 4
#: Runs seen on the pages of a site, from which on it is known to have noise.
_KNOWN_SITE: Final = 3
#: The part of a text's line ends that have one, at least, and how many of them prove it without control characters.
_SHARE: Final = 0.8
_MANY: Final = 3
#: How many control characters there are that no text has; by how many standard deviations noise may have fewer (one in
#: two thousand has); how many of them differ, at least, against an even draw.
_CONTROLS: Final = 28
_FEWER: Final = 3.3
_VARIED: Final = 0.6

#: A character of noise; NUL may have become U+FFFD.
_UNIT: Final = r"[\x00-\x7e\ufffd]"
#: As the forum writes it, with its tags or without them.
_WHOLE: Final = re.compile(
    r"(?P<tag><span style=[\"']?display:\s?none;?[\"']?>)?"
    rf" (?:&lt;|{_UNIT}){{{SIZE}}} (?(tag)</span>)\xa0?(?(tag)|(?<=\xa0))",
    re.IGNORECASE,
)
#: Where it may begin in a line: at its start, behind a blank, or behind text of another script.
_BEGIN: Final = r"(?:(?<![^\n\r])| |(?<=[^\x00-\x7e]))"
#: At the end of a line, where white space, and where other characters, were taken off.
_STRIPPED: Final = re.compile(rf"{_BEGIN}{_UNIT}{{{SIZE}}}\Z")
_SHORT: Final = re.compile(rf"{_BEGIN}[\x00-\x09\x0b\x0c\x0e-\x7e\ufffd]{{{_LEAST},{SIZE - 1}}}\Z")
_BREAK: Final = re.compile(r"[\n\r]+")
_BLANKS: Final = " \t\xa0"
#: All characters of one byte but control characters that no text has; blanks and line ends are not among those.
_OF_TEXT: Final = bytes(code for code in range(256) if code > 31 or code in range(9, 14))

#: What a repair may take away, as the forum writes it and as it comes out of what reads it.
_ONE: Final = r"(?:&(?:amp;)*(?:lt|gt|quot|amp|apos|nbsp|#\d+|#x[\da-f]+);|[\x00-\x7e\ufffd])"
_GRAMMAR: Final = re.compile(
    rf"(?:<span[^<>]*> {_ONE}{{{SIZE}}} </span>| ?{_ONE}{{{_LEAST},{SIZE}}}[ \t]*)(?:\xa0|&(?:amp;)*(?:nbsp|#160);)*",
    re.IGNORECASE,
)


def damage(text: str, *, rng: random.Random, tags: bool = False) -> str:
    r"""``text`` as a board shows it that has the option on: noise before every line break. ``tags``: with its tags.

    >>> damage("灯会今晚开始。\n请走西门。", rng=random.Random(4))
    '灯会今晚开始。 \x1e&\r\\2=\x13\x0b\x08\x02 \xa0\n请走西门。'
    """
    before, after = ('<span style="display:none"> ', " </span>&nbsp;<br />") if tags else (" ", " \xa0\n")
    lines = text.split("\n")
    return "".join([*(f"{line}{before}{_noise(rng, escaped=tags)}{after}" for line in lines[:-1]), lines[-1]])


def _noise(rng: random.Random, *, escaped: bool) -> str:
    drawn = "".join(chr(rng.randint(0, LAST_CODE)) for _ in range(SIZE))
    return drawn.replace("<", "&lt;") if escaped else drawn


def collapse(text: str) -> str:
    r"""``text`` as most extractors leave it: without white space at the ends of its lines.

    >>> collapse("灯会今晚 \n 开始")
    '灯会今晚\n开始'
    """
    return "\n".join(line.strip() for line in text.split("\n"))


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    r"""Each piece of noise removed, if what looks like it in ``text`` proves to be.

    >>> from harvester.text import Options
    >>> text = damage("灯会今晚开始。\n请走西门。\n不要带狗。\n门票五元。", rng=random.Random(4))
    >>> {made.after for made in repair(text, Profile(), Options(), Work.on(text))} <= {"", "\n"}
    True
    """
    del options, work
    if not _may_have(text):
        return []
    view = Unescaped.of(text)
    runs = _found(view.text)
    known = profile.proofs[KIND] >= _KNOWN_SITE
    if not _is_proved(view.text, runs, known=known):
        return []
    certain = known or len(runs) > 1
    repairs = [_removal(text, view, run, certain=certain) for run in runs]
    profile.proofs[KIND] += sum(each.certainty == "certain" for each in repairs)
    return repairs


@dataclass(frozen=True, slots=True)
class _Run:
    """A stretch of text that may be noise: ``whole`` with all of its ten characters, ``tagged`` with its tags, too."""

    start: int
    end: int
    whole: bool = True
    tagged: bool = False


def _may_have(text: str) -> bool:
    """Whether there is a first sign: the blank behind noise, its tag, or a control character."""
    return (
        " \xa0" in text
        or "display:" in text
        or "&nbsp;" in text
        or bool(text.encode("latin-1", "ignore").translate(None, _OF_TEXT))
    )


def _found(text: str) -> list[_Run]:
    """What may be noise, in order and apart: whole in the form of the forum, otherwise what line ends have of it."""
    whole = [_Run(*match.span(), tagged=match["tag"] is not None) for match in _WHOLE.finditer(text)]
    return sorted([*whole, *_at_line_ends(text, whole)], key=lambda run: run.start)


def _at_line_ends(text: str, whole: Sequence[_Run]) -> Iterator[_Run]:
    """What stands at those line ends that are neither in one of ``whole`` nor behind one, the last first.

    The noise may have line ends itself, so what is behind one is looked at before it.
    """
    left = list(whole)
    until = len(text)
    for place in reversed([match.start() for match in _BREAK.finditer(text)]):
        while left and left[-1].start >= place:
            until = min(until, left.pop().start)
        since = left[-1].end if left else 0
        if place >= until or place <= since:
            continue
        end = place
        while end > since and text[end - 1] in _BLANKS:
            end -= 1
        first = max(since, end - SIZE - 1)
        found = _STRIPPED.search(text, first, end) or _SHORT.search(text, first, end)
        if found is not None:
            until = found.start()
            yield _Run(until, place, whole=found.end() - until >= SIZE)


def _is_proved(text: str, runs: Sequence[_Run], *, known: bool) -> bool:
    """Whether what was found is noise: it is at nearly every line end, and has characters that no text has.

    Where those were dropped, the blank that doesn't break stands behind each, and what is left looks drawn by chance.
    """
    whole = [run for run in runs if run.whole]
    if whole and len(whole) == len(runs) and all(run.tagged for run in runs):
        return True
    ends = {run.end for run in runs}
    places = list(_breaks_between(text, runs))
    if not runs or sum(place in ends for place in places) < _SHARE * len(places):
        return False
    controls = _drawn_controls([text[run.start : run.end] for run in whole])
    behind = [run for run in runs if text[run.start : run.end].endswith(" \xa0")]
    if whole and controls and (known or behind or controls > 1):
        return True
    shown = "".join("".join(text[run.start : run.end].split()) for run in behind)
    return len(behind) >= max(_MANY, _SHARE * len(runs)) and _looks_drawn(shown)


def _drawn_controls(shown: Sequence[str]) -> int:
    """How many control characters ``shown`` has, noise a line; none where they are too few, or too alike, for chance.

    Logs of terminals and man pages have the same one again and again, at every line end or in every word.
    """
    found = "".join(shown).encode("latin-1", "ignore").translate(None, _OF_TEXT)
    part = _CONTROLS / (LAST_CODE + 1)
    usual = part * SIZE * len(shown)
    distinct = _CONTROLS * (1 - (1 - 1 / _CONTROLS) ** len(found))
    drawn = len(found) >= usual - _FEWER * sqrt(usual * (1 - part)) and len(set(found)) >= _VARIED * distinct
    return len(found) if drawn else 0


def _breaks_between(text: str, runs: Sequence[_Run]) -> Iterator[int]:
    """The line ends of a text that are in none of ``runs``."""
    starts, ends = [0, *(run.end for run in runs)], [*(run.start for run in runs), len(text)]
    for since, until in zip(starts, ends, strict=True):
        yield from (match.start() for match in _BREAK.finditer(text, since, until))


def _looks_drawn(symbols: str) -> bool:
    """Whether characters are of all kinds as an even draw has them, and seldom the same: no word, number or code is."""
    total = len(symbols)
    if total < _ENOUGH:
        return False
    wanted = {kind: total * size / _PRINTABLE for kind, size in _KINDS.items()}
    far = sum((len(re.findall(f"[{kind}]", symbols)) - count) ** 2 / count for kind, count in wanted.items())
    distinct = _PRINTABLE * (1 - (1 - 1 / _PRINTABLE) ** total)
    return far <= _FARTHEST and len(set(symbols)) >= 0.75 * distinct


def _removal(source: str, view: Unescaped, run: _Run, *, certain: bool) -> Repair:
    first, last = view.source(run.start), view.source(run.end)
    return Repair(
        kind=KIND,
        start=first,
        before=source[first:last],
        after="",
        certainty="certain" if run.tagged or (certain and run.whole) else "likely",
        bits=_BITS * min(SIZE, run.end - run.start),
        why="ten characters of noise at the end of a line"
        if run.whole
        else "what is left of noise at the end of a line",
    )


def explains(before: str, after: str, context: Context) -> bool:
    r"""Whether the forum may have put ``before`` there: nothing stands in its place, and it is ten characters of noise.

    >>> text = "天晴。 6~s,j({^u. \xa0"
    >>> explains(text[3:], "", Context(KIND, text, 3, len(text)))
    True
    """
    del context
    return not after and _GRAMMAR.fullmatch(before) is not None


def _damaged(text: str, kind: str, rng: random.Random) -> str:
    """:func:`damage`, white space kept or taken off the ends of lines, or with its tags left in the text."""
    del kind
    way = rng.choice(("kept", "collapsed", "tagged"))
    damaged = damage(text, rng=rng, tags=way == "tagged")
    return collapse(damaged) if way == "collapsed" else damaged.replace("<br />", "\n")


ACCIDENT: Final = Accident(
    kinds={KIND: "phpwind's noise against copying: ten characters of any code before each line break"},
    damage=_damaged,
    repair=repair,
    explains=explains,
)
