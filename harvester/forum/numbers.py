"""Numbers as forums show them: counts, pages, floors, and the ids in addresses."""

from __future__ import annotations

import re

from harvester.config.patterns import regex
from harvester.forum.page import Element, text_of

_DIGITS = regex(r"\d{1,3}(?:,\d{3}){1,3}|\d{1,10}")
_FLOOR = regex(r"(?:^|\D)(\d{1,7})\s*(?:[楼樓层層]|#|＃)|[第#]\s*(\d{1,7})")

#: Longest text with a floor in a site's own words (``12F``, ``来自 3F``); a longer one is a sentence.
_SHORT = 12

#: Names of the first floors, in both scripts.
FLOOR_NAMES = {
    "楼主": 1, "樓主": 1, "沙发": 2, "沙發": 2, "板凳": 3, "地板": 4,
}  # fmt: skip


def count_of(element: Element | None) -> int | None:
    """The number that an element shows; a shortened one (2万) is read from the ``title`` of its ``span``.

    >>> from lxml.html import fromstring
    >>> count_of(fromstring('<em><span title="23456">2万</span></em>')), count_of(fromstring("<em>1,234 replies</em>"))
    (23456, 1234)
    """
    if element is None:
        return None
    for titled in element.iter("span"):
        title = titled.get("title") or ""
        if title.isascii() and title.isdigit() and len(title) <= 10:
            return int(title)
    match = _DIGITS.search(text_of(element))
    return int(match[0].replace(",", "")) if match else None


def floor_of(element: Element | None, *, first: int = 1) -> int | None:
    """The floor that an element states: 1 for the first post; ``None`` for a name without a meaning.

    ``first`` is the forum's number for the first post; names of floors mean the same everywhere.

    >>> from lxml.html import fromstring
    >>> [floor_of(fromstring(f"<b>{text}</b>")) for text in ("楼主", "沙发", "12楼", "更多")]
    [1, 2, 12, None]
    >>> [floor_of(fromstring(f"<b>{text}</b>"), first=0) for text in ("地板", "4楼")]
    [4, 5]
    """
    text = text_of(element)
    for name, floor in FLOOR_NAMES.items():
        if name in text:
            return floor
    match = _FLOOR.search(text)
    if match:
        return int(match[1] or match[2]) + 1 - first
    numbers = re.findall(r"\d{1,7}", text)
    return int(numbers[0]) + 1 - first if len(numbers) == 1 and len(text) <= _SHORT else None


def id_at_end(name: str | None) -> int | None:
    """The number at the end of an element's id (``normalthread_12``); ``None`` if there is none.

    >>> id_at_end("normalthread_12"), id_at_end("separatorline")
    (12, None)
    """
    match = re.search(r"_?(\d{1,10})$", name or "")
    return int(match[1]) if match else None
