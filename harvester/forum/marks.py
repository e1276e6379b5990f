"""What the bytes of a page show of its software, before any of it is decoded or parsed.

An archive holds a thousand pages of other software for one of ours. Each engine brings a table of what its pages have
in their source, and :mod:`harvester.archive.recognise` asks these tables.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: What a page's marks have to weigh.
ENOUGH: Final = 4
#: Bytes at a page's beginning and at its end that are searched for cues.
HEAD, FOOT = 4096, 1024
#: Hints of a page that count, at most: what is no tag can stand in any text about the software.
_MOST_HINTS: Final = 2
#: What a page that names its maker weighs by that alone.
_STATED: Final = 3
#: Bytes that are searched for the page's word for its maker, and the tag that has it.
_MAKER_WITHIN: Final = 1 << 15
_MAKER: Final = re.compile(
    rb"""<meta\s[^>]{0,200}?name\s*=\s*["']?generator["']?[^>]{0,400}>""",
    re.IGNORECASE,
)
_CONTENT: Final = re.compile(rb"""content\s*=\s*["']?([^"'>]*)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Marks:
    """What pages of one software have in their source, as bytes of ASCII.

    ``cues``: one of them stands near the beginning or the end of each of its pages. ``maker``: what the page's own word
    for its maker contains, in small letters; ``not_maker``: what it contains where it is of a relative that is read by
    nobody here. ``proofs``: tags that only this software writes, and what each weighs: in a text that shows source they
    would be escaped. ``hints``: what else its pages have.

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

    def weigh(self, body: bytes) -> int:
        """What the marks of a page weigh: from :data:`ENOUGH` on it is one of this software's, and no more is asked."""
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
    """What a page says that it was made by, in small letters; ``b""`` where it does not."""
    head = body[:_MAKER_WITHIN]
    tag = _MAKER.search(head) if b"enerator" in head or b"ENERATOR" in head else None
    content = _CONTENT.search(tag[0]) if tag else None
    return content[1].strip().lower() if content else b""
