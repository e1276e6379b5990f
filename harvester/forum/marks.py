"""What the bytes of a page show about its software, before any of it is decoded or parsed.

For one page of a forum that we read, an archive holds a thousand others. Each engine brings a table of what its pages
have in their source, and :mod:`harvester.archive.recognise` uses these tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from harvester.config.patterns import regex
from harvester.forum.imprint import FirstPost

#: The weight from which a page counts as the engine's.
ENOUGH: Final = 4
#: Bytes at a page's beginning and at its end that are searched for cues.
HEAD, FOOT = 4096, 2048
#: Hints that count at most: what is not a tag may occur in any text about the software, so hints alone are not enough.
_MOST_HINTS: Final = 2
#: The weight of a page that names its maker: one more mark is needed, since other software may copy the tag.
_STATED: Final = 3
#: Bytes that are searched for the tag in which a page names its maker, and that tag.
_MAKER_WITHIN: Final = 1 << 15
_MAKER: Final = regex(
    rb"""<meta\s[^>]{0,200}?name\s*=\s*["']?generator["']?[^>]{0,400}>""",
    re.IGNORECASE,
)
_CONTENT: Final = regex(rb"""content\s*=\s*["']?([^"'>]*)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marks:
    """What pages of one software have in their source, as bytes of ASCII.

    ``cues``: each of its pages has one of them near its beginning or its end. ``maker``: part of the name that a page
    gives for its maker, in lower case; ``not_maker``: parts of the names of related software that no engine here reads.
    ``proofs``: tags that only this software writes, with their weights; a text that shows source would have them
    escaped. ``hints``: other strings in its pages. ``first``: where a thread's page has its first post.

    >>> marks = Marks((b"acorn",), b"acorn", proofs={b'<div id="acorn_foot"': 2}, hints=(b'href="acorn.php?t=',))
    >>> marks.weigh(b'<meta name="generator" content="Acorn 2"><div id="acorn_foot">')
    5
    >>> marks.weigh(b'<meta name="generator" content="WordPress"><div id="acorn_foot">')
    0
    """

    cues: tuple[bytes, ...]
    maker: bytes
    not_maker: tuple[bytes, ...] = ()
    proofs: Mapping[bytes, int] = field(default_factory=dict)
    hints: tuple[bytes, ...] = ()
    first: FirstPost | None = None

    def weigh(self, body: bytes) -> int:
        """The weight of a page's marks. From :data:`ENOUGH` on it is this software's, and counting stops."""
        stated = _maker_of(body)
        ours = self.maker in stated and not any(other in stated for other in self.not_maker)
        if stated and not ours:
            return 0
        weight = _STATED * bool(stated)
        hints = 0
        for mark, own in (*self.proofs.items(), *((hint, 0) for hint in self.hints)):
            if weight + min(hints, _MOST_HINTS) >= ENOUGH:
                break
            if mark in body:
                weight, hints = weight + own, hints + (not own)
        return weight + min(hints, _MOST_HINTS)


def _maker_of(body: bytes) -> bytes:
    """The maker that a page names, in lower case; ``b""`` if it names none."""
    head = body[:_MAKER_WITHIN]
    tag = _MAKER.search(head) if b"enerator" in head or b"ENERATOR" in head else None
    content = _CONTENT.search(tag[0]) if tag else None
    return content[1].strip().lower() if content else b""
