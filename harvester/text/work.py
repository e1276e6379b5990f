"""How much work a text is worth: steps of the searches, counted, so that no text takes longer than its length allows.

A step is one possibility looked at, about half a microsecond. A search that needs more of them than are
left gives up: what it looked at stays as it is, and is flagged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Self

#: What any text is worth, each of its first characters, and each of the others: of a long text what proves one
#: place is found at the first, and the others take less.
_ANY: Final = 45_000
_FIRST: Final = 1000
_EACH_FIRST: Final = 240
_EACH: Final = 6


class TooMuchWorkError(Exception):
    """A search would need more steps than are left."""


@dataclass(slots=True)
class Work:
    """What is left of the steps that a text is worth, and the spans that more were needed for.

    ``given_up`` has starts and ends, in the text that the accident at work was given.
    """

    left: int
    given_up: list[tuple[int, int]] = field(default_factory=list)

    @classmethod
    def on(cls, text: str) -> Self:
        """The steps that ``text`` is worth."""
        first = min(len(text), _FIRST)
        return cls(_ANY + _EACH_FIRST * first + _EACH * (len(text) - first))

    def spend(self, steps: int) -> None:
        """Take off so many steps. Raises :class:`TooMuchWorkError` where fewer are left."""
        self.left -= steps
        if self.left < 0:
            raise TooMuchWorkError

    def afford(self, steps: int) -> None:
        """Raise :class:`TooMuchWorkError` where fewer than ``steps`` are left: none of them are taken off."""
        if steps > self.left:
            raise TooMuchWorkError

    def give_up(self, start: int, end: int) -> None:
        """Note that the span from ``start`` to ``end`` was not searched to the end."""
        self.given_up.append((start, end))
