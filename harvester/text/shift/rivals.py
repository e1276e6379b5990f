"""By how much the reading of a span is better than those that the search dropped for it."""

from __future__ import annotations

from math import inf
from typing import Final

from harvester.text.encodings import gbk
from harvester.text.language.classes import are_alike
from harvester.text.language.lexicon import lexicon
from harvester.text.shift.paths import GONE, Path, Span, Trace
from harvester.text.shift.private_steps import longer, longer_ends
from harvester.text.shift.search import RIVAL
from harvester.text.shift.shown import Shown, is_sign

#: A reading with a margin of fewer bits is a guess whatever else speaks against it.
_LEAST: Final = 3.0


def with_margin(shown: Shown, span: Span, path: Path) -> Span:
    r"""``span``, and by how many bits any other reading of it is worse than that of ``path``.

    >>> from harvester.text.shift.paths import Rival
    >>> from harvester.text.work import Work
    >>> shown, span = Shown("道?!惫|", Work.on("道?!惫|")), Span(1, 5, "。”郭", 0, (), squashed=True, since=3)
    >>> rival = Rival("\n\n道。”國", 1.5, 6, None)
    >>> with_margin(shown, span, Path(30.0, 0, "\n\n道。”郭", Trace(rivals=rival))).margin
    1.5
    """
    margin = _end_margin(shown, span, path)
    worse = lexicon().worse
    rival = path.trace.rivals
    while rival:
        first, last = _differing(path.text[: rival.size], rival.text)
        if first < span.since + len(span.text) and span.since < last:
            alike = are_alike(path.text[first:last], rival.text[first : len(rival.text) - rival.size + last])
            words = worse(rival.text + path.text[rival.size :], path.text, first, last)
            margin = min(margin, 0.0 if alike else rival.bits + words)
        rival = rival.before
    if margin >= _LEAST and GONE in shown.prices:
        margin = min(margin, _longer_margin(shown, span, path))
    return span._replace(margin=margin)


def _longer_margin(shown: Shown, span: Span, path: Path) -> float:
    """By how many bits a reading is worse that has two characters, whose middle bytes are gone, in place of one.

    The search drops most of these, too, before what follows can speak for them.
    """
    margin, trace = inf, Trace(squashed=span.squashed)
    whole = span.text + shown.following(span.end)
    for index, char in enumerate(span.text[1:], 1):
        code = gbk.codes().get(char)
        if code is None:
            continue
        before, after = path.text[: span.since + index], whole[index + 1 : index + 3]
        own = _cost(shown, before + char + after, len(before))
        texts = longer(shown, Path(0.0, code[0], before, trace), code[1], own + RIVAL)
        least = min((_cost(shown, text + after, len(before)) for text in texts), default=inf)
        margin = min(margin, least - own)
    return margin


def _cost(shown: Shown, text: str, size: int) -> float:
    """What ``text`` costs after its first ``size`` characters."""
    return sum(shown.words[text[end - 3 : end]] for end in range(size + 1, len(text) + 1))


def _end_margin(shown: Shown, span: Span, path: Path) -> float:
    """By how many bits a reading is worse that has one more character before the orphan with which ``span`` ends.

    The search drops most of these before what follows can speak for them.
    """
    code = gbk.codes().get(span.text[-1])
    if code is None or GONE not in shown.prices or not is_sign(shown.text[span.end - 1]):
        return inf
    before = path.text[: span.since + len(span.text) - 1]
    after = shown.following(span.end)

    own = _cost(shown, before + span.text[-1] + after, len(before))
    trace = Trace(squashed=span.squashed)
    texts = longer_ends(shown, span.end - 1, Path(0.0, code[0], before, trace), own + RIVAL)
    return min((_cost(shown, text + after, len(before)) for text in texts), default=inf) - own


def _differing(text: str, other: str) -> tuple[int, int]:
    """Where what ``text`` has otherwise than ``other`` begins and ends in it."""
    first = 0
    last, end = len(text), len(other)
    while first < min(last, end) and text[first] == other[first]:
        first += 1
    while first < min(last, end) and text[last - 1] == other[end - 1]:
        last, end = last - 1, end - 1
    return first, last
