"""Where a page stops: at its end, or in the middle of something. A failing forum may send part of a page as if whole.

A missing ``</html>`` alone proves nothing: some templates never had it. What is open where the page stops says more.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum

from harvester.config.patterns import regex
from harvester.text.encodings.decoding import ORPHAN


class Stop(IntEnum):
    """What a page stops in, in order: from its own end to places where no whole page stops.

    >>> max(Stop.BOX, Stop.CONTENT).name
    'CONTENT'
    """

    NO_DOCUMENT = -1  # it is plain text or data, or begins in the middle
    END = 0  # after its end tag
    NOTHING = 1  # without an end tag, but with nothing open
    BOX = 2  # in some box of the page
    BETWEEN = 3  # between two posts, or two rows of a list
    CONTENT = 4  # in a post, or in the row of a list
    MIDDLE = 5  # in a tag, a comment, a script or a character


@dataclass(frozen=True, slots=True)
class Ending:
    """Where a page stops; ``what`` says it in words.

    >>> WHOLE
    Ending(stop=<Stop.END: 0>, what='it ends')
    """

    stop: Stop
    what: str


#: The ending of a page that gives no reason for doubt.
WHOLE = Ending(Stop.END, "it ends")


@dataclass(frozen=True, slots=True)
class Marks:
    r"""Patterns for an engine's attributes in the source of a start tag, each with a blank before it.

    ``content`` matches in the tags of posts and of list rows, and nowhere else; ``boxes`` in the tags of the boxes
    that hold all posts or rows of a page.

    >>> marks = Marks(content=re.compile(r' id="post_\d+"'), boxes=re.compile(r' id="posts"'))
    >>> bool(marks.content.search(' class="a" id="post_7"'))
    True
    """

    content: re.Pattern[str]
    boxes: re.Pattern[str]


_BEGINNING = regex(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_END = regex(r"</(?:html|body)\b", re.IGNORECASE)
_TOKEN = regex(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>")
#: Elements that hold text up to their end tag, even where it looks like tags.
_RAW = ("script", "style", "textarea", "title")
_END_OF_RAW = {name: re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE) for name in _RAW}
_BOXES = frozenset({"article", "div", "dl", "main", "ol", "section", "table", "ul"})
#: Elements whose end tag may be left out, where they are a post's or a row's.
_ENDS_LEFT_OUT = frozenset({"li", "tbody", "td", "tr"})
_IN_A_TAG = regex(r"<(?:[a-zA-Z/!][^<>]*)?$")
_IN_AN_END_TAG = regex(r"</?[a-zA-Z]*$")
_IN_A_REFERENCE = regex(r"&(?:#\w*|[a-zA-Z]\w{0,9})?$")


def ending_of(text: str, marks: Marks) -> Ending:
    r"""Where the source of a page stops. What follows an end tag does not matter, unless it is a post or a row.

    >>> marks = Marks(content=re.compile(r' id="post_\d+"'), boxes=re.compile(r' id="posts"'))
    >>> ending_of('<html><div id="posts"><div id="post_7">The old bridge', marks).what
    'it stops in a post or a row'
    >>> ending_of('<html><div id="posts"></div></html>', marks).stop.name
    'END'
    """
    text = text.rstrip()
    end, last = _last_end(text), max(0, text.rfind("<"))
    if end >= 0 and not marks.content.search(text, end) and not _IN_AN_END_TAG.match(text, last):
        return WHOLE
    if text[:1] in ("", "{", "[") or (text[:1] != "<" and _TOKEN.search(text) is None):
        return Ending(Stop.NO_DOCUMENT, "it is not a document")
    for where, found in (
        ("a tag", _IN_A_TAG.search(text, last)),
        ("a character", 0 <= ord(text[-1]) - ORPHAN < 256),
        ("a character reference", _IN_A_REFERENCE.search(text, max(0, len(text) - 12))),
    ):
        if found:
            return Ending(Stop.MIDDLE, f"it stops in {where}")
    return _open_at_end(text, marks) if _BEGINNING.search(text) else Ending(Stop.NO_DOCUMENT, "it is a part of a page")


def _last_end(text: str) -> int:
    """The place of the last end tag of a document; -1 if it has none."""
    at = text.rfind("</")
    while at >= 0 and not _END.match(text, at):
        at = text.rfind("</", 0, at)
    return at


def _open_at_end(text: str, marks: Marks) -> Ending:
    """What is open at the end of a source; each tag is looked at once."""
    boxes = _Boxes()
    at = 0
    while token := _TOKEN.search(text, at):
        at = token.end()
        name = (token[2] or "").lower()
        if not name or (name in _RAW and not token[1]):
            at = text.find("-->", at) if not name else _end_of_raw(text, name, at)
            if at < 0:
                return Ending(Stop.MIDDLE, f"it stops in a {name or 'comment'}")
        elif token[1]:
            boxes.close(name)
        elif name in _BOXES or name in _ENDS_LEFT_OUT:
            boxes.open(name, _stop_in(token[3], marks))
    return boxes.ending


class _Boxes:
    """The open boxes, each with the :class:`Stop` of a page that stops in it."""

    def __init__(self) -> None:
        self._stack: list[tuple[str, Stop]] = []
        self._open: Counter[str] = Counter()

    def open(self, name: str, stop: Stop) -> None:
        """A start tag."""
        if name in _ENDS_LEFT_OUT:
            while self._stack and self._stack[-1][0] == name:
                self._pop()
        if stop is Stop.CONTENT or name in _BOXES:
            self._stack.append((name, stop))
            self._open[name] += 1

    def close(self, name: str) -> None:
        """An end tag: closes the last box of its name and all inside it; ignored where no such box is open."""
        while self._open[name]:
            if self._pop() == name:
                break

    def _pop(self) -> str:
        name, _ = self._stack.pop()
        self._open[name] -= 1
        return name

    @property
    def ending(self) -> Ending:
        """The ending of a page that stops now."""
        stop = max((stop for _, stop in self._stack), default=Stop.NOTHING)
        return Ending(stop, _WORDS[stop])


_WORDS = {
    Stop.NOTHING: "it has no end tag",
    Stop.BOX: "it stops without an end",
    Stop.BETWEEN: "it stops between posts or rows",
    Stop.CONTENT: "it stops in a post or a row",
}


def _stop_in(attributes: str, marks: Marks) -> Stop:
    """The :class:`Stop` of a page that stops in a box with these attributes."""
    if marks.content.search(attributes):
        return Stop.CONTENT
    return Stop.BETWEEN if marks.boxes.search(attributes) else Stop.BOX


def _end_of_raw(text: str, name: str, at: int) -> int:
    end = _END_OF_RAW[name].search(text, at)
    return end.end() if end else -1
