"""The body of a post turned into text: what the readers of all engines share.

Lines are those of a browser: blocks and breaks end one, and the cells of a table row share one. An engine says in
:meth:`Body.takes` which parts of a body are not the author's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from harvester.forum.lines import Lines, tidy
from harvester.forum.model import Link
from harvester.forum.page import Element
from harvester.forum.struck import CLOSED, OPENED, is_struck

#: Elements that begin and end a line of their own.
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "html", "legend", "li", "listing", "main", "menu", "nav", "ol", "p", "pre", "section"),
        *("summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)

#: Elements whose text a reader does not see as text, and controls.
UNREAD = frozenset(
    (
        *("applet", "audio", "button", "canvas", "frame", "head", "iframe", "input", "link", "map", "meta"),
        *("noframes", "noscript", "object", "option", "script", "select", "style", "svg", "template", "textarea"),
        *("title", "video"),
    )
)


TablePart = Literal["row", "cell"]
#: What elements are in a table.
TABLE: Mapping[object, TablePart] = {"tr": "row", "td": "cell", "th": "cell"}


class _Row:
    """A table row that is being read: the lines around it, and those of its cells."""

    def __init__(self, outside: Lines) -> None:
        self.outside = outside
        self.cells: list[list[str]] = []

    def close(self) -> None:
        """A row of one cell is layout and keeps its lines; one of several becomes one line."""
        if len(self.cells) == 1:
            self.outside.add_lines(self.cells[0])
        else:
            self.outside.add_row([" ".join(cell) for cell in self.cells])


@dataclass(slots=True)
class _OpenLink:
    """A link that is being read: its element and address, its words so far, and whether a picture is in it."""

    element: Element
    url: str
    words: list[str] = field(default_factory=list)
    pictured: bool = False


class Body:
    r"""Reads bodies of posts into ``lines``, element by element. Works on any depth of nesting.

    >>> from lxml import html
    >>> body = Body()
    >>> body.read(html.fragment_fromstring("<div>One<br>two<table><tr><td>3<td>4</table></div>"))
    >>> body.lines.take()
    ['One', 'two', '3\t4']
    """

    def __init__(self, *, verbatim: bool = False, marked: bool = False) -> None:
        """``verbatim``: code keeps its blanks; ``marked``: struck-out text gets marks around it."""
        self.verbatim = verbatim
        self.marked = marked
        self.has_struck = False
        self.has_code = False
        self._code: list[Element] = []
        self.lines = Lines()
        self.links: list[Link] = []
        self._rows: list[_Row] = []
        self._links: list[_OpenLink] = []

    # --- an engine's part -----------------------------------------------------------------

    def takes(self, element: Element) -> bool:  # noqa: ARG002 - for engines
        """Whether the content of an element belongs to the text; asked once for each, before it is entered."""
        return True

    def text_of(self, element: Element) -> str:
        """The text at the beginning of an element that is entered."""
        return element.text or ""

    def tail_of(self, element: Element) -> str:
        """The text after an element."""
        return element.tail or ""

    def table_part(self, element: Element) -> TablePart | None:
        """What an element is in a table: a row, a cell, or ``None``."""
        return TABLE.get(element.tag)

    def link_of(self, element: Element) -> str | None:  # noqa: ARG002 - for engines
        """The full address of an ``a`` that the author wrote; ``None`` for the forum's own, or one that is empty."""
        return None

    def is_code(self, element: Element) -> bool:  # noqa: ARG002 - for engines
        """Whether an element is a block of code."""
        return False

    # --- what all engines share -----------------------------------------------------------

    def read(self, body: Element) -> None:
        """Read a body. Uses its own stack, because pages nest deeper than Python's recursion limit."""
        self.lines.add(body.text or "")
        stack = list(reversed(body))
        open_elements: list[Element] = []
        # An element is on the stack twice: once to be entered and, below its children, once to be left.
        while stack:
            element = stack.pop()
            if open_elements and element is open_elements[-1]:
                open_elements.pop()
                self._leave(element)
            elif self.takes(element):
                self._enter(element)
                open_elements.append(element)
                stack.append(element)
                stack.extend(reversed(element))
                continue
            if element.tail:
                self._add(self.tail_of(element))

    def _add(self, text: str) -> None:
        self.lines.add(text)
        if self._links:
            self._links[-1].words.append(text)

    def _enter(self, element: Element) -> None:
        tag = element.tag
        self._enter_link(element)
        if tag == "br":
            self.lines.end_line()
        elif (part := self.table_part(element)) == "row":
            self.lines.end_line()
            self._rows.append(_Row(self.lines))
        elif part == "cell" and self._rows:
            self.lines = Lines()
        elif tag in BLOCKS:
            self.lines.end_line()
        if self.is_code(element):
            self.has_code = True
            self._code.append(element)
            self.lines.verbatim = self.verbatim
        if is_struck(element):
            self.has_struck = True
            self._mark(OPENED)
        if element.text:
            self._add(self.text_of(element))

    def _enter_link(self, element: Element) -> None:
        tag = element.tag
        if tag == "a" and (url := self.link_of(element)) is not None:
            self._links.append(_OpenLink(element, url))
        elif self._links:
            self._links[-1].pictured |= tag == "img"
            if tag == "br" or tag in BLOCKS:
                self._links[-1].words.append(" ")

    def _mark(self, mark: str) -> None:
        if self.marked:
            self.lines.add(mark)

    def _leave(self, element: Element) -> None:
        if self.has_struck and is_struck(element):
            self._mark(CLOSED)
        if self._code and self._code[-1] is element:
            self._code.pop()
            self.lines.end_line()
            self.lines.verbatim = self.verbatim and bool(self._code)
        if self._links and self._links[-1].element is element:
            link = self._links.pop()
            if (words := tidy("".join(link.words))) or link.pictured:
                self.links.append(Link(link.url, words))
        part = self.table_part(element) if self._rows else None
        if part == "cell":
            row = self._rows[-1]
            row.cells.append(self.lines.take())
            self.lines = row.outside
        elif part == "row":
            self._rows.pop().close()
        elif element.tag in BLOCKS:
            self.lines.end_line()
