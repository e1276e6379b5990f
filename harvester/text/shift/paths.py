"""What the search over bytes keeps: readings of a line up to some place, and what they say happened."""

from __future__ import annotations

from math import inf
from typing import Final, NamedTuple

# Events: what a reading says the decoder did. One decoder showed the whole document.
#: A private pair left no mark.
GONE: Final = 1
#: A private pair left an orphan.
MARKED: Final = 2
#: The lead byte of a private pair left an orphan, its second byte was read again.
SPLIT: Final = 4
#: An orphan left no mark.
HIDDEN: Final = 8
#: An orphan swallowed the ASCII character after it.
ATE: Final = 16


class Gloss(NamedTuple):
    """A glossed character, and what the converter inserted after it."""

    char: str
    inserted: str


class Span(NamedTuple):
    """A stretch of what is shown, from ``start`` to ``end``, that reads ``text``."""

    start: int
    end: int
    text: str
    events: int
    glosses: tuple[Gloss, ...]
    #: Whether a squashed mark shifted it; otherwise it was a gloss.
    squashed: bool
    #: Where ``text`` begins in the text of the path that reads it.
    since: int = 0
    #: By how many bits any other reading of it is worse.
    margin: float = inf


class Rival(NamedTuple):
    """A reading that met another in the same state, and was worse."""

    text: str
    #: By how many bits it is worse, and how much of the better one's text it is an alternative to.
    bits: float
    size: int
    #: The one before it.
    before: Rival | None


class Trace(NamedTuple):
    """How a path came about: the spans it reads otherwise than they stand, the one it is in, and what it won over."""

    spans: tuple[Span, ...] = ()
    #: Where the open span began, in what is shown and in the path's text.
    start: int = -1
    since: int = 0
    squashed: bool = False
    events: int = 0
    glosses: tuple[Gloss, ...] = ()
    rivals: Rival | None = None

    def closed(self, end: int, text: str) -> Trace:
        """The open span ends at ``end``; ``text`` is the path's."""
        span = Span(self.start, end, text[self.since :], self.events, self.glosses, self.squashed, self.since)
        return Trace((*self.spans, span), events=self.events, rivals=self.rivals)


class Path(NamedTuple):
    """A way to read a line up to some place."""

    cost: float
    #: The lead byte of a clean character whose trail byte comes next; 0 where characters are whole.
    lead: int
    #: The clean text, after the two characters before the start.
    text: str
    trace: Trace
