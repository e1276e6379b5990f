"""What a page says of itself: its kind, the forum's version, and, where it cannot be read, what is missing."""

from __future__ import annotations

import re

from harvester.config.patterns import regex
from harvester.forum.page import Page, text_of

_GENERATOR = regex(r"Discuz!?\s*(X?\d[\d.]*)", re.IGNORECASE)
_POWERED = regex(r"Powered by\s*(?:<[^>]*>\s*)*Discuz!?\s*(?:<[^>]*>\s*)*(?:Archiver\s*)?(X?\d[\d.]*)", re.IGNORECASE)

#: What the readers look for in each kind of page.
_SOUGHT = {
    "index": (".fl_tb", ".fl_g", ".forumlist", "a[href*=forumdisplay]", "a[href*=forum-]"),
    "board": (
        "#threadlisttableid",
        "tbody[id^=normalthread_]",
        "tbody[id^=stickthread_]",
        "#waterfall",
        "a[href*=tid]",
        "a[href*=thread-]",
    ),
    "thread": ("div[id^=post_]", "table[id^=pid]", "[id^=postmessage_]", ".plc .message", "#content p.author"),
}


#: What the ids of a page begin with, by the kind of page that has them.
_IDS = (
    ("thread", ("post_", "postmessage_", "pid")),
    ("board", ("normalthread_", "stickthread_")),
    ("index", ("category_", "subforum_", "sub_forum_", "sub-forum_")),
)


def kind_of(page: Page) -> str | None:
    """What a page is (``thread``, ``board`` or ``index``), whatever its address says; ``None`` if no id shows it."""
    for kind, prefixes in _IDS:
        if any(page.numbered(prefix) for prefix in prefixes):
            return kind
    return "board" if page.ids.keys() & {"threadlisttableid", "waterfall"} else None


def version_of(page: Page) -> str | None:
    """The forum's version as its pages name it (``X3.4``, ``7.2``), in the head or at the foot."""
    generator = page.find("meta[name=generator]")
    named = _GENERATOR.search(generator.get("content") or "") if generator is not None else None
    match = named or _POWERED.search(page.text)
    return match[1].upper().rstrip(".") if match else None


def missing(page: Page, kind: str) -> str:
    """One line for people: what was looked for in a page that cannot be read, and what it is instead.

    ``kind`` is what the page was to be: ``index``, ``board`` or ``thread``.
    """
    found = {selector: len(page.find_all(selector)) for selector in _SOUGHT[kind]}
    sought = ", ".join(f"{selector} ({count})" for selector, count in found.items())
    title = text_of(page.find("title"))[:60] or "no title"
    version = version_of(page) or "of no named version"
    return f"looked for {sought}; found Discuz! {version}, {title!r}, {len(page.text)} characters"
