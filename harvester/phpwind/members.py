"""Members as pages name them."""

from __future__ import annotations

import re

from harvester.forum.model import Member
from harvester.forum.page import Element, find_all, name_of
from harvester.phpwind.wordings import NAMELESS

#: ``u.php?uid=1``, ``u.php?action-show-uid-1.html``, ``u-1``, ``index.php?m=space&uid=1``.
_UID = re.compile(r"(?:[?&;]uid=|(?:^|[/-])uid-|(?:^|/)u-)(\d{1,10})")
_OF_MEMBER = re.compile(r"username=|(?:^|/)u\.php|(?:^|/)u-\d|m=space")


def read_member(element: Element | None) -> Member | None:
    """The member that a box names; ``None`` for guests and those who post without a name, who have number 0 or no link.

    >>> from harvester.forum.page import Page
    >>> read_member(Page("<p><a href='u.php?uid=4'>Ann</a></p>", "http://h/").root)
    Member(name='Ann', uid=4)
    """
    if element is None:
        return None
    for link in find_all(element, "a[href]"):
        href, name = link.get("href") or "", name_of(link)
        uid = uid_of(href)
        if not name or (uid is None and not _OF_MEMBER.search(href)):
            continue
        return None if uid == 0 or (uid is None and name in NAMELESS) else Member(name, uid)
    return None


def uid_of(href: str) -> int | None:
    """The member's number in an address; 0 is nobody's."""
    found = _UID.search(href)
    return int(found[1]) if found else None
