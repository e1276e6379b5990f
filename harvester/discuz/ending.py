"""Where a page of Discuz stops: its own marks for :mod:`harvester.forum.ending`."""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.forum.ending import Ending, Marks, ending_of

#: What only posts and rows of lists are called, and the boxes that hold all of them.
MARKS = Marks(
    content=regex(r"""\sid\s*=\s*["']?(?:(?:post|postmessage|normalthread|stickthread)_\d|pid\d)"""),
    boxes=regex(r"""\sid\s*=\s*["']?(?:postlist|threadlist|threadlisttableid)\b"""),
)


def ending(text: str) -> Ending:
    """Where the source of a page stops."""
    return ending_of(text, MARKS)
