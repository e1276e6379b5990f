"""Which parts of a post's body are the forum's, not the author's."""

from __future__ import annotations

import re
from enum import Enum, auto

from harvester.config.patterns import regex
from harvester.forum.body import UNREAD
from harvester.forum.page import Element, classes, raw_text

#: The edit line, in both scripts; X writes it into the stored message, 6.x and 7.x put brackets around it.
EDIT_LINE = regex(
    r"\[?\s*本帖最[后後]由\s*(?P<by>.{0,80}?)\s*[于於]\s*(?P<at>"
    r"(?:\d{1,4}[-/.年]\d{1,2}[-/.月]\d{1,4}日?|[今昨前]天)(?:\s*[AP]M|\s*[上下]午)?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?(?:\s*[AP]M)?"
    r"|(?:\d{1,6}|半)\s*(?:秒|分[钟鐘]|小[时時]|天)前|[刚剛][刚剛])\s*"
    r"[编編][辑輯]\s*\]?"
)


class Role(Enum):
    """What an element of a body is."""

    TEXT = auto()
    #: Noise against copying, or other text that no reader sees.
    JAMMER = auto()
    #: The edit line.
    EDIT = auto()
    #: A part that requires a reply, points or a payment; or a blocked post.
    LOCKED = auto()
    #: Attached files that the visitor may not download.
    WITHHELD = auto()
    #: An attached picture or file with its captions and download boxes.
    FILES = auto()
    #: Anything else of the forum's: tips, advertisements, headings of quotations, scripts.
    CHROME = auto()


_TAGS: dict[str, Role] = {
    "ignore_js_op": Role.FILES,
    **dict.fromkeys(UNREAD, Role.CHROME),
}

_CLASSES: dict[str, Role] = {
    "jammer": Role.JAMMER,
    "pstatus": Role.EDIT,
    "locked": Role.LOCKED,
    "notice": Role.LOCKED,
    "attach_nopermission": Role.WITHHELD,
    "attach_tips": Role.WITHHELD,
    "pattl": Role.FILES,
    "tattl": Role.FILES,
    "tatt": Role.FILES,
    "t_attach": Role.FILES,
    "t_attachlist": Role.FILES,
    "postattachlist": Role.FILES,
    "post_attlist": Role.FILES,
    "attnm": Role.FILES,
    "savephotop": Role.FILES,
    # Boxes that open over a picture, page numbers inside a post, the button of a block of code.
    **dict.fromkeys(
        (
            "tip",
            "aimg_tip",
            "attach_popup",
            "headactions",
            "modact",
            "msgheader",
            "cpage",
            "pg",
            "pgs",
            "pollpanel",
            "postratings",
            "posttags",
            # The caption under a picture of a block post; its description has it, too.
            "image-tool__caption",
        ),
        Role.CHROME,
    ),
    # The stock places of advertisements inside a post.
    **dict.fromkeys(("a_pr", "a_pt", "a_pb", "a_mu", "ad_pip"), Role.CHROME),
}

#: Sites rename the places of advertisements, but keep the ends of the names.
_ADVERTISEMENT = regex(r"\w*_(?:ai?|ad)_p[rtb]")

_HIDDEN = regex(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0+(?:\.0+)?\s*(?:[a-z%]+\s*)?(?:[;!]|$)", re.IGNORECASE
)

#: The id of a box with an attached file.
_FILE_BOX = regex(r"attach_\d{1,10}(?:_menu)?")

#: What the forum says in place of a post, or of its files.
_BLOCKED = regex(r"(?:提示|附件)\s*[:：]|作者被禁止|.{0,6}(?:[仅僅]作者可[见見]|受到警告)")

#: A time of day: an edit line ends with one.
_TIME = regex(r"\d{1,2}:\d{2}")

#: Headings that the forum puts over code, quotations and opened hidden parts.
_HEADING = regex(
    r"(?:代[码碼]|[复複復][制製](?:代[码碼]|[内內]容到剪[贴貼]板)|引用|Code|Quote|QUOTE|CODE|本帖[隐隱]藏的[内內]容.*|以下[内內]容.*才可以?[浏瀏][览覽])\s*[:：]?"
)
_WORDED = frozenset({"h4", "h5", "em", "i"})
_HEADED = frozenset({"quote", "blockcode", "showhide", "msgborder", "replyview"})


def role_of(element: Element) -> Role:
    """What an element of a post's body is; comments are chrome."""
    tag = element.tag
    if tag in _TAGS:
        return _TAGS[tag]
    if not isinstance(tag, str):
        return Role.CHROME
    if element.attrib:
        part = _by_class(element) or _by_attributes(element, tag)
        if part is not None:
            return part
    return _by_wording(element) if tag in _WORDED else Role.TEXT


def _by_class(element: Element) -> Role | None:
    names = element.get("class")
    if not names:
        return None
    for name in names.split():
        # The template's own paragraphs carry this class: names, sizes and captions of files.
        part = Role.FILES if name == "mbn" and element.tag == "p" else _CLASSES.get(name)
        if part is not None:
            return part
        if name == "quote" and _is_word_of_the_forum(element):
            return Role.LOCKED
        if _ADVERTISEMENT.fullmatch(name):
            return Role.CHROME
    return None


def _is_word_of_the_forum(quote: Element) -> bool:
    """Whether a box that looks like a quotation says that a post is blocked, as on mobile pages."""
    return next(quote.iter("blockquote"), None) is None and bool(_BLOCKED.match(raw_text(quote).strip()))


def _by_attributes(element: Element, tag: str) -> Role | None:
    style = element.get("style")
    name = element.get("id") or ""
    if "spoil" in (element.get("class") or ""):  # shown by a click: the author's, hidden or not
        return None
    if (style and _HIDDEN.search(style)) or element.get("hidden") is not None:
        # Parts that a click opens have an id; noise that nobody is meant to see has none.
        return Role.JAMMER if tag in ("span", "font") and not name else Role.CHROME
    if _FILE_BOX.fullmatch(name):
        return Role.FILES
    if tag == "form" and name == "poll":
        return Role.CHROME
    return Role.CHROME if _is_control(element, tag) else None


def _is_control(element: Element, tag: str) -> bool:
    """Whether it is there to be clicked: authors can write links, but not scripts."""
    click = element.get("onclick") or ""
    return "copycode" in click or (tag == "a" and click != "" and (element.get("href") or "").startswith("javascript:"))


def _is_bracketed(element: Element) -> bool:
    """Whether an element stands in brackets at the end of a line, as the edit line of 6.x does in any language."""
    before = element.getprevious()
    parent = element.getparent()
    text = (parent.text if parent is not None else "") if before is None else before.tail
    return (
        (text or "").strip() == "["
        and (element.tail or "").strip() == "]"
        and _TIME.search(raw_text(element)) is not None
    )


def _by_wording(element: Element) -> Role:
    """Whether it is a heading of the forum's, or an edit line of a version that does not mark it."""
    text = (element.text or "").strip()
    if element.tag == "i" and (EDIT_LINE.fullmatch(text) or _is_bracketed(element)):
        return Role.EDIT
    parent = element.getparent()
    if parent is None or not _HEADED.intersection(classes(parent)):
        return Role.TEXT
    return Role.CHROME if _HEADING.fullmatch(text) else Role.TEXT
