"""Answers that are not articles: message pages, the page to log in, the bare words of the load guard.

All of them come with status 200. The message stands in a box of its own, which no author can write; below a message of
8.x there is a login form, and another reason that is on every one of them.
"""

from __future__ import annotations

from harvester.config.patterns import regex
from harvester.forum.ending import Stop
from harvester.forum.model import Notice
from harvester.forum.names import PageName
from harvester.forum.page import Element, Page, text_of
from harvester.forum.words import words_of
from harvester.phpwind.about import kind_of
from harvester.phpwind.ending import ending
from harvester.phpwind.wordings import FORBIDDEN, GUARD, HEAD, MESSAGES

#: Boxes of a message, the one that says most first: 8.5 and later, 8.0 to 8.3, 9.x.
_BOXES = ".regIgnore li, .tip-page ol li, #J_html_error, .regIgnore, .tip-page span.f14, .tip-content"
#: Titles of message pages of 8.x and of 9.x.
_TITLE = regex(r"提示信息|[错錯][误誤]提示")
_NUMBERED = regex(r"^\s*\d{1,2}\s*[、.．]\s*")
#: Bare words are at most this long.
_BARE = 200
_SHOWN = 500


def read_notice(page: Page, status: int, name: PageName) -> Notice | None:
    """What a page that is not an article says, or ``None`` where it is a list, a thread, an index or unknown."""
    return _bare(page) or _message(page, name) or _login(page) or _failed(page, status)


def _bare(page: Page) -> Notice | None:
    """A few words without markup: the load guard, which lets one in again, or a feed that is not for guests."""
    text = page.text.strip() if len(page.text) <= _BARE else ""
    if GUARD.match(text):
        return Notice("flood_limit", text)
    return Notice("no_permission", text) if FORBIDDEN.fullmatch(text) else None


def _message(page: Page, name: PageName) -> Notice | None:
    """The message of a message page. One may stand behind the head of a thread, in ``simple/``."""
    box = page.find(_BOXES)
    if box is None or not (_TITLE.search(text_of(page.find("title"))) or box.get("id") or _is_alone(page, box)):
        return None
    text = _NUMBERED.sub("", words_of(box))[:_SHOWN]
    kind = next((kind for kind, words in MESSAGES if words.search(text)), "message")
    if kind == "message" and name.kind == "index":  # in the place of the index it is why the forum is closed
        kind = "forum_closed"
    return Notice(kind, text)


def _is_alone(page: Page, box: Element) -> bool:
    """Whether a page whose title was taken off is one of a message: it says what all of them do, and shows no posts."""
    return kind_of(page) is None and (HEAD.search(page.text) is not None or box.tag == "li")


def _login(page: Page) -> Notice | None:
    """The page to log in, which 9.x shows in the place of a board with a password."""
    form = page.find("form#J_u_login_form, .regLogin form")
    if form is None or kind_of(page) is not None or ending(page.text).stop > Stop.NOTHING:
        return None
    return Notice("login_needed", text_of(page.find(".tips", form)) or text_of(page.find("title")) or "a login form")


def _failed(page: Page, status: int) -> Notice | None:
    """A page of the server's own on a failure."""
    if status < 500 or "Error" not in page.text:
        return None
    kinds = (kind for kind, words in MESSAGES if kind == "system_error" and words.search(page.text))
    kind = next(kinds, None)
    return None if kind is None else Notice(kind, text_of(page.root)[:_SHOWN])
