"""Noise against copying at every line end, in text that has lost its tags: `` 6~s,j({^u. `` before line breaks.

phpwind replaces every ``<br />`` by ``<span style="display:none"> XXXXXXXXXX </span>&nbsp;<br />``: ten characters of
code 0 to 126, each as likely as any, between two blanks, followed by a no-break space, which readers
see. ``<`` is written ``&lt;``; all others as they are, NUL, ESC and line ends too. Each load of a page has new
ones. So it begins at the tenth character from the end, whatever the text before looks like; and control characters, a
quarter of all, prove it: text has none.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final

from harvester.config.patterns import regex
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
#: The bits of one character out of 127.
_BITS: Final = 7.0
#: Kinds of printable characters, and how many there are of each.
_KINDS: Final = {"0-9": 10, "A-Z": 26, "a-z": 26, "!-/:-@\\[-`{-~": 32}
#: All of them together.
_PRINTABLE: Final = 94
#: How far the kinds may be from an even draw (chi-square, three degrees of freedom, 1 %), and how many characters
#: that takes.
_FARTHEST: Final = 11.3
_ENOUGH: Final = 24
#: The least that is left of one where characters were dropped.
_LEAST: Final = 4
#: How many runs on a site's pages show that it has noise.
_KNOWN_SITE: Final = 3
#: The least share of a text's line ends that have one, and how many of them prove it without control characters.
_SHARE: Final = 0.8
_MANY: Final = 3
#: How many control characters there are that text never has; by how many standard deviations noise may have fewer (one
#: in two thousand has); how many of them differ at least, compared with an even draw.
_CONTROLS: Final = 28
_FEWER: Final = 3.3
_VARIED: Final = 0.6

#: A character of noise; NUL may have become U+FFFD.
_UNIT: Final = r"[\x00-\x7e\ufffd]"
#: As the forum writes it, with its tags or without them.
_WHOLE: Final = regex(
    r"(?P<tag><span style=[\"']?display:\s?none;?[\"']?>)?"
    rf" (?:&lt;|{_UNIT}){{{SIZE}}} (?(tag)</span>)\xa0?(?(tag)|(?<=\xa0))",
    re.IGNORECASE,
)
#: Where in a line it may begin: at the start, after a blank, or after text in another script.
_BEGIN: Final = r"(?:(?<![^\n\r])| |(?<=[^\x00-\x7e]))"
#: At the end of a line, where white space was stripped, and where other characters were dropped.
_STRIPPED: Final = regex(rf"{_BEGIN}{_UNIT}{{{SIZE}}}\Z")
_SHORT: Final = regex(rf"{_BEGIN}[\x00-\x09\x0b\x0c\x0e-\x7e\ufffd]{{{_LEAST},{SIZE - 1}}}\Z")
_BREAK: Final = regex(r"[\n\r]+")
_BLANKS: Final = " \t\xa0"
#: All characters of one byte except control characters that text never has; blanks and line ends are kept.
_OF_TEXT: Final = bytes(code for code in range(256) if code > 31 or code in range(9, 14))

#: What a repair may take away, as the forum writes it and as extractors leave it.
_ONE: Final = r"(?:&(?:amp;)*(?:lt|gt|quot|amp|apos|nbsp|#\d+|#x[\da-f]+);|[\x00-\x7e\ufffd])"
_GRAMMAR: Final = regex(
    rf"(?:<span[^<>]*> {_ONE}{{{SIZE}}} </span>| ?{_ONE}{{{_LEAST},{SIZE}}}[ \t]*)(?:\xa0|&(?:amp;)*(?:nbsp|#160);)*",
    re.IGNORECASE,
)


def damage(text: str, *, rng: random.Random, tags: bool = False) -> str:
    r"""``text`` as a board with the option on shows it: noise before every line break. ``tags``: with its tags.

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
    r"""``text`` as most extractors leave it: each line stripped of white space.

    >>> collapse("灯会今晚 \n 开始")
    '灯会今晚\n开始'
    """
    return "\n".join(line.strip() for line in text.split("\n"))


def repair(text: str, profile: Profile, options: Options, work: Work) -> list[Repair]:
    r"""Each piece of noise removed, if what looks like noise in ``text`` proves to be.

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
    """A stretch of text that may be noise: ``whole`` with all ten characters, ``tagged`` with its tags too."""

    start: int
    end: int
    whole: bool = True
    tagged: bool = False


def _may_have(text: str) -> bool:
    """Whether there is a first sign: the no-break space after noise, its tag, or a control character."""
    return (
        " \xa0" in text
        or "display:" in text
        or "&nbsp;" in text
        or bool(text.encode("latin-1", "ignore").translate(None, _OF_TEXT))
    )


def _found(text: str) -> list[_Run]:
    """What may be noise, in order and apart: whole as the forum writes it, or what is left of it at line ends."""
    whole = [_Run(*match.span(), tagged=match["tag"] is not None) for match in _WHOLE.finditer(text)]
    return sorted([*whole, *_at_line_ends(text, whole)], key=lambda run: run.start)


def _at_line_ends(text: str, whole: Sequence[_Run]) -> Iterator[_Run]:
    """What stands at the line ends that are neither in nor right after one of ``whole``, the last first.

    The noise may contain line ends itself, so later ones are looked at first.
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
    """Whether what was found is noise: it is at nearly every line end, and has characters that text never has.

    Where those were dropped, a no-break space follows each, and what is left looks drawn at random.
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
    """How many control characters the pieces ``shown`` have; 0 where they are too few, or too alike, for chance.

    Terminal logs and man pages repeat the same one, at every line end or in every word.
    """
    found = "".join(shown).encode("latin-1", "ignore").translate(None, _OF_TEXT)
    part = _CONTROLS / (LAST_CODE + 1)
    usual = part * SIZE * len(shown)
    distinct = _CONTROLS * (1 - (1 - 1 / _CONTROLS) ** len(found))
    drawn = len(found) >= usual - _FEWER * sqrt(usual * (1 - part)) and len(set(found)) >= _VARIED * distinct
    return len(found) if drawn else 0


def _breaks_between(text: str, runs: Sequence[_Run]) -> Iterator[int]:
    """The line ends of a text that are outside ``runs``."""
    starts, ends = [0, *(run.end for run in runs)], [*(run.start for run in runs), len(text)]
    for since, until in zip(starts, ends, strict=True):
        yield from (match.start() for match in _BREAK.finditer(text, since, until))


def _looks_drawn(symbols: str) -> bool:
    """Whether characters are of all kinds, as in an even draw, and rarely repeat: not words, numbers or code."""
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
        certainty="certain" if run.tagged or (certain and run.whole and _is_bounded(view.text, run)) else "likely",
        bits=_BITS * min(SIZE, run.end - run.start),
        why="ten characters of noise at the end of a line"
        if run.whole
        else "what is left of noise at the end of a line",
    )


def _is_bounded(text: str, run: _Run) -> bool:
    """Whether a run can begin nowhere else: the no-break space counts its characters, or it stands between texts.

    Noise has line ends of its own, and what follows them looks like a short line; then its first characters are the
    author's.
    """
    if text.endswith("\xa0", run.start, run.end):
        return True
    before = text[max(0, run.start - 1) : run.start + 1].strip(_BLANKS)[:1]
    following = text[run.end : run.end + SIZE + 2].strip("\r\n").partition("\n")[0]
    return before > "\x7f" and not (len(following) < SIZE and following.isascii())


def explains(before: str, after: str, context: Context) -> bool:
    r"""Whether the forum may have put ``before`` there: nothing replaces it, and it is ten characters of noise.

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
