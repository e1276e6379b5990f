"""Members as pages name them."""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.forum.model import Member
from harvester.forum.numbers import FLOOR_NAMES
from harvester.forum.page import Element, find_all, name_of
from harvester.phpwind.wordings import NAMELESS

#: ``u.php?uid=1``, ``u.php?action-show-uid-1.html``, ``u-1``, ``index.php?m=space&uid=1``.
_UID = regex(r"(?:[?&;]uid=|(?:^|[/-])uid-|(?:^|/)u-)(\d{1,10})")
_OF_MEMBER = regex(r"username=|(?:^|/)u\.php|(?:^|/)u-\d|m=space")


#: The button to answer a post, which names its floor and its author.
_ANSWERS = "a[onclick^=postreply]"


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


def read_bold(box: Element) -> Member | None:
    """The author of a post before 8.0, whose name is not a link: in bold, or first in the cell next to the post.

    What is not bold is a name only if the button to answer has it, too. The links of the buttons have the number.

    >>> from lxml import html
    >>> read_bold(html.fragment_fromstring("<table><th><b>Ann</b><a href='profile.php?uid=4'></a></th></table>"))
    Member(name='Ann', uid=4)
    """
    cell = next(iter(find_all(box, ".r_two, th")), None)
    if cell is None:
        return None
    name = next(filter(None, map(name_of, find_all(cell, "b, strong"))), "") or _first_of(cell, box)
    links = (
        link.get("href") or "" for link in find_all(box, ".r_two a[href], th:first-child a[href], .tiptop a[href]")
    )
    uid = next((uid for link in links if (uid := uid_of(link)) is not None), None)
    return None if uid == 0 or name in NAMELESS else Member(name, uid)


def _first_of(cell: Element, box: Element) -> str:
    """What a cell begins with, if the button to answer the post names it, too."""
    first = next((text for part in cell.itertext() if (text := str(part).strip())), "")
    answers = (link.get("onclick") or "" for link in find_all(box, _ANSWERS))
    return first if first not in FLOOR_NAMES and any(first in answer for answer in answers) else ""


def uid_of(href: str) -> int | None:
    """The member's number in an address; 0 is nobody's."""
    found = _UID.search(href)
    return int(found[1]) if found else None
