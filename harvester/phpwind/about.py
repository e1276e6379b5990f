"""What a page says of itself: its kind, the software's version, and, where it cannot be read, what is missing."""

from __future__ import annotations

import re

from harvester.config.patterns import regex
from harvester.forum.page import Page, text_of
from harvester.phpwind.posts import has_old_posts

_STATED = regex(r"phpwind\s*(?:v\s*)?(\d+(?:\.\d+)*)?", re.IGNORECASE)
_POWERED = regex(r"Powered by\s*(?:<[^>]*>\s*)*phpwind\s*(?:<[^>]*>\s*)*(?:v\s*(\d+(?:\.\d+)*))?", re.IGNORECASE)
#: How a title ends: up to 7.x with the maker's site.
_TITLED = regex(r"powered by phpwind(?:\.net)?$")
#: Text that only this software's scripts and templates have: 8.x, then 9.x.
_OWN = ("pw_baseurl", "pw_content", "J_posts_list", "J_html_error", "images/pw_core.css")

_POSTS = ".J_read_floor, .tpc_content [id^=read_], [id^=read_].tpc_content"

#: What the readers look for in each kind of page.
_SOUGHT = {
    "index": ("a[id^=fn_]", ".fname a", "a[href*=fid]"),
    "board": ("td.subject a[id^=a_ajax_]", "tr.t_one h3 a", "#J_posts_list td.subject", "a[href*=tid]"),
    "thread": ("#read_tpc", ".tpc_content", ".J_read_floor", ".editor_content"),
}


def version_of(page: Page) -> str | None:
    """The version as pages name it (``8.7``, ``9.1.0``), in the head or at the foot.

    >>> version_of(Page('<meta name="generator" content="phpwind v8.7(20110913)">', "http://h/"))
    '8.7'
    """
    found = _STATED.search(stated(page)) or _POWERED.search(page.text)
    return found[1] if found else None


def stated(page: Page) -> str:
    """The software that a page says it was made by; ``""`` if it does not say."""
    tag = page.find("meta[name=generator]")
    return (tag.get("content") or "") if tag is not None else ""


def is_of_phpwind(page: Page) -> bool:
    """Whether a page is of this software: by the software that it names, otherwise by its scripts and ids."""
    named = stated(page).lower()
    if named.strip():
        return "phpwind" in named
    title = text_of(page.find("title")).lower()
    if _TITLED.search(title) is not None or _POWERED.search(page.text) is not None:
        return True
    return any(page.has(word) for word in _OWN) or ("read_tpc" in page.ids and "subject_tpc" in page.ids)


def is_nine(page: Page) -> bool:
    """Whether a page is of the templates of 9.x, which share nothing with those before."""
    return page.has("J_posts_list") or page.has("J_html_error") or page.has("main_wrap")


def kind_of(page: Page) -> str | None:
    """What a page is (``thread``, ``board`` or ``index``), whatever its address says; ``None`` if nothing shows it."""
    if (
        "read_tpc" in page.ids
        or page.find(".J_read_floor, .tpc_content [id^=read_], [id^=read_].tpc_content") is not None
        or has_old_posts(page)
    ):
        return "thread"
    if page.find("td.subject a[id^=a_ajax_], tr.t_one a[id^=a_ajax_], table#J_posts_list") is not None:
        return "board"
    return "index" if page.find("a[id^=fn_], .fname a") is not None else None


def missing(page: Page, kind: str) -> str:
    """One line for people: what was looked for in a page that cannot be read, and what it is instead."""
    found = {selector: len(page.find_all(selector)) for selector in _SOUGHT[kind]}
    sought = ", ".join(f"{selector} ({count})" for selector, count in found.items())
    title = text_of(page.find("title"))[:60] or "no title"
    version = version_of(page) or "of no named version"
    return f"looked for {sought}; found phpwind {version}, {title!r}, {len(page.text)} characters"
