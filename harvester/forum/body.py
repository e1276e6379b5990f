"""The body of a post on its way to text: what every engine's reader of one shares.

A browser decides what is a line: blocks and breaks end one, the cells of a table's row share one. An engine adds what
of a body is not the author's, in :meth:`Body.takes`.
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

#: Elements whose text no reader sees as such, or that are there to be used.
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
    """A table row at work: the lines it stands in, and those of its cells."""

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
    """A link at work: its element and address, what was read of its words, and whether a picture is in it."""

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
        """``verbatim``: code keeps its blanks; ``marked``: what is struck out has marks around it."""
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
        """Whether what is inside an element belongs to the text; asked once of each, before it is entered."""
        return True

    def text_of(self, element: Element) -> str:
        """The text at the beginning of an element that is entered."""
        return element.text or ""

    def tail_of(self, element: Element) -> str:
        """The text behind an element."""
        return element.tail or ""

    def table_part(self, element: Element) -> TablePart | None:
        """What an element is in a table: a row, or a cell of one."""
        return TABLE.get(element.tag)

    def link_of(self, element: Element) -> str | None:  # noqa: ARG002 - for engines
        """The full address of an ``a`` that the author put there; ``None``: it is the forum's, or leads nowhere."""
        return None

    def is_code(self, element: Element) -> bool:  # noqa: ARG002 - for engines
        """Whether an element is a block of code."""
        return False

    # --- what all engines share -----------------------------------------------------------

    def read(self, body: Element) -> None:
        """Walk a body with a stack of its own: pages nest deeper than Python's."""
        self.lines.add(body.text or "")
        stack = list(reversed(body))
        open_elements: list[Element] = []
        # An element is on the stack twice: once to be entered, once, below its children, to be left.
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
