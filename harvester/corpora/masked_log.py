"""A repaired text masked together with the log of its repairs, so that the log stays true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from harvester.corpora.masking import MARKS, Span, find, mask
from harvester.text.edits import Repair, apply, compose, inverted, revert


@dataclass(frozen=True, slots=True)
class Masked:
    """A masked text, what it was before its repairs, masked too, the repairs between, and how much was masked.

    >>> masked = mask_repaired("电话13800138000。", [], ["phones"])
    >>> dict(masked.counts)
    {'phones': 1}
    """

    text: str
    original: str
    repairs: list[Repair]
    counts: Counter[str]


def mask_repaired(text: str, repairs: Sequence[Repair], kinds: Sequence[str]) -> Masked:
    """Mask the personal data of ``kinds`` in ``text`` and in what it was before ``repairs`` (in order, as logged).

    Their places are those of the masked original afterwards, and run backwards they give it. A repair that was made
    within personal data is no more: the mark stands in both.

    >>> mask_repaired("电话13800138000。", [], ["phones"]).text
    '电话[PHONE]。'
    """
    found = find(text, kinds)
    if not found and not repairs:
        return Masked(text, text, [], Counter())
    original, log = _hide(revert(text, repairs), list(repairs), text, found)
    shown = apply(original, log)
    # What only the unrepaired text shows, where a repair changed a number: the same, seen from the other side.
    hidden = find(original, kinds)
    shown, backwards = _hide(shown, inverted(log), original, hidden)
    log = [replace(made, why=mask(made.why, kinds)) for made in inverted(backwards)]
    return Masked(shown, revert(shown, log), log, Counter(span.kind for span in [*found, *hidden]))


def _hide(source: str, log: list[Repair], text: str, found: list[Span]) -> tuple[str, list[Repair]]:
    """``source`` with marks for what was found in ``text``, to which ``log`` leads, and what of the log is left."""
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
