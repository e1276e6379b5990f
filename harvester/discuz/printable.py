"""The page for printing: a whole thread on one page, noise included, posts without numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, tzinfo

from harvester.discuz.addresses import parse
from harvester.discuz.message import read_message
from harvester.forum.clock import clock_of
from harvester.forum.flow import enclose
from harvester.forum.lines import tidy
from harvester.forum.model import Member, Post, ThreadPage
from harvester.forum.page import Element, Page

#: What stands before a post's author, time and title; 6.x has it, too.
_LABELS = {"作者": "author", "时间": "time", "時間": "time", "标题": "title", "標題": "title"}
#: What the page leaves of pictures in the text.
_PLACES = re.compile(r"\n?\[attach(?:img)?\]\d+\[/attach(?:img)?\]")
_NAMELESS = frozenset({"匿名", "游客", "遊客", ""})


def read_printable(page: Page, zone: tzinfo, now: datetime | None = None) -> ThreadPage | None:
    """What a printable page says; ``None`` where it is none.

    ``pid`` of its posts is 0, and their times have no seconds: the page has neither.
    """
    authors = [element for element in page.root.iter("b") if _label(element) == "author"]
    if not authors:
        return None
    title = next((_value(element) for element in page.root.iter("b") if _label(element) == "title"), "")
    address = parse(page.url)
    return ThreadPage(
        tid=address.tid if address is not None else None,
        fid=None,
        board=None,
        title=title,
        posts=tuple(_post(page, at, element, zone, now) for at, element in enumerate(authors, 1)),
        layout="printable",
    )


def _post(page: Page, floor: int, author: Element, zone: tzinfo, now: datetime | None) -> Post:
    """A post: labels up to a line break, then its text up to a rule."""
    clock = clock_of(page, zone, now)
    name, posted, last = _value(author), None, author
    for element in author.itersiblings():
        if _label(element) == "time":
            posted = clock.parse(element.tail or "")
        elif element.tag == "span" and element.get("title"):
            posted = clock.of(element)
        elif _label(element) != "title" and element.tag != "br":
            break
        last = element
        if element.tag == "br" and (element.tail or "").strip():
            break
    message = read_message(enclose(last, _ends_post), page, zone, now)
    message = replace(message, text=_PLACES.sub("", message.text).strip("\n"))
    return Post(0, floor, None if name in _NAMELESS else Member(name), posted, message)


def _ends_post(element: Element) -> bool:
    """A rule of the page's own ends a post; one of the author's has no ``noshade``."""
    return (element.tag == "hr" and element.get("noshade") is not None) or _label(element) == "author"


def _label(element: Element) -> str | None:
    if element.tag != "b":
        return None
    return _LABELS.get(re.sub(r"[:：\s]+$", "", element.text or ""))


def _value(element: Element) -> str:
    return tidy(element.tail or "")
