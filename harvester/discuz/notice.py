"""Answers that are not articles, recognised by their words and their source.

Forums answer 200 for most of them. A page is a notice only where it shows no list, no
thread and no index: an article may quote any of these sentences.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

from harvester.config.patterns import regex
from harvester.discuz.addresses import parse
from harvester.discuz.ending import ending
from harvester.discuz.wordings import MESSAGES, SOURCES
from harvester.forum.ending import Stop
from harvester.forum.model import Notice
from harvester.forum.page import Element, Page, find_all, text_of
from harvester.forum.words import words_of

#: Elements that hold the words of a message page: X, its touch pages, 7.x, 6.x.
_MESSAGE_BOXES = ".alert_error, .alert_info, .alert_right, .jump_c, .errormsg, .box.message, .showmessage"

#: Ids that only lists, threads and indexes have.
_CONTENT = regex(
    r"(?:post|postmessage|pid|normalthread|stickthread|category|subforum|thread)_?\d+$|(?:threadlisttableid|postlist|threadlist)$"
)

#: What is in the source of feeds, archiver pages and pages for telephones, which have no ids.
_OTHER_DOORS = ("<rss", 'class="author"', "noshade", 'class="plc cl"', 'class="threadlist')

_CHINESE = regex(r"[\u3400-\u9fff]")
_UNSEEN = frozenset({"head", "noscript", "script", "style", "title"})

#: What a page of nothing but a script does, when it lets only browsers in: names and keys differ from site to site.
_SENDS_ON = regex(r"<script[^>]*>[^<]*?(?:location|document\.cookie|\beval\b)", re.IGNORECASE)

#: The size of a page, and of its text, up to which it can be no more than a notice.
_SMALL = 12_000
_NO_WORDS = 20
_FEW_WORDS = 500
_LINE = 10


def read_notice(page: Page, status: int | None = None) -> Notice | None:
    """What a page that is not an article says, or ``None`` where it is a list, a thread, an index or unknown.

    ``status`` is the HTTP status, where it is known.
    """
    if any(_CONTENT.match(name) for name in page.ids):
        return None
    return (
        _password(page)
        or _question(page)
        or _at_index(page, _message(page))
        or _login(page)
        or _by_source(page, status)
        or _picture(page)
    )


def _password(page: Page) -> Notice | None:
    field = page.find("form[name=pw] , form[action*=pwverify], input[name=pw][type=password]")
    return None if field is None else Notice("password", _around(field))


def _question(page: Page) -> Notice | None:
    field = page.find("input[name=secqaaverify], input[name=answer]")
    if field is None or len(page.text) > _SMALL or _is_for_login(field):
        return None
    return Notice("question", _around(field))


def _is_for_login(field: Element) -> bool:
    """Whether it is the answer that a member may have set for logging in, which is asked for below many messages."""
    return any(find_all(form, "input[type=password]") for form in field.iterancestors("form"))


def _around(field: Element) -> str:
    """The words of the box that a form stands in."""
    words = ""
    for box in itertools.islice(field.iterancestors("div", "td", "form"), 3):
        words = max(words, words_of(box), key=len)
        if len(words) > _LINE:
            break
    return words[:500]


def _message(page: Page) -> Notice | None:
    """The message of a message page; X has an empty box for successes before it."""
    boxes = [page.ids["messagetext"]] if "messagetext" in page.ids else page.find_all(_MESSAGE_BOXES)
    notice = _of_words([words_of(box) for box in boxes])
    if notice is None or notice.kind != "message" or _CHINESE.search(notice.text):
        return notice
    # In a language that we do not know: where a form to log in is offered, that could help.
    offered = page.find("#messagelogin form, #messagelogin input, #loginform") is not None
    return replace(notice, kind="login_needed") if offered else notice


def _at_index(page: Page, notice: Notice | None) -> Notice | None:
    """A message in the place of the index is why the forum is closed, whatever its words."""
    if notice is None or notice.kind != "message":
        return notice
    address = parse(page.url)
    return replace(notice, kind="forum_closed") if address is not None and address.kind == "index" else notice


def _login(page: Page) -> Notice | None:
    """The page to log in, which some forums show, or lead to, instead of the page that was asked for."""
    if not page.has("password") or page.find("input[type=password]") is None:
        return None
    alone = page.find("body.pg_logging, body#member, body#nv_member") is not None
    alone = alone or "mod=logging" in page.url or "logging.php" in page.url
    form = page.find("form[action*=logging]")
    if form is None or not (alone or (2 * len(text_of(form)) >= len(_visible(page)) and _has_end(page))):
        return None
    return Notice("login_needed", (text_of(page.find("title")) or text_of(form))[:500])


def _picture(page: Page) -> Notice | None:
    """A page that is a picture, with a few words in its title: what sites put up while they are closed."""
    if len(page.text) > _SMALL or len(_visible(page)) > _NO_WORDS or next(iter(page.named("img")), None) is None:
        return None
    if not _has_end(page):
        return None
    said = [text_of(page.find("title")), *(image.get("alt") or "" for image in page.named("img"))]
    text = next((words for words in said if words.strip()), "")
    return _of_words([text or "a picture and nothing to read"])


def _has_end(page: Page) -> bool:
    """Whether a page stops as a whole one does: otherwise its words may be the beginning of a longer page's.

    The forum's own pages have an end; what somebody put in their place by hand may have none.
    """
    own = page.has("Discuz!") or page.has("discuz_uid")
    return ending(page.text).stop <= (Stop.END if own else Stop.NOTHING)


def _of_words(texts: list[str]) -> Notice | None:
    """The notice that some texts are; ``None`` where they are empty."""
    texts = [text for text in texts if text]
    for kind, words in MESSAGES:
        for text in texts:
            if words.search(text):
                return Notice(kind, text[:500])
    return Notice("message", texts[0][:500]) if texts else None


def _by_source(page: Page, status: int | None) -> Notice | None:
    """Pages of a few words and a script; a short article that speaks of such things is longer."""
    if len(page.text) > _SMALL and (status is None or status < 500):
        return None
    if len(_visible(page)) > _FEW_WORDS and (status is None or status < 500):
        return None
    if any(page.has(word) for word in _OTHER_DOORS):
        return None
    for kind, words in SOURCES:
        match = words.search(page.text)
        if match:
            return Notice(kind, text_of(page.find("title")) or match[0])
    sends_on = len(_visible(page)) <= _NO_WORDS and _SENDS_ON.search(page.text)
    if sends_on and ending(page.text).stop is not Stop.MIDDLE:  # otherwise it is the beginning of a longer page
        return Notice("browser_check", "a script that sets a cookie or an address, and nothing to read")
    return None


def _visible(page: Page) -> str:
    """The text that a visitor without scripts sees."""
    parts: list[str] = []
    for element in page.root.iter("*"):
        if element.tag not in _UNSEEN:
            parts.append(element.text or "")
        parts.append(element.tail or "")
    return "".join(parts).strip()
