"""Pictures and files of a post: their real addresses, numbers and names."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

from harvester.config.patterns import regex
from harvester.forum.model import Attachment, Picture
from harvester.forum.numbers import id_at_end
from harvester.forum.page import Element, Page, text_of

#: The forum's own images: smilies, icons of files, and placeholders.
_ORNAMENT = regex(
    r"(?:^|/)(?:images/(?:post|wind\w*|pwicon|face|level|back\.gif|blank|nopic)|res/images|themes/|u/images/)",
    re.IGNORECASE,
)
#: What 8.7 appends to the address of a picture so that browsers notice a change: a number, its size.
_SIZE_BEHIND = regex(r"\?\d{1,9}$")
_BOX = regex(r"(?:J_)?att_\d{1,10}")
_CAPTION = regex(r"(?:[图圖]片|描述)\s*[:：]\s*(.+?)\s*$")
_SIZE = regex(r"\((\d[\d.,]*\s*[KMG]?i?B?)\)", re.IGNORECASE)
#: Attributes that may have the real address of a picture, the one of the largest picture first.
_SOURCES = ("data-big", "src_data", "data-original", "src")


class Files:
    """The pictures and attachments of one post, in the order of the page, each once."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._pictures: dict[str, Picture] = {}
        self._attachments: dict[str, Attachment] = {}

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """The pictures, smilies and ornaments left out."""
        return tuple(self._pictures.values())

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that are not shown as pictures."""
        return tuple(self._attachments.values())

    def read_picture(self, image: Element, box: Element | None = None) -> None:
        """Take an ``img`` for a picture, unless it is an ornament; ``box``: what shows it with its name."""
        src = next((value for name in _SOURCES if (value := (image.get(name) or "").strip())), "")
        url = None if not src or src.startswith("data:") else self._page.link(src)
        if url is None or _ORNAMENT.search(urlsplit(url).path.lstrip("/")):
            return
        url = _SIZE_BEHIND.sub("", url) if "/attachment/" in url else url
        aid = None if box is None else id_at_end(box.get("id"))
        known = self._pictures.get(url)
        if known is None or (known.aid is None and aid is not None):  # before it there may be a small one
            self._pictures[url] = Picture(url, aid, _caption(box))

    def read_box(self, box: Element) -> None:
        """Take what a box of attached files shows: pictures with their names, or links to download."""
        for image in box.iter("img"):
            self.read_picture(image, _item(image, box))
        for link in box.iter("a"):
            if (
                (aid := _aid(link.get("href") or "")) is not None
                and (name := text_of(link))
                and not name.startswith("[")
            ):
                size = _SIZE.search(text_of(_item(link, box)).replace(name, "", 1))
                file = Attachment(self._page.link(link.get("href")), aid, name, size[1] if size else None)
                self._attachments.setdefault(str(aid), file)


def _item(element: Element, box: Element) -> Element:
    """The part of a box that is about one file."""
    for parent in element.iterancestors():
        if _BOX.fullmatch(parent.get("id") or "") or parent.tag in ("li", "dd"):
            return parent
        if parent is box:
            break
    return box


def _caption(box: Element | None) -> str | None:
    """What the box of a picture says of it: a description before its file name."""
    if box is None:
        return None
    lines = (_CAPTION.match(text_of(part)) for part in box.iter("p", "span"))
    found = [line for line in lines if line]
    described = next((line for line in found if line[0].startswith("描述")), found[0] if found else None)
    if described:
        return described[1]
    return next((text for part in box.iter("b") if (text := text_of(part))), None)


def _aid(href: str) -> int | None:
    """The number of the file that a download address leads to."""
    values = parse_qs(urlsplit(href.replace("&amp;", "&")).query)
    action = values.get("action", values.get("a", [""]))[0]
    aid = values.get("aid", [""])[0]
    downloads = action == "download" or (action == "showimg" and "job.php" in href)
    return int(aid) if downloads and aid.isascii() and aid.isdigit() and len(aid) <= 10 else None
