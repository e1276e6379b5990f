"""Whether the spans that shifts would explain are damage, or what an author typed.

A repair's certainty comes from what its span shows: a span with one certain byte, as in ``?!惫鶗詵|``,
can prove by itself that the tool was at work; ``?!?`` cannot, since authors type it too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from typing import Final, NamedTuple

from harvester.config.patterns import regex
from harvester.text.edits import Certainty
from harvester.text.encodings import gbk
from harvester.text.language.japanese import is_japanese
from harvester.text.profile import Profile
from harvester.text.shift.clearness import SHOWN_WHOLE, is_clear
from harvester.text.shift.forced import FORCED, is_forced
from harvester.text.shift.markers import SHIFT
from harvester.text.shift.paths import Span
from harvester.text.shift.rereading import Found
from harvester.text.shift.shown import is_wide

KIND: Final = "shift"

#: The bits that a span must gain to prove that the tool was at work (4,096 to 1; a Hanzi costs 6 on average), and that
#: the others must gain once it is proved (8 to 1).
_ENOUGH: Final = 12.0
_ENOUGH_PROVED: Final = 3.0
#: The same for spans without a certain byte: they are tried only where the tool is proved.
_ENOUGH_BLIND: Final = 2.0
#: What spans that close quotes which otherwise stay open must gain together: less than a proof, since the quote
#: supports it.
_ENOUGH_CLOSED: Final = 8.0
#: What all spans must gain together in a text whose marks are all at half width, and how many such marks: one may be
#: typed.
_ENOUGH_TOGETHER: Final = 5.0
_MARKS: Final = 2

_TWINS: Final = re.escape(gbk.TWINS)
#: More than question and exclamation marks.
_ODD: Final = regex("[?!]*[,;:()][?!,;:()]*")
_HALF_WIDTH: Final = regex(f"(?<=[㐀-鿿”」])[{_TWINS}]")
#: A mark of one width between those of the other, for which authors would have to change their keyboard twice.
_MIXED: Final = regex(r"\?[！？]\?")
#: What authors type when they cry out.
_CRY: Final = regex("[!?]{2,}")
#: How a group of a regular expression begins: no text has a question mark right after an opening bracket.
_GROUP: Final = regex(r"\(\?[:!=<]")
#: A text about damage shows it between quotes.
_CITED: Final = frozenset({"“”", "‘’", "「」", "『』", '""', "''", "``", "《》", "【】"})


class Believed(NamedTuple):
    """A span that is damage, and how sure that is.

    >>> from harvester.text.shift.rereading import reread
    >>> from harvester.text.work import Work
    >>> text = "他說：“這件事我知道?!惫鶗詵|回答。"
    >>> [believed] = believe(text, reread(text, frozenset(), Work.on(text)), Profile())
    >>> text[believed.span.start : believed.span.end], believed.certainty
    ('?!惫鶗詵|', 'likely')
    """

    span: Span
    gain: float
    certainty: Certainty


def believe(text: str, found: list[Found], profile: Profile) -> list[Believed]:
    """The spans of ``found`` that are damage, as ``text`` and ``profile`` prove; adds to ``profile``.

    >>> from harvester.text.shift.rereading import reread
    >>> from harvester.text.work import Work
    >>> text = "他說：“這件事我知道?!惫鶗詵|回答。"
    >>> found = reread(text, frozenset(), Work.on(text))
    >>> [(each.span.text, each.certainty) for each in believe(text, found, Profile())]
    [('。”郭曉東', 'likely')]
    """
    shifts = list(_in_chinese(text, found))
    sighted = [_sighted(text, entry) for entry in shifts]
    proofs = [seen and entry.gain >= _ENOUGH for entry, seen in zip(shifts, sighted, strict=True)]
    profile.proofs[KIND] += sum(proofs)
    if not profile.proofs[KIND]:
        if not _add_up(text, shifts):
            return []
        profile.proofs[KIND] += 1
    believed = [
        Believed(entry.span, entry.gain, _certainty(text, entry, proof=proof))
        for entry, seen, proof in zip(shifts, sighted, proofs, strict=True)
        if entry.gain >= (_ENOUGH_PROVED if seen else _ENOUGH_BLIND)
    ]
    return [*_line_by_line(text, believed)]


def _certainty(text: str, found: Found, *, proof: bool) -> Certainty:
    span = found.span
    if not is_clear(text, found):
        return "guess"
    return "certain" if proof and span.margin >= FORCED and is_forced(text, span) else "likely"


def _line_by_line(text: str, believed: Iterable[Believed]) -> Iterator[Believed]:
    """``believed``; what stands in a line with a guess is one: of a line that is left, nothing is undone."""
    for _, line in groupby(believed, key=lambda each: text.rfind("\n", 0, each.span.start)):
        here = list(line)
        guessed = any(each.certainty == "guess" for each in here) or _is_left_over(text, here)
        yield from (each._replace(certainty="guess") if guessed else each for each in here)


def _is_left_over(text: str, read: Sequence[Believed]) -> bool:
    """Whether the line of what was ``read`` has another place where a shift may begin."""
    first = text.rfind("\n", 0, read[0].span.start) + 1
    last = text.find("\n", read[0].span.start)
    starts = (marker.start() for marker in SHIFT.finditer(text, first, len(text) if last < 0 else last))
    return any(not any(each.span.start <= start < each.span.end for each in read) for start in starts)


def _cited(text: str, span: Span) -> bool:
    return text[max(span.start - 1, 0) : span.start] + text[span.end : span.end + 1] in _CITED


def _in_chinese(text: str, found: Iterable[Found]) -> Iterator[Found]:
    """The shifts of ``found`` that show Chinese text, or have it right before and after: bytes were paired.

    Code and regular expressions too have question marks before the seven marks.
    """
    read = 0
    for entry in found:
        span = entry.span
        if not span.squashed or _cited(text, span) or is_japanese(text[span.start : span.end]):
            continue
        if _is_of_code(text, span):
            continue
        runs_up = span.start == read > 0 or is_wide(text[max(span.start - 1, 0) : span.start])
        goes_on = _goes_on(text, span.end) or span.text.endswith("<")  # a tag, with its bracket back
        if (runs_up and goes_on) or any(map(is_wide, text[span.start : span.end])):
            read = span.end
            yield entry


def _is_of_code(text: str, span: Span) -> bool:
    """Whether what a span takes for damage is syntax: it begins a group, or closes a bracket that is open before it."""
    if _GROUP.match(text, max(span.start - 1, 0)):
        return True
    shown = text[span.start : span.end]
    before = text[text.rfind("\n", 0, span.start) + 1 : span.start]
    return any(closing in shown and before.count(opening) > before.count(closing) for opening, closing in ("{}", "[]"))


def _goes_on(text: str, place: int) -> bool:
    """Whether Chinese text continues at ``place``, or there is a squashed mark, or the line ends."""
    following = text[place : place + 1] or "\n"
    return following.isspace() or following in gbk.TWINS or is_wide(following)


def _sighted(text: str, found: Found) -> bool:
    """Whether the span shows more than marks that authors type."""
    span = found.span
    if found.closes or SHOWN_WHOLE.search(text, span.start, span.end):
        return True
    if not _ODD.fullmatch(text, span.start, span.end) or not is_wide(text[max(span.start - 1, 0) : span.start]):
        return False
    return _goes_on(text, span.end)


def _add_up(text: str, found: list[Found]) -> bool:
    """Whether spans that prove nothing by themselves do so together."""
    closed = sum(entry.gain for entry in found if entry.closes)
    if closed >= _ENOUGH_CLOSED or (closed >= _ENOUGH_PROVED and _typed_by_nobody(text, found)):
        return True
    least = _ENOUGH_PROVED if closed else _ENOUGH_TOGETHER
    return sum(entry.gain for entry in found) >= least and _squashed(text, found)


def _typed_by_nobody(text: str, found: list[Found]) -> bool:
    """Whether what closes a quote is a full-width mark between question marks of half the width."""
    return any(entry.closes and _MIXED.fullmatch(text, entry.span.start, entry.span.end) for entry in found)


def _squashed(text: str, found: list[Found]) -> bool:
    """Whether the seven marks are all at half width in a text that has others, and all cries are in spans."""
    if any(mark in text for mark in gbk.SQUASHED) or not any(mark in text for mark in "。、“「"):
        return False
    spans = [range(entry.span.start, entry.span.end) for entry in found]
    shown = {text[span.start : span.stop] for span in spans}
    cries = (match for match in _CRY.finditer(text) if match[0] not in shown)
    if any(not any(match.start() in span for span in spans) for match in cries):
        return False
    return sum(1 for _ in islice(_HALF_WIDTH.finditer(text), _MARKS)) == _MARKS
