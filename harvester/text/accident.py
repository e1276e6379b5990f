"""What an accident is: a kind of damage done and undone, and whether it explains a repair.

Each file in ``accidents/`` ends in one :class:`Accident`. The driver asks :attr:`Accident.explains` about every repair:
what it denies is not made, and is counted. It judges the repair only by what the accident does to a text, and knows
nothing of how the repair was found.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harvester.text.edits import Repair
from harvester.text.profile import Profile
from harvester.text.work import Work

if TYPE_CHECKING:  # options know the kinds of all accidents
    from harvester.text.options import Options


@dataclass(frozen=True, slots=True)
class Context:
    """Where a repair stands: its kind, the text that it changes, and its span in that text.

    ``strings``: a site's own noise, as far as it is known.

    >>> context = Context("nbsp", "约翰?济慈", 2, 3)
    >>> context.left(1), context.right(2)
    ('翰', '济慈')
    """

    kind: str
    text: str
    start: int
    end: int
    strings: frozenset[str] = frozenset()

    def left(self, size: int) -> str:
        """At most ``size`` characters before the span."""
        return self.text[max(0, self.start - size) : self.start]

    def right(self, size: int) -> str:
        """At most ``size`` characters after the span."""
        return self.text[self.end : self.end + size]


@dataclass(frozen=True, slots=True)
class Accident:
    """A kind of damage, or a family of them.

    ``kinds``: each kind, and what happened in one line for people.
    ``damage``: clean text as one of the accident's kinds leaves it; what differs from case to case is drawn at random.
    ``repair``: the repairs of a text, in order, not overlapping, not made yet.
    ``explains``: whether the accident turns what a repair says (``after``) into what stood there (``before``).

    >>> from harvester.text.accidents.half_width import ACCIDENT
    >>> ACCIDENT.damage("好，走吧！", "half-width", random.Random(0))
    '好,走吧!'
    >>> ACCIDENT.explains(",", "，", Context("half-width", "好,走吧!", 1, 2))
    True
    """

    kinds: Mapping[str, str]
    damage: Callable[[str, str, random.Random], str]
    repair: Callable[[str, Profile, Options, Work], list[Repair]]
    explains: Callable[[str, str, Context], bool]
