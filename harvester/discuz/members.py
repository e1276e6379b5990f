"""Members as pages name them."""

from __future__ import annotations

import re

from harvester.config.patterns import regex
from harvester.forum.lines import tidy
from harvester.forum.model import Member
from harvester.forum.page import Element, is_hidden, name_of, own_name, text_of

#: ``space-uid-1.html``, ``suid-1``, ``home.php?mod=space&uid=1``, ``space.php?uid=1``, ``u/1``; not ``touid=``.
_UID = regex(r"(?:(?:^|[/-])[a-z]?uid[-/]|[?&;]uid=|(?:^|/)(?:u|user)/|(?:^|/)space-)(\d{1,10})")

#: Links about a member that are not named after them: counts of what they wrote, buttons to write to them.
_OTHER = regex(r"[?&;]do=|mod=spacecp|pm\.php|my\.php")

#: Members that were deleted have a name and no link, but this remark.
_DELETED = regex(r"[该該]用[户戶]已被?[删刪]除|用[户戶]已[删刪]除")


#: What skins write before the name of a member.
_LABEL = regex(r"^\s*(?:作者|[楼樓]主|[发發](?:表|帖)者|[发發][布佈]者?|by|author|posted by)\s*[:：]\s*", re.IGNORECASE)


def read_member(element: Element | None) -> Member | None:
    """The member that a box names; ``None`` for guests and those who post anonymously, who have no link."""
    if element is None:
        return None
    for link in element.iter("a"):
        name = _name_in(link)
        uid = uid_of(link.get("href"))
        if name and (uid is not None or _is_member_link(link)) and not _OTHER.search(link.get("href") or ""):
            return Member(name, uid)
    text = text_of(element)
    deleted = _DELETED.search(text)
    name = tidy(text[: deleted.start()]) if deleted else ""
    return Member(name) if name else None


def _name_in(link: Element) -> str:
    """The name in a link, without a label or a badge that a skin puts into it."""
    name = name_of(link)
    if len(link):
        name = own_name(link, [part for part in link if _is_label(part)]) or name
    return _LABEL.sub("", name)


def _is_label(part: Element) -> bool:
    """Whether a part of a link is not of the name: it is hidden, or ends in a colon."""
    if not isinstance(part.tag, str):
        return True
    text = text_of(part)
    return is_hidden(part) or text.endswith((":", "：")) or _LABEL.sub("", text) == ""


def uid_of(href: str | None) -> int | None:
    """The member's number in an address; a member who was deleted has 0, which is none."""
    match = _UID.search(href or "")
    return int(match[1]) or None if match else None


def _is_member_link(link: Element) -> bool:
    href = link.get("href") or ""
    return "username" in href or "space" in href
