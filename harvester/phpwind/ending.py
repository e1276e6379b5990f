"""Where a page of phpwind stops: its own marks for :mod:`harvester.forum.ending`."""

from __future__ import annotations

import re

from harvester.forum.ending import Ending, Marks, ending_of

#: What only posts and rows of lists are called, and the boxes that hold all of them.
MARKS = Marks(
    content=re.compile(
        r"""\s(?:id\s*=\s*["']?(?:readfloor|td|read)_(?:tpc|\d)|class\s*=\s*["'][^"']*\btpc_content\b)"""
    ),
    boxes=re.compile(r"""\sid\s*=\s*["']?(?:threadlist|pw_content|J_posts_list)\b"""),
)


def ending(text: str) -> Ending:
    """Where the source of a page stops.

    >>> ending("<body><div id='read_tpc'>A post, and").what
    'it stops in a post or a row'
    """
    return ending_of(text, MARKS)
