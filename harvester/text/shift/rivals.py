"""By how much the reading of a span is better than those that the search dropped for it."""

from __future__ import annotations

from math import inf

from harvester.text.encodings import gbk
from harvester.text.language.classes import are_alike
from harvester.text.language.lexicon import lexicon
from harvester.text.shift.paths import GONE, Path, Span, Trace
from harvester.text.shift.private_steps import longer_ends
from harvester.text.shift.search import RIVAL
from harvester.text.shift.shown import Shown, is_sign


def with_margin(shown: Shown, span: Span, path: Path) -> Span:
    r"""``span``, and by how many bits any other reading of it is worse than that of ``path``.

    >>> from harvester.text.shift.paths import Rival
    >>> from harvester.text.work import Work
    >>> shown, span = Shown("道?!惫|", Work.on("道?!惫|")), Span(1, 5, "。”郭", 0, (), squashed=True, since=3)
    >>> rival = Rival("\n\n道。”國", 4.5, 6, None)
    >>> with_margin(shown, span, Path(30.0, 0, "\n\n道。”郭", Trace(rivals=rival))).margin
    4.5
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
    return span._replace(margin=margin)


def _end_margin(shown: Shown, span: Span, path: Path) -> float:
    """By how many bits a reading is worse that has one more character before the orphan with which ``span`` ends.

    The search drops most of these before what follows can speak for them.
    """
    code = gbk.codes().get(span.text[-1])
    if code is None or GONE not in shown.prices or not is_sign(shown.text[span.end - 1]):
        return inf
    before = path.text[: span.since + len(span.text) - 1]
    after = shown.following(span.end)

    def cost(text: str) -> float:
        whole = text + after
        return sum(shown.words[whole[end - 3 : end]] for end in range(len(before) + 1, len(whole) + 1))

    own = cost(before + span.text[-1])
    trace = Trace(squashed=span.squashed)
    longer = longer_ends(shown, span.end - 1, Path(0.0, code[0], before, trace), own + RIVAL)
    return min((cost(text) for text in longer), default=inf) - own


def _differing(text: str, other: str) -> tuple[int, int]:
    """Where what ``text`` has otherwise than ``other`` begins and ends in it."""
    first = 0
    last, end = len(text), len(other)
    while first < min(last, end) and text[first] == other[first]:
        first += 1
    while first < min(last, end) and text[last - 1] == other[end - 1]:
        last, end = last - 1, end - 1
    return first, last
