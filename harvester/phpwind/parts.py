"""Which parts of a post's body are the forum's, not the author's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum, auto
from typing import cast

from harvester.config.patterns import regex
from harvester.forum.body import UNREAD
from harvester.forum.page import Element, classes, is_hidden, raw_text, text_of
from harvester.phpwind.wordings import CHROME, KEPT_BACK, QUOTED


class Role(Enum):
    """What an element of a body is."""

    TEXT = auto()
    #: Noise against copying.
    JAMMER = auto()
    #: The edit line.
    EDIT = auto()
    #: What the forum shows in place of a part that requires a reply, points, a payment or a login.
    LOCKED = auto()
    #: Another post, quoted.
    QUOTE = auto()
    #: An attached picture or file with its captions.
    FILES = auto()
    #: Code, which keeps its lines.
    CODE = auto()
    #: Anything else of the forum's: headings, buttons, players, scripts.
    CHROME = auto()


_CLASSES: dict[str, Role] = {
    "edit_log": Role.EDIT,
    "content_hidden": Role.LOCKED,
    "content_sell": Role.LOCKED,
    "img_info": Role.CHROME,
    "pw_menu": Role.CHROME,
    "quote": Role.CHROME,  # the heading of a quotation, or of a part that is opened
}
_IDS: tuple[tuple[re.Pattern[str], Role], ...] = (
    (re.compile(r"alert_\w+"), Role.EDIT),
    (re.compile(r"hidden_\w+"), Role.LOCKED),
    (re.compile(r"(?:J_)?att_\d+"), Role.FILES),
    (re.compile(r"lwd_\w+"), Role.CHROME),  # what the author of the thread noted on a reply
)
#: Elements that the forum's own words stand in.
_WORDED = frozenset({"a", "blockquote", "div", "h6", "span"})
#: Characters of an element that are enough to see whether it begins with words of the forum's.
_BEGINNING = 200


def role_of(element: Element) -> Role:
    """What an element of a post's body is; comments are chrome.

    >>> from lxml import html
    >>> role_of(html.fragment_fromstring("<span style='display:none'> 6~s,j({^ </span>"))
    <Role.JAMMER: 2>
    """
    tag = element.tag
    if not isinstance(tag, str) or tag in UNREAD or tag == "h1":  # a title, on plain pages
        return Role.CHROME
    if tag == "pre":
        return Role.CODE
    if tag == "blockquote" and is_quotation(element):
        return Role.QUOTE
    if element.attrib and (part := _by_attributes(element, tag)) is not None:
        return part
    return _by_wording(element) if tag in _WORDED else Role.TEXT


def is_quotation(element: Element) -> bool:
    """Whether a box quotes another post of the forum: it says which, or leads back to it.

    An author may set off a text of another source in the same box.
    """
    if not {"blockquote3", "cc"}.intersection(classes(element)):
        return _is_old_quotation(element)
    if QUOTED.match(_beginning(element)):
        return True
    return any(_LEADS_BACK.search(link.get("href") or "") for link in element.iter("a"))


def _is_old_quotation(element: Element) -> bool:
    """Whether a box of the templates before 8.0 quotes a post: a heading says so, in any language.

    It is bold, and has the name and the time of the post in italics.
    """
    above = element.getprevious()
    if above is None or above.tag != "h6" or "quote" not in classes(above):
        return False
    heading = next(iter(element), None)
    in_italics = [text_of(part) for part in heading.iter("i")] if heading is not None and heading.tag == "b" else []
    return QUOTED.match(_beginning(element)) is not None or any(map(_TIME.fullmatch, in_italics))


_TIME = regex(r"\d{4}-\d{1,2}-\d{1,2} \d{1,2}:\d{2}")
_LEADS_BACK = regex(r"action=topost|a=jump|u\.php\?username=|m=space&username=")


def _by_attributes(element: Element, tag: str) -> Role | None:
    name = element.get("id") or ""
    if name and (named := next((part for words, part in _IDS if words.fullmatch(name)), None)) is not None:
        return named  # some of them have a class that would hide them
    if is_hidden(element):
        # The noise has no id; what is opened by a click has one.
        return Role.JAMMER if tag == "span" and not name and not len(element) else Role.CHROME
    return next((_CLASSES[word] for word in classes(element) if word in _CLASSES), None)


def _by_wording(element: Element) -> Role:
    """What an element is that begins with words of the forum's; authors can write the words, but no such boxes."""
    if element.tag == "a":
        return Role.CHROME if "CopyCode" in (element.get("onclick") or "") else Role.TEXT
    if not element.attrib and element.tag != "div":  # of the forum's own, but for a box or two of 8.0, have a class
        return Role.TEXT
    beginning = _beginning(element)
    if KEPT_BACK.match(beginning) and _is_box(element):
        return Role.LOCKED
    return Role.CHROME if CHROME.match(beginning) and _is_box(element) else Role.TEXT


def _is_box(element: Element) -> bool:
    """Whether an element can be the forum's own: of an author's, the style alone is set."""
    return element.tag in ("blockquote", "h6") or element.get("class") is not None or not element.attrib


def _beginning(element: Element) -> str:
    """The beginning of an element's text, without leading blanks."""
    found = ""
    for text in cast("Iterator[str]", element.itertext()):
        found += text
        if len(found) > _BEGINNING:
            break
    return found[:_BEGINNING].lstrip()


def is_shielded(body: Element) -> bool:
    """Whether a body is no more than what the forum puts in the place of a post: in a colour or a box of its own."""
    parts = [part for part in body if isinstance(part.tag, str) and part.tag != "h1"]
    if len(parts) != 1 or any((part.tail or "").strip() for part in body) or (body.text or "").strip():
        return False
    box = parts[0]
    return "shield" in classes(box) or (
        box.tag == "span" and "background-color:#ffff66" in (box.get("style") or "").replace(" ", "").lower()
    )


def jammed(element: Element) -> int:
    """How many characters of noise an element holds."""
    return len(raw_text(element))
