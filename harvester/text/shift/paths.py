"""What the search over bytes keeps: readings of a line up to some place, and what must have happened for each."""

from __future__ import annotations

from math import inf
from typing import Final, NamedTuple

# Events: what the decoder did according to a reading. One decoder showed the whole document.
#: A private pair left no mark.
GONE: Final = 1
#: A private pair left an orphan.
MARKED: Final = 2
#: The lead byte of a private pair left an orphan, and its second byte was read again.
SPLIT: Final = 4
#: An orphan left no mark.
HIDDEN: Final = 8
#: An orphan swallowed the ASCII character after it.
ATE: Final = 16


class Gloss(NamedTuple):
    """A glossed character, and what the converter inserted after it.

    >>> from harvester.text.shift.explain import insert_aligned
    >>> insert_aligned("產業", [Gloss("業", "(yè)")])
    '產業(yè)'
    """

    char: str
    inserted: str


class Span(NamedTuple):
    """A stretch of what is shown, from ``start`` to ``end``, that reads ``text``.

    >>> shown, span = "知道?!惫鶗詵|回答", Span(2, 8, "。”郭曉東", 0, (), squashed=True)
    >>> shown[: span.start] + span.text + shown[span.end :]
    '知道。”郭曉東回答'
    """

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
    r"""A reading that came to the same state as another, and was worse.

    >>> Rival("\n\n知道海", 3.5, 5, None).bits
    3.5
    """

    text: str
    #: By how many bits it is worse, and the length of the better one's text so far.
    bits: float
    size: int
    #: The one before it.
    before: Rival | None


class Trace(NamedTuple):
    r"""How a path came about: the spans that it reads differently from what is shown, the one it is in, and its rivals.

    >>> trace = Trace(start=2, since=4, squashed=True).closed(8, "\n\n知道。”郭曉東")
    >>> trace.spans[0].text, trace.start
    ('。”郭曉東', -1)
    """

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
    r"""A way to read a line up to some place.

    >>> paths = [Path(21.5, 0xA1, "\n\n道。", Trace()), Path(38.0, 0, "\n\n道?", Trace())]
    >>> min(paths, key=lambda path: path.cost).text[2:]
    '道。'
    """

    cost: float
    #: The lead byte of a clean character whose trail byte comes next; 0 where characters are whole.
    lead: int
    #: The clean text, after the two characters before the start.
    text: str
    trace: Trace
