"""How much work a text is worth: the searches count steps, so that no text takes longer than its length allows.

A step is one possibility looked at, about half a microsecond. A search that needs more steps than are
left gives up: what it looked at stays as it is, and is flagged.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Self

#: Steps for any text, for each of its first characters, and for each of the others: damage takes fewer on average.
_ANY: Final = 45_000
_FIRST: Final = 1000
_EACH_FIRST: Final = 240
_EACH: Final = 25
#: After this many fruitless steps in a row it is not damage: few of the other places are looked at.
_VAIN: Final = 100_000


class TooMuchWorkError(Exception):
    """A search would need more steps than are left.

    >>> Work(left=10).spend(11)
    Traceback (most recent call last):
        ...
    harvester.text.work.TooMuchWorkError
    """


@dataclass(slots=True)
class Work:
    """What is left of the steps that a text is worth, and the spans that needed more.

    ``given_up`` has starts and ends in the text that the current accident was given.

    >>> work = Work.on("灯会今晚开始")
    >>> work.spend(1000)
    >>> work.left
    45440
    """

    left: int
    given_up: list[tuple[int, int]] = field(default_factory=list)
    #: What the first search for shifts found out, and later ones take for granted: which marks the tool replaced, and
    #: what the decoder did.
    shifted_by: tuple[str, int] | None = None
    #: What searches found, by what they were given: the next pass need not search again where nothing has changed.
    searched: dict[Hashable, object] = field(default_factory=dict)
    #: The steps that must be left for later searches.
    _kept: int = 0

    @classmethod
    def on(cls, text: str) -> Self:
        """The steps that ``text`` is worth."""
        first = min(len(text), _FIRST)
        return cls(_ANY + _EACH_FIRST * first + _EACH * (len(text) - first))

    def spend(self, steps: int) -> None:
        """Use up ``steps``. Raises :class:`TooMuchWorkError` where fewer are left."""
        self.left -= steps
        if self.left < self._kept:
            raise TooMuchWorkError

    def afford(self, steps: int) -> None:
        """Raise :class:`TooMuchWorkError` where fewer than ``steps`` are left; uses up none."""
        if steps > self.left - self._kept:
            raise TooMuchWorkError

    @contextmanager
    def at_most(self, steps: int) -> Iterator[None]:
        """Spend at most ``steps`` in the block: more raises :class:`TooMuchWorkError`."""
        kept, self._kept = self._kept, max(self._kept, self.left - steps)
        try:
            yield
        finally:
            self._kept = kept

    def give_up(self, start: int, end: int) -> None:
        """Note that the span from ``start`` to ``end`` was not searched to the end."""
        self.given_up.append((start, end))


class Vain:
    """Decides which places of a text are worth a search, by how earlier searches went.

    >>> work = Work(left=1_000_000)
    >>> vain = Vain(work)
    >>> work.spend(200_000)
    >>> [vain.is_worth() for _ in range(8)]
    [True, True, False, True, False, False, False, True]
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._since = work.left
        self._passed = 0

    def is_worth(self) -> bool:
        """Whether to search at the next place; where all were fruitless, at twice the distance each time."""
        if self._since - self._work.left < _VAIN:
            return True
        self._passed += 1
        return self._passed.bit_count() == 1

    def found(self) -> None:
        """Note that a search found something."""
        self._passed = 0
        self._since = self._work.left
