"""Where a page stops: at its end, or in the middle of something. A forum that fails may send a part of a page as whole.

A missing ``</html>`` proves nothing alone: some templates never had it. What is open where the page stops says more.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum

from harvester.text.encodings.decoding import ORPHAN


class Stop(IntEnum):
    """What a page stops in, from its own end to what no page ends in.

    >>> max(Stop.BOX, Stop.CONTENT).name
    'CONTENT'
    """

    NO_DOCUMENT = -1  # it is a text, or data, or begins in the middle
    END = 0  # behind its end tag
    NOTHING = 1  # without an end tag, but nothing is open
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


#: Where a page stops that gives no reason to doubt it.
WHOLE = Ending(Stop.END, "it ends")


@dataclass(frozen=True, slots=True)
class Marks:
    r"""What an engine's attributes look like, in the source of a start tag, each with a blank before it.

    ``content`` is found in the tags of posts and of rows of lists, and nowhere else; ``boxes`` in those of the boxes
    that hold all posts or rows of a page.

    >>> marks = Marks(content=re.compile(r' id="post_\d+"'), boxes=re.compile(r' id="posts"'))
    >>> bool(marks.content.search(' class="a" id="post_7"'))
    True
    """

    content: re.Pattern[str]
    boxes: re.Pattern[str]


_BEGINNING = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)
_END = re.compile(r"</(?:html|body)\b", re.IGNORECASE)
_TOKEN = re.compile(r"<!--|<(/?)([a-zA-Z][a-zA-Z0-9]*)([^>]*)>")
#: Elements that hold text until their end tag, whatever it looks like.
_RAW = ("script", "style", "textarea", "title")
_END_OF_RAW = {name: re.compile(rf"</{name}\b[^>]*>", re.IGNORECASE) for name in _RAW}
_BOXES = frozenset({"article", "div", "dl", "main", "ol", "section", "table", "ul"})
#: Elements whose end tag may be left out, where they are a post's or a row's.
_ENDS_LEFT_OUT = frozenset({"li", "tbody", "td", "tr"})
_IN_A_TAG = re.compile(r"<(?:[a-zA-Z/!][^<>]*)?$")
_IN_AN_END_TAG = re.compile(r"</?[a-zA-Z]*$")
_IN_A_REFERENCE = re.compile(r"&(?:#\w*|[a-zA-Z]\w{0,9})?$")


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
    """Where the last end tag of a document begins; -1 where it has none."""
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
    """The boxes that are open, and what a page stops in that stops in each of them."""

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
        """An end tag: of the last box of its name, and of all inside it. One of no open box means nothing."""
        while self._open[name]:
            if self._pop() == name:
                break

    def _pop(self) -> str:
        name, _ = self._stack.pop()
        self._open[name] -= 1
        return name

    @property
    def ending(self) -> Ending:
        """Where a page stops that ends now."""
        stop = max((stop for _, stop in self._stack), default=Stop.NOTHING)
        return Ending(stop, _WORDS[stop])


_WORDS = {
    Stop.NOTHING: "it has no end tag",
    Stop.BOX: "it stops without an end",
    Stop.BETWEEN: "it stops between posts or rows",
    Stop.CONTENT: "it stops in a post or a row",
}


def _stop_in(attributes: str, marks: Marks) -> Stop:
    """What a page stops in that stops in a box with these attributes."""
    if marks.content.search(attributes):
        return Stop.CONTENT
    return Stop.BETWEEN if marks.boxes.search(attributes) else Stop.BOX


def _end_of_raw(text: str, name: str, at: int) -> int:
    end = _END_OF_RAW[name].search(text, at)
    return end.end() if end else -1
