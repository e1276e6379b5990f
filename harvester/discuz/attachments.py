"""Pictures and files of a post: their real addresses, numbers and captions."""

from __future__ import annotations

import binascii
import itertools
import re
from base64 import b64decode
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit

from harvester.config.patterns import regex
from harvester.forum.lines import tidy
from harvester.forum.model import Attachment, Picture
from harvester.forum.page import Element, Page, classes, text_of

#: The forum's own images where nothing around them says so: smilies and lines that an author put into the text.
#: A site may have its static files on any host, in any folder.
_DECORATION = regex(
    r"(?:^|/)(?:image/(?:smiley|filetype|common|magic|stamp|editor|hrline)|images/(?:smilies|attachicons|default|common|icons)"
    r"|source/plugin|static/js)/|//wpa\.qq\.com/",
    re.IGNORECASE,
)
#: Classes that templates give their own images to align them with a line of text.
_SET_IN_LINE = frozenset({"vm", "absmiddle"})
#: The button or tip that an image belongs to is at most this many elements above it.
_NEAR = 6
#: The icon of the link from a quotation to its post: 6.x lets readers enlarge it like a picture of the author's.
_BACK = regex(r"(?:^|/)images/common/back\.gif$", re.IGNORECASE)
_PLACEHOLDER = regex(
    r"(?:^|/)(?:none|blank|loading|lazy\w*|placeholder|grey|spacer)\.(?:gif|png|svg)(?:\?|$)", re.IGNORECASE
)

#: Attributes that may have the real address, the one of the largest picture first.
_SOURCES = ("zoomfile", "file", "data-original", "data-src", "src")

_AID = regex(r"\d{1,10}", re.ASCII)
#: The full picture that a click on a thumbnail opens (up to X1.5).
_ZOOMED = regex(r"zoom\(this,\s*'([^']+)'")
#: The number of a picture in the name of the box that is shown over it (6.x).
_BOX_SHOWN = regex(r"'attach_(\d{1,10})'")
#: The size behind the name of a file in the text (7.x), which stands outside its element.
_SIZE_BEHIND = regex(r"\s*\((\d[\d.,]*\s*(?:[KMGT]i?B|bytes?|字[节節]))\)[ \t]*", re.IGNORECASE)
_MENU = regex(r"(?:aimg|attach)_(\d{1,10})_menu")
_SIZE = regex(r"\d[\d.,]*\s*(?:[KMGT]i?B|bytes?|字[节節])\b", re.IGNORECASE)
_BEHIND_NAME = regex(r"\s*下[载載]次[数數].*")
_FILE_NAME = regex(r"[^\\/<>|:*?\"]+\.\w{2,5}")
_FILE_BOX = regex(r"attach_\d{1,10}")
#: What the box of a file says besides its description: when it was uploaded, a price, the number of downloads.
_ABOUT_FILE = regex(r"上[传傳]|下[载載]|售[价價]|[阅閱閲][读讀][权權]限|upload|download|\d{1,2}:\d{2}", re.IGNORECASE)
#: A link that contains one of these elements is a box.
_BOXES = ("div", "p", "li", "ul", "dl", "dt", "dd")


class Files:
    """The pictures and attachments of one post, in the order of the page, each once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._pictures: dict[int | str, Picture] = {}
        self._attachments: dict[int | str, Attachment] = {}

    @property
    def pictures(self) -> list[Picture]:
        """The pictures, smilies and ornaments left out."""
        return list(self._pictures.values())

    @property
    def attachments(self) -> list[Attachment]:
        """The files that are not shown as pictures."""
        return [file for key, file in self._attachments.items() if key not in self._pictures]

    def read_picture(self, image: Element, box: Element | None = None) -> None:
        """Read an ``img`` as a picture, unless it is an ornament; its caption may be in ``box``."""
        if _is_ornament(image, box):
            return
        aid = _picture_aid(image)
        if aid is None and box is not None:
            aid = _listed_aid(image)
        href = _source(image)
        if href is None or _BACK.search(href) or (not _is_placed(image) and _DECORATION.search(href)):
            return
        url = self._page.link(href)
        if url is not None:
            self._pictures.setdefault(aid or url, Picture(url, aid, _caption(image, box, attached=aid is not None)))

    def read_box(self, box: Element) -> None:
        """Read what a box of attached files shows: pictures, or links to download."""
        for image in box.iter("img"):
            self.read_picture(image, box)
        menu = _MENU.fullmatch(box.get("id") or "")
        if menu and int(menu[1]) in self._pictures:  # the download box of a picture
            self._name(int(menu[1]), box)
            return
        for link in box.iter("a"):
            aid = _link_aid(link.get("href") or "")
            if aid is not None:
                self._read_file(link, aid, box)

    def tail_of(self, element: Element) -> str:
        """The text behind an element, without the size of the file that it is."""
        tail = element.tail or ""
        match = _SIZE_BEHIND.match(tail) if (element.get("id") or "").startswith("attach_") else None
        return tail[match.end() :] if match else tail

    def _name(self, aid: int, box: Element) -> None:
        """Give a picture without a caption the name in the box that is shown over it."""
        picture = self._pictures[aid]
        if picture.caption is None:
            self._pictures[aid] = replace(picture, caption=_file_name(box))

    def _read_file(self, link: Element, aid: int, box: Element) -> None:
        name = _name_in(link)
        around = text_of(_item(link, box)).replace(name, "", 1)
        size = _SIZE.search(around) or _SIZE_BEHIND.match(box.tail or "")
        if name:  # an icon or a button leads to the same file as its name
            url = None if "attachpay" in (link.get("href") or "") else self._page.link(link.get("href"))
            file = Attachment(url, aid, name, size[0].strip(" ()") if size else None)
            self._attachments.setdefault(aid, file)


def _item(link: Element, box: Element) -> Element:
    """The part of a list of files that is about the file of ``link``."""
    for parent in link.iterancestors("dl", "ignore_js_op", "span", "li"):
        return parent
    return box


def _name_in(link: Element) -> str:
    """The name of a file in the link to it; on mobile pages the link is a box with the name on its own line."""
    if next(link.iter(*_BOXES), None) is None:
        return text_of(link)
    lines = [tidy(text) for part in link.iter() for text in (part.text, part.tail if part is not link else "") if text]
    named = [line for line in lines if line]
    return next((line for line in named if _FILE_NAME.fullmatch(line)), named[0] if named else "")


def _is_ornament(image: Element, box: Element | None) -> bool:
    """Whether an image is the forum's, not the author's: judged by its purpose, wherever its file is.

    Smilies have numbers; pictures can be enlarged. Any other image is a button or an icon if it belongs to an element
    that can be clicked, to a hidden tip, or to a file that is named next to it.
    """
    if image.get("smilieid") is not None:
        return True
    if _is_placed(image):
        return False
    if _SET_IN_LINE.intersection(classes(image)) or _is_of_file_box(image.getnext()):
        return True
    inside = list(itertools.islice(image.iterancestors(), _NEAR))
    if any(_is_control(parent) for parent in inside):
        return True
    return box is not None and any(parent.tag == "dt" for parent in inside[: _depth(inside, box)])


def _depth(inside: list[Element], box: Element) -> int:
    return inside.index(box) if box in inside else len(inside)


def _is_of_file_box(element: Element | None) -> bool:
    """Whether an element is the name of a file in the text (up to X1.5)."""
    return element is not None and _FILE_BOX.fullmatch(element.get("id") or "") is not None


def _is_control(element: Element) -> bool:
    """Whether an element is a button or a tip."""
    href = element.get("href") or ""
    return (element.tag == "a" and href.startswith("javascript:")) or (element.get("id") or "").endswith("_menu")


def _source(image: Element) -> str | None:
    """The real address of a picture: lazy loaders keep it in another attribute than the placeholder."""
    zoomed = _ZOOMED.search(image.get("onclick") or "")
    named = ([zoomed[1]] if zoomed else []) + [image.get(name) or "" for name in _SOURCES]
    found = [address for name in named if (address := name.strip())]
    found = [address for address in found if not address.startswith("data:")]
    return next((address for address in found if not _PLACEHOLDER.search(address)), found[0] if found else None)


def _is_placed(image: Element) -> bool:
    """Whether an author placed an image: only pictures can be enlarged."""
    return (
        any(image.get(name) is not None for name in ("aid", "data-aid", "file", "zoomfile", "lazyloadthumb"))
        or "zoom" in f"{image.get('class')} {image.get('onclick')}"
        or (image.get("id") or "").startswith("aimg_")
    )


def _listed_aid(image: Element) -> int | None:
    """The number of a picture in a list of attached files of 6.x: that of the download link next to it."""
    for item in image.iterancestors("dl"):
        return next((aid for link in item.iter("a") if (aid := _link_aid(link.get("href") or "")) is not None), None)
    return None


def _picture_aid(image: Element) -> int | None:
    aid = image.get("aid") or image.get("data-aid") or ""
    if _AID.fullmatch(aid):
        return int(aid)
    # External pictures get a random id of five letters and digits, and may be loaded lazily, too.
    match = re.fullmatch(r"aimg_(\d{1,10})", image.get("id") or "")
    if match and image.get("lazyloadthumb") is None and (_is_attached(image) or _album_aid(image) == int(match[1])):
        return int(match[1])
    shown = _BOX_SHOWN.search(image.get("onmouseover") or "")
    return int(shown[1]) if shown else None


def _is_attached(image: Element) -> bool:
    return bool(image.get("file") or image.get("zoomfile") or _ZOOMED.search(image.get("onclick") or ""))


def _album_aid(image: Element) -> int | None:
    """The number of a picture on mobile pages: that of the link that enlarges it."""
    link = image.getparent()
    found = parse_qs(urlsplit((link.get("href") or "") if link is not None else "").query)
    aid = found.get("aid", [""])[0]
    return int(aid) if found.get("from") == ["album"] and _AID.fullmatch(aid) else None


def _caption(image: Element, box: Element | None, *, attached: bool) -> str | None:
    """What the page says under an attached picture: its description, otherwise its file name."""
    shown = tidy(image.get("alt") or image.get("title") or "") or _block_caption(image)
    if not attached or box is None or (shown and not _FILE_NAME.fullmatch(shown)):
        return shown or None
    return _description(box) or shown or _file_name(box)


def _block_caption(image: Element) -> str:
    """The caption in the box of a picture of a block post (X5.0)."""
    for parent in itertools.islice(image.iterancestors("div"), 2):
        for part in parent.itersiblings("div"):
            if "image-tool__caption" in classes(part):
                return text_of(part)
    return ""


def _description(box: Element) -> str | None:
    """What the author wrote about the picture of a box: a line of its own, of words only."""
    if len([image for image in box.iter("img") if _is_placed(image)]) > 1:
        return None
    lines = (text_of(line) for line in box.iter("p") if not len(line))
    return next((line for line in lines if line and not _SIZE.search(line) and not _ABOUT_FILE.search(line)), None)


def _file_name(box: Element) -> str | None:
    """The name of the file of a box: in its text, or in the title of a link."""
    named = [text_of(part) for part in box.iter("strong", "a")]
    titled = [_BEHIND_NAME.sub("", part.get("title") or "") for part in box.iter("a")]
    return next((name for name in named + titled if _FILE_NAME.fullmatch(name)), None)


def _link_aid(href: str) -> int | None:
    """The number of the file that a download address leads to.

    It is signed since 7.1: base64 of ``aid|hash|time|uid|tid``, with another time at each hit.
    """
    if "attach" not in href:
        return None
    parts = urlsplit(href.replace("&amp;", "&"))
    if not (parts.path.endswith("attachment.php") or "mod=attachment" in parts.query or "attachpay" in parts.query):
        return None
    aid = unquote(parse_qs(parts.query).get("aid", [""])[0])
    if _AID.fullmatch(aid):
        return int(aid)
    try:
        signed = b64decode(aid + "=" * (-len(aid) % 4)).decode("ascii", "replace")
    except (binascii.Error, ValueError):
        return None
    match = re.match(r"(\d{1,10})\|", signed)
    return int(match[1]) if match else None
