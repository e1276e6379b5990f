"""The body of a post, read: its text one paragraph per line, and what the forum put around and into it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime, tzinfo
from functools import partial
from urllib.parse import parse_qs, urlsplit

from harvester.config.patterns import regex
from harvester.forum.body import Body
from harvester.forum.clock import Clock, clock_of
from harvester.forum.model import Edit, Message, Notice
from harvester.forum.page import Element, Page, raw_text, text_of
from harvester.forum.struck import struck_in
from harvester.phpwind.files import Files
from harvester.phpwind.parts import Role, is_shielded, jammed, role_of
from harvester.phpwind.wordings import EDIT_LINE, FOR_SALE, PRICED, QUOTED, SHIELDED, kind_of_part

#: How much is kept of what stands in the place of a post.
_SHOWN = 500
#: Addresses of the forum that do something: answer, pay, log in, download.
_DOING = regex(r"/(?:job|post|login|register|operate|message)\.php|[?&]c=(?:post|buythread|attach|login|register)\b")


def read_message(
    body: Element,
    page: Page,
    zone: tzinfo,
    now: datetime | None = None,
    around: Iterable[Element] = (),
    *,
    pid_of: Callable[[int], int | None] = lambda _: None,
) -> Message:
    """Read the element that a post's text stands in.

    ``zone`` is the forum's, ``around`` are elements of the post outside the body that list its files or say that it was
    edited, ``pid_of`` gives the post of a floor of the page: quotations of 8.x name floors.
    """
    if is_shielded(body):
        return Message("", notices=(Notice("blocked_post", text_of(body)[:_SHOWN]),))
    around = tuple(around)
    make = partial(_Reader, page, clock_of(page, zone, now), pid_of)
    message, has_code = _read(make, body, around)
    if not has_code:
        return message
    verbatim, _ = _read(partial(make, verbatim=True), body, around)
    return message if verbatim == message else replace(message, verbatim=verbatim)


def _read(make: Callable[..., _Reader], body: Element, around: tuple[Element, ...]) -> tuple[Message, bool]:
    """The message, and whether it has code."""
    reader = make()
    reader.read(body)
    for element in around:
        reader.read_around(element)
    message = reader.message()
    if reader.has_struck:
        marked = make(marked=True)
        marked.read(body)
        message = replace(message, struck=struck_in(message.text, marked.message().text))
    return message, reader.has_code


class _Reader(Body):
    def __init__(
        self,
        page: Page,
        clock: Clock,
        pid_of: Callable[[int], int | None],
        *,
        verbatim: bool = False,
        marked: bool = False,
    ) -> None:
        super().__init__(verbatim=verbatim, marked=marked)
        self._page = page
        self._clock = clock
        self._pid_of = pid_of
        self._files = Files(page)
        self._edit: Edit | None = None
        self._quotes: list[int] = []
        self._kept_back: list[str] = []
        self._jammers = 0
        self._jammer_chars = 0

    def takes(self, element: Element) -> bool:
        """Whether what is inside an element belongs to the text."""
        part = role_of(element)
        if part is Role.TEXT:
            if element.tag == "img":
                self._files.read_picture(element)
            return True
        if part is not Role.JAMMER and part is not Role.FILES:
            self.lines.end_line()
        self._set_aside(element, part)
        return False

    def link_of(self, element: Element) -> str | None:
        """The full address of a link of the author's: forms to act by, and files, are the forum's."""
        url = self._page.link(element.get("href"))
        return None if url is None or (self._page.is_here(url) and _DOING.search(url)) else url

    def read_around(self, element: Element) -> None:
        """Read what is next to the body."""
        part = role_of(element)
        if part in (Role.EDIT, Role.LOCKED):
            self._set_aside(element, part)
        else:
            for kept in element.iter("blockquote"):
                if role_of(kept) is Role.LOCKED:
                    self._kept_back.append(text_of(kept))
            self._files.read_box(element)

    def message(self) -> Message:
        lines = self.lines.take()
        if any(PRICED.match(text) for text in self._kept_back):  # each part for sale says so, too
            self._kept_back = [text for text in self._kept_back if not FOR_SALE.match(text)]
        return Message(
            text="\n".join(lines),
            edit=self._edit,
            pictures=self._files.pictures,
            attachments=self._files.attachments,
            quotes=tuple(dict.fromkeys(self._quotes)),
            notices=tuple(dict.fromkeys(self._notice(text, lines) for text in self._kept_back)),
            jammers=self._jammers,
            jammer_chars=self._jammer_chars,
            links=tuple(dict.fromkeys(self.links)),
        )

    def _set_aside(self, element: Element, part: Role) -> None:
        """What a part that is not text of the author's says."""
        match part:
            case Role.JAMMER:
                self._jammers += 1
                self._jammer_chars += jammed(element)
            case Role.EDIT:
                self._edit = self._edit or self._read_edit(text_of(element))
            case Role.LOCKED:
                self._kept_back.append(text_of(element)[:_SHOWN])
            case Role.FILES:
                self._files.read_box(element)
            case Role.QUOTE:
                self._read_quotation(element)
            case Role.CODE:
                self._read_code(element)
            case _:
                pass

    @staticmethod
    def _notice(text: str, lines: list[str]) -> Notice:
        """What was kept back. Where there is text, it is no more than a part of it, or files."""
        kind = kind_of_part(text)
        return Notice("hidden_part" if lines and kind != "attachment_login" else kind, text)

    def _read_edit(self, text: str) -> Edit | None:
        found = EDIT_LINE.search(text)
        if found is None:
            return None
        by = (found["by"] or found["by9"] or "").strip("[ ")
        return Edit(by or None, self._clock.parse(found["at"] or found["at9"]))

    def _read_code(self, element: Element) -> None:
        """Code: its breaks and line ends are lines."""
        self.has_code = True
        self.lines.end_line()
        self.lines.verbatim = self.verbatim
        for part in element.iter("br"):
            part.tail = f"\n{part.tail or ''}"
        for line in raw_text(element).splitlines():
            self.lines.add(line)
            self.lines.end_line()
        self.lines.verbatim = False

    def _read_quotation(self, element: Element) -> None:
        """Which post is quoted: its floor in the heading, or its number in the link back to it."""
        for link in element.iter("a"):
            pid = parse_qs(urlsplit((link.get("href") or "").replace("&amp;", "&")).query).get("pid", [""])[0]
            if re.fullmatch(r"[1-9]\d{0,9}", pid):
                self._quotes.append(int(pid))
        heading = QUOTED.match(text_of(element))
        if heading and heading["floor"] and (quoted := self._pid_of(int(heading["floor"]) + 1)):
            self._quotes.append(quoted)


def deleted(text: str) -> bool:
    """Whether a text is what the forum puts in the place of a post that is gone."""
    return SHIELDED.fullmatch(text.strip()) is not None
