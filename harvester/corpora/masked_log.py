"""Masking a repaired text together with the log of its repairs, so that the log stays valid."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from harvester.corpora.masking import MARKS, Span, find, mask
from harvester.text.edits import Repair, apply, compose, inverted, revert


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text, the masked original, the repairs between them, and the counts of what was masked.

    >>> masked = mask_repaired("电话13800138000。", [], ["phones"])
    >>> dict(masked.counts)
    {'phones': 1}
    """

    text: str
    original: str
    repairs: list[Repair]
    counts: Counter[str]


def mask_repaired(text: str, repairs: Sequence[Repair], kinds: Sequence[str]) -> Masked:
    """Mask the personal data of ``kinds`` in ``text`` and in the text before ``repairs`` (in order, as logged).

    The places of the repairs then refer to the masked original, and run backwards they give it. A repair within
    personal data is dropped: both texts have the mark there.

    >>> mask_repaired("电话13800138000。", [], ["phones"]).text
    '电话[PHONE]。'
    """
    found = find(text, kinds)
    if not found and not repairs:
        return Masked(text, text, [], Counter())
    original, log = _hide(revert(text, repairs), list(repairs), text, found)
    shown = apply(original, log)
    # Data that only the unrepaired text shows, because a repair changed a number: the same in the other direction.
    hidden = find(original, kinds)
    shown, backwards = _hide(shown, inverted(log), original, hidden)
    log = [replace(made, why=mask(made.why, kinds)) for made in inverted(backwards)]
    return Masked(shown, revert(shown, log), log, Counter(span.kind for span in [*found, *hidden]))


def _hide(source: str, log: list[Repair], text: str, found: list[Span]) -> tuple[str, list[Repair]]:
    """``source`` with marks for what was found in ``text``, and what is left of ``log``, which leads to ``text``."""
    marks = [
        Repair(span.kind, span.start, text[span.start : span.end], MARKS[span.kind], "certain", 0.0, "")
        for span in found
    ]
    whole = compose(source, log, marks)
    hiding = [edit for edit in whole if not MARKS.keys().isdisjoint(edit.kind.split("+"))]
    left: list[Repair] = []
    shift = 0
    for edit in whole:
        if edit in hiding:
            shift += len(edit.after) - len(edit.before)
        else:
            left.append(replace(edit, start=edit.start + shift))
    return apply(source, hiding), left
