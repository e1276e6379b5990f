"""The body of a post, read: its text one paragraph per line, and what the forum put around and into it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from urllib.parse import parse_qs, urlsplit

from harvester.config.patterns import regex
from harvester.discuz.attachments import Files
from harvester.discuz.links import author_link, quotes
from harvester.discuz.template_parts import EDIT_LINE, Role, role_of
from harvester.discuz.wordings import FILES_KEPT_BACK, kind_of_part
from harvester.forum.body import TABLE, Body, TablePart
from harvester.forum.clock import Clock, clock_of
from harvester.forum.model import Edit, Message, Notice
from harvester.forum.page import Element, Page, classes, raw_text, text_of
from harvester.forum.struck import struck_in

#: What takes the place of a text that has to be bought, next to a link to buy it; on telephones it has no box.
_PRICED = regex(r"本主[题題]需向作者支付")

#: What closes an edit line of 6.x, outside its element.
_BRACKET = regex(r"^\s*\]")

#: Boxes that are rows and cells.
_BOXES: dict[str, TablePart] = {"tc-row": "row", "tc-cell": "cell"}

_QUOTED = regex(r"\s*引用\s*:\s*")

#: The heading over a part that asks for points, shown to those who have them.
_OPENED = regex(r"以下[内內]容")


def read_message(
    body: Element,
    page: Page,
    zone: tzinfo,
    now: datetime | None = None,
    around: Iterable[Element] = (),
    before: Iterable[Element] = (),
    *,
    author: str | None = None,
) -> Message:
    """Read the element that a post's text stands in.

    ``zone`` is that of the forum, ``around`` are elements of the post outside the body
    that list files attached to it, ``before`` those whose text comes before it, ``author`` is who an edit line of a
    language that we do not know may name. Works on any depth of nesting.
    """
    post = _Post(page, clock_of(page, zone, now), author, body, tuple(around), tuple(before))
    message, has_code = post.read()
    verbatim = post.read(verbatim=True)[0] if has_code else message
    return message if verbatim == message else replace(message, verbatim=verbatim)


@dataclass(frozen=True, slots=True)
class _Post:
    """The parts of a post that its message is read off."""

    page: Page
    clock: Clock
    author: str | None
    body: Element
    around: tuple[Element, ...]
    before: tuple[Element, ...]

    def read(self, *, verbatim: bool = False) -> tuple[Message, bool]:
        """The message, and whether it has code."""
        reader = _Reader(self.page, self.clock, self.author, verbatim=verbatim)
        _read(reader, self.body, self.before)
        quoting = reader.quoting
        for element in self.around:
            reader.read_around(element)
        message = reader.message()
        if reader.has_struck:
            marked = _Reader(self.page, self.clock, self.author, verbatim=verbatim, marked=True)
            _read(marked, self.body, self.before)
            message = replace(message, struck=struck_in(message.text, marked.message().text))
        if quoting:
            own = _Reader(self.page, self.clock, self.author, quotations=False, verbatim=verbatim)
            _read(own, self.body, self.before)
            message = replace(message, own=own.message().text)
        return message, reader.has_code


def _read(reader: _Reader, body: Element, before: Iterable[Element]) -> None:
    for element in before:
        reader.read(element)
        reader.end_line()
    reader.read(body)


class _Reader(Body):
    def __init__(
        self,
        page: Page,
        clock: Clock,
        author: str | None,
        *,
        quotations: bool = True,
        verbatim: bool = False,
        marked: bool = False,
    ) -> None:
        """``quotations``: whether what is quoted from other posts is read, too; the others are those of a body."""
        super().__init__(verbatim=verbatim, marked=marked)
        self._quotations = quotations
        self.quoting = False
        self._page = page
        self._clock = clock
        self._author = author
        self._files = Files(page)
        self._quotes: list[int] = []
        self._kept_back: list[str] = []
        self._headed_by: list[str] = []
        self._edit: Edit | None = None
        self._priced = False
        self._jammers = 0
        self._jammer_chars = 0

    def end_line(self) -> None:
        """End the line at hand."""
        self.lines.end_line()

    def read_around(self, element: Element) -> None:
        """Read what is next to the body: files, and what guests are told about them."""
        if role_of(element) in (Role.LOCKED, Role.WITHHELD):
            self._headed_by.append(text_of(element))
        else:
            self._files.read_box(element)

    def message(self) -> Message:
        lines = self.lines.take()
        if self._priced and len(lines) == 1 and _PRICED.match(lines[0]):
            self._kept_back.append(lines.pop())
        if self._edit is None:
            self._take_plain_edit(lines)
        return Message(
            text="\n".join(lines),
            edit=self._edit,
            pictures=tuple(self._files.pictures),
            attachments=tuple(self._files.attachments),
            quotes=tuple(dict.fromkeys(self._quotes)),
            notices=tuple(dict.fromkeys(self._notices(lines))),
            jammers=self._jammers,
            jammer_chars=self._jammer_chars,
            links=tuple(dict.fromkeys(self.links)),
        )

    def takes(self, element: Element) -> bool:
        """Whether what is inside an element belongs to the text."""
        part = role_of(element)
        if part is not Role.TEXT:
            self._set_aside(element, part)
            return False
        words = element.get("class")
        if words and "quote" in words.split():
            self.quoting = True
            if not self._quotations:
                self.end_line()
                return False
        if element.tag == "img":
            self._files.read_picture(element)
        elif element.tag == "a":
            self._read_link(element)
        return True

    def text_of(self, element: Element) -> str:
        """The text at the beginning of an element, without the label of a quotation."""
        text = element.text or ""
        return _QUOTED.sub("", text) if _is_labelled(element) else text

    def is_code(self, element: Element) -> bool:
        """Whether an element is a block of code."""
        words = element.get("class")
        return words is not None and "blockcode" in words.split()

    def link_of(self, element: Element) -> str | None:
        """The full address of a link of the author's."""
        return author_link(element, self._page)

    def table_part(self, element: Element) -> TablePart | None:
        """What an element is in a table; those of block posts (X5.0) are made of boxes."""
        part = TABLE.get(element.tag)
        if part is not None or element.tag != "div":
            return part
        return next((_BOXES[name] for name in classes(element) if name in _BOXES), None)

    def _set_aside(self, element: Element, part: Role) -> None:
        """What a part that is not text of the author's says."""
        if part is Role.JAMMER:
            self._jammers += 1
            self._jammer_chars += len(raw_text(element))
        elif part is Role.EDIT:
            self.lines.take_back("[")
            text, titled = text_of(element), self._clock.titled(element)
            self._edit = self._edit or self._read_edit(text, titled) or self._read_foreign_edit(text, titled)
        elif part in (Role.LOCKED, Role.WITHHELD):
            self.lines.end_line()
            text = text_of(element)
            if not _OPENED.match(text):
                self._kept_back.append(text)
        elif part is Role.FILES:
            self._files.read_box(element)

    def _notices(self, lines: list[str]) -> Iterator[Notice]:
        """What was kept back. Where there is text, it is no more than a part of it, or files.

        What stands over a text that is there, such as the price of a thread, keeps nothing back.
        """
        for text in self._kept_back:
            kind = kind_of_part(text)
            yield Notice(kind if kind == FILES_KEPT_BACK or not lines else "hidden_part", text)
        for text in self._headed_by:
            kind = kind_of_part(text)
            if kind == FILES_KEPT_BACK or not lines:
                yield Notice(kind, text)

    def _read_edit(self, text: str, titled: datetime | None = None) -> Edit | None:
        match = EDIT_LINE.search(text)
        if match is None:
            return None
        return Edit(match["by"] or None, titled or self._clock.parse(match["at"]))

    def _read_foreign_edit(self, text: str, titled: datetime | None) -> Edit | None:
        """An edit line of another language: it has a time, and may name the post's author."""
        at = titled or self._clock.parse(text)
        by = self._author if self._author and self._author in text else None
        return Edit(by, at) if at is not None else None

    def tail_of(self, element: Element) -> str:
        """The text behind an element, without what belongs to the element: a size, or a bracket."""
        tail = self._files.tail_of(element)
        return _BRACKET.sub("", tail) if "]" in tail and role_of(element) is Role.EDIT else tail

    def _take_plain_edit(self, lines: list[str]) -> None:
        """Doors such as the archiver keep the edit line as plain text: first line, or, before 7.0, last."""
        for at in (0, -1):
            if lines and EDIT_LINE.fullmatch(lines[at]):
                self._edit = self._read_edit(lines.pop(at))
                return

    def _read_link(self, element: Element) -> None:
        """A link to another post, inside a quotation or of a reply's heading, is the post that is quoted."""
        href = element.get("href") or ""
        self._priced = self._priced or "action=pay" in href
        if "pid=" not in href or "findpost" not in href:
            return
        pid = parse_qs(urlsplit(href.replace("&amp;", "&")).query).get("pid", [""])[0]
        if re.fullmatch(r"\d{1,10}", pid) and quotes(element):
            self._quotes.append(int(pid))


def _is_labelled(element: Element) -> bool:
    """Whether a quotation begins with a label of the forum's, as telephones get it."""
    parent = element.getparent() if element.tag == "blockquote" else None
    return parent is not None and (parent.get("class") or "").split() == ["grey", "quote"]
