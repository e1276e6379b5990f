"""Repairs as edits: what was replaced, where, and how to run the log backwards.

Every accident's repair finds edits in the text it is given. Accidents are undone one
after another, so a later edit's place is in the text that the earlier edits left;
:func:`compose` brings them all into the coordinates of the input, merging those that
touch the same span, so that the log is a flat list in input order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

Certainty = Literal["certain", "likely", "guess"]

#: From the surest to the least sure.
CERTAINTIES: tuple[Certainty, ...] = ("certain", "likely", "guess")


@dataclass(frozen=True, slots=True)
class Repair:
    """One span that was replaced.

    ``start`` counts code points of the text that the repair was made in;
    ``bits`` is how much more plausible the repaired reading is, in bits of the language
    model (or of the damage model, for noise); ``why`` is one line for people.

    >>> from harvester.text import repair
    >>> [made] = repair("ÖÐÎÄÂÛÌ³").repairs
    >>> made.kind, made.start, made.end, made.after, made.certainty
    ('gbk-as-cp1252', 0, 8, '中文论坛', 'certain')
    """

    kind: str
    start: int
    before: str
    after: str
    certainty: Certainty
    bits: float
    why: str

    @property
    def end(self) -> int:
        """The end of the damaged span, exclusive, in the text that the repair was made in."""
        return self.start + len(self.before)


@dataclass(frozen=True, slots=True)
class Flag:
    """A damaged span that nothing can repair, left as it was (``锟斤拷``, runs of U+FFFD).

    >>> from harvester.text import repair
    >>> [(flag.kind, flag.start, flag.text) for flag in repair("灯会锟斤拷开始").flags]
    [('lost-bytes', 2, '锟斤拷')]
    """

    kind: str
    start: int
    text: str
    why: str


def apply(text: str, repairs: Iterable[Repair]) -> str:
    """``text`` with ``repairs`` made; they must be in order and must not overlap.

    Raises :class:`ValueError` where ``before`` is not what stands at ``start``.

    >>> apply("灯會", [Repair("tag", 1, "會", "会", "likely", 8.0, "why")])
    '灯会'
    """
    parts: list[str] = []
    position = 0
    for repair in repairs:
        if repair.start < position or text[repair.start : repair.end] != repair.before:
            raise ValueError(f"repair does not fit the text at {repair.start}: {repair.before!r}")
        parts += (text[position : repair.start], repair.after)
        position = repair.end
    parts.append(text[position:])
    return "".join(parts)


def revert(text: str, repairs: Iterable[Repair]) -> str:
    """The input again, from the repaired ``text`` and the log of its ``repairs``.

    >>> revert("灯会", [Repair("tag", 1, "會", "会", "likely", 8.0, "why")])
    '灯會'
    """
    return apply(text, inverted(repairs))


def inverted(repairs: Iterable[Repair]) -> list[Repair]:
    """The edits that take the repaired text back to the input.

    >>> made = Repair("tag", 1, "會", "会", "likely", 8.0, "why")
    >>> [(each.start, each.before, each.after) for each in inverted([made])]
    [(1, '会', '會')]
    """
    shift = 0
    backwards = []
    for repair in repairs:
        backwards.append(replace(repair, start=repair.start + shift, before=repair.after, after=repair.before))
        shift += len(repair.after) - len(repair.before)
    return backwards


def moved(spans: Iterable[tuple[int, int]], repairs: Iterable[Repair]) -> Iterator[tuple[int, int]]:
    r"""Where ``spans``, starts and ends in a text, are once ``repairs`` are made; without those that a repair touches.

    Both must be in order.

    >>> list(moved([(0, 1), (3, 4)], [Repair("tag", 1, "<BR>", "\n", "likely", 8.0, "why")]))
    [(0, 1)]
    >>> list(moved([(0, 1), (5, 6)], [Repair("tag", 1, "<BR>", "\n", "likely", 8.0, "why")]))
    [(0, 1), (2, 3)]
    """
    coming = iter(repairs)
    repair = next(coming, None)
    shift = 0
    for start, end in spans:
        while repair and repair.end <= start:
            shift += len(repair.after) - len(repair.before)
            repair = next(coming, None)
        if repair is None or end <= repair.start:
            yield start + shift, end + shift


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """``spans`` in order, those that touch merged.

    >>> joined([(4, 6), (0, 2), (2, 3)])
    [(0, 3), (4, 6)]
    """
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def compose(source: str, first: Sequence[Repair], then: Sequence[Repair]) -> list[Repair]:
    """One log, in the coordinates of ``source``, of ``first`` and ``then``, made one after the other.

    ``first`` is in the coordinates of ``source``, ``then`` in those of the text that
    ``first`` leaves. Edits that share a character become one: their kinds joined with
    ``+``, the lower certainty, the sum of the bits.

    >>> first = [Repair("tag", 1, "<BR>", "", "likely", 8.0, "why")]
    >>> then = [Repair("half-width", 2, ",", "，", "likely", 8.0, "why")]
    >>> [(each.start, each.before, each.after) for each in compose("a<BR>b,", first, then)]
    [(1, '<BR>', ''), (6, ',', '，')]
    """
    if not first or not then:
        return list(first or then)
    middle = apply(source, first)
    # (place in the middle text, 0 for `first` and 1 for `then`, the edit): at the same place, a
    # deletion already made comes before what follows it.
    queue = sorted(
        [(undo.start, undo.end, 0, done) for undo, done in zip(inverted(first), first, strict=True)]
        + [(repair.start, repair.end, 1, repair) for repair in then],
        key=lambda entry: entry[:3],
    )
    log: list[Repair] = []
    shift = 0  # place in the middle text - place in the source, after the edits so far
    taken = 0
    while taken < len(queue):
        size = _group_size(queue, taken)
        group = queue[taken : taken + size]
        taken += size
        start, end = group[0][0], max(entry[1] for entry in group)
        done = [entry[3] for entry in group if entry[2] == 0]
        later = [entry[3] for entry in group if entry[2] == 1]
        grown = sum(len(repair.after) - len(repair.before) for repair in done)
        before = source[start - shift : end - shift - grown]
        after = apply(middle[start:end], [replace(repair, start=repair.start - start) for repair in later])
        log.append(_merged([*done, *later], start - shift, before, after))
        shift += grown
    return log


def _group_size(queue: Sequence[tuple[int, int, int, Repair]], first: int) -> int:
    """How many entries from ``first`` on share characters, directly or through each other."""
    end = queue[first][1]
    last = first + 1
    while last < len(queue) and queue[last][0] < end:
        end = max(end, queue[last][1])
        last += 1
    return last - first


def _merged(group: Sequence[Repair], start: int, before: str, after: str) -> Repair:
    if len(group) == 1:
        return replace(group[0], start=start, before=before, after=after)
    return Repair(
        kind="+".join(dict.fromkeys(repair.kind for repair in group)),
        start=start,
        before=before,
        after=after,
        certainty=max((repair.certainty for repair in group), key=CERTAINTIES.index),
        bits=sum(repair.bits for repair in group),
        why="; then ".join(dict.fromkeys(repair.why for repair in group)),
    )
