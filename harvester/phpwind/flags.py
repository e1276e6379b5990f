"""What a forum marks a thread with: the names of its icons, as flags."""

from __future__ import annotations

import re
from collections.abc import Iterable

from harvester.config.patterns import regex
from harvester.forum.flags import in_order
from harvester.forum.page import Element

#: Names of icon files (8.x) and classes of icons (9.x).
_ICONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (flag, re.compile(words))
    for flag, words in (
        ("sticky_global", r"headtopic_3"),
        ("sticky_category", r"headtopic_2"),
        ("sticky", r"headtopic_1"),
        ("digest", r"(?:/|icon_)digest"),
        ("closed", r"topic(?:lock|close)|icon_lock"),
        ("hot", r"topichot"),
        ("poll", r"(?:/|icon_)(?:vote|poll)"),
        ("pictures", r"/file/img\.gif|icon_img"),
        ("attachments", r"/file/(?:zip|txt|file|rar)\.gif|icon_(?:file|att)"),
        ("activity", r"(?:/|icon_)activ"),
        ("reward", r"(?:/|icon_)reward"),
        ("trade", r"(?:/|icon_)(?:goods|trade)"),
        ("debate", r"(?:/|icon_)debate"),
    )
)

#: What makes a title stand out.
_MARKED = frozenset({"b", "font", "strong", "i", "u"})
_STYLE = regex(r"color|bold")


def flags_of(boxes: Iterable[Element], title: Element) -> tuple[str, ...]:
    """The flags that the icons in some elements, and a title's colours, stand for."""
    names = [
        f"{icon.get('src') or ''} {icon.get('class') or ''}" for box in boxes for icon in box.iter("img", "i", "span")
    ]
    found = {flag for flag, words in _ICONS if any(words.search(name) for name in names)}
    if any(part.tag in _MARKED for part in title) or _STYLE.search(title.get("style") or ""):
        found.add("highlight")
    return in_order(found)
