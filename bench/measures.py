"""What the repair bench measures: lines that are exact again, and wrong characters that went."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Self

#: Brings a text to what is compared, such as without the difference of full and half width.
View = Callable[[str], str]


def distance(one: str, other: str) -> int:
    """The edit distance of two strings (Levenshtein), by Myers' bit vectors: one long integer a string."""
    one, other = _differing(one, other)
    if not one or not other:
        return len(one) + len(other)
    places: dict[str, int] = {}
    for place, char in enumerate(one):
        places[char] = places.get(char, 0) | 1 << place
    mask, last = (1 << len(one)) - 1, 1 << len(one) - 1
    up, down, score = mask, 0, len(one)
    for char in other:
        match = places.get(char, 0)
        diagonal = (((match & up) + up) ^ up) | match | down
        right, left = down | ~(diagonal | up) & mask, up & diagonal
        score += bool(right & last) - bool(left & last)
        right, left = right << 1 | 1, left << 1
        up, down = (left | ~(diagonal | right)) & mask, right & diagonal & mask
    return score


def _differing(one: str, other: str) -> tuple[str, str]:
    """Both without the beginning and the end that they share."""
    start = 0
    for first, second in zip(one, other, strict=False):
        if first != second:
            break
        start += 1
    end = 0
    for first, second in zip(reversed(one[start:]), reversed(other[start:]), strict=False):
        if first != second:
            break
        end += 1
    return one[start : len(one) - end], other[start : len(other) - end]


@dataclass(slots=True)
class Tally:
    """What a repair did to some texts.

    ``damaged`` lines, of which ``exact`` came back; wrong characters (edit distance to the
    clean text) ``before`` the repair and ``after``.
    """

    damaged: int = 0
    exact: int = 0
    before: int = 0
    after: int = 0

    @property
    def lines(self) -> float | None:
        """The share of damaged lines that are exact again."""
        return self.exact / self.damaged if self.damaged else None

    @property
    def characters(self) -> float | None:
        """The share of wrong characters that went; below 0 where repair did harm."""
        return 1 - self.after / self.before if self.before else None

    def add(self, other: Self) -> None:
        """Count ``other`` in."""
        for entry in fields(self):
            setattr(self, entry.name, getattr(self, entry.name) + getattr(other, entry.name))


@dataclass(frozen=True, slots=True)
class Miss:
    """A line that did not come back."""

    clean: str
    damaged: str
    repaired: str


def compare(clean: str, damaged: str, repaired: str) -> tuple[Tally, list[Miss]]:
    """The tally of one text and the lines that are not as they were; lines are compared one with one."""
    lines = [text.split("\n") for text in (clean, damaged, repaired)]
    tally, misses = Tally(), list[Miss]()
    if len({len(each) for each in lines}) > 1:
        return _compare_unaligned(clean, damaged, repaired), [Miss(clean, damaged, repaired)]
    for want, had, got in zip(*lines, strict=True):
        if want == had == got:
            continue
        tally.damaged += want != had
        tally.exact += want == got
        tally.before += distance(want, had)
        tally.after += distance(want, got)
        if want != got:
            misses.append(Miss(want, had, got))
    return tally, misses


def _compare_unaligned(clean: str, damaged: str, repaired: str) -> Tally:
    """Where line breaks went or came: the lines that stand anywhere in the repaired text are exact."""
    wanted = Counter(clean.split("\n"))
    hurt = wanted - Counter(damaged.split("\n"))
    exact = hurt & Counter(repaired.split("\n"))
    return Tally(hurt.total(), exact.total(), distance(clean, damaged), distance(clean, repaired))
