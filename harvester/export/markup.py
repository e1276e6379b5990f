"""An article as markup, for the formats that people read: head, paragraphs, pictures and replies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from harvester.site_folder.articles import Line

#: What XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets).
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of an article: where it is kept, or ``None``; its address; its caption."""

    file: Path | None
    url: str
    caption: str


#: Gives the address under which a picture is shown; ``None``: it can only be linked to.
Place = Callable[[Shown], str | None]


def xml_text(text: str) -> str:
    r"""``text`` for HTML and XML, escaped; U+FFFD replaces what XML does not allow.

    >>> xml_text("a < b\x00")
    'a &lt; b\ufffd'
    """
    return escape(whole(text))


def whole(text: str) -> str:
    """``text`` with U+FFFD for each character that XML does not allow."""
    return _NOT_IN_XML.sub("\ufffd", text)


def about(line: Line) -> str:
    """Who wrote an article, when and where, in one line."""
    author, board = (line.get("author") or {}).get("name"), (line.get("board") or {}).get("name")
    time = (line.get("published") or "").replace("T", " ")[:16]
    return " · ".join(part for part in (author, time, board, line["site"]) if part)


def pictures(line: Line, folder: Path) -> Iterator[Shown]:
    """The pictures of an article; ``folder`` is its site's."""
    for each in line.get("pictures") or ():
        file = folder / each["file"] if each.get("file") else None
        yield Shown(file if file and file.is_file() else None, each["url"], each.get("caption") or "")


def heading(reply: Line) -> str:
    """Who wrote a reply, when, and on which floor."""
    author = (reply.get("author") or {}).get("name")
    time = (reply.get("published") or "").replace("T", " ")[:16]
    return " · ".join(part for part in (f"#{reply['floor']}" if reply.get("floor") else "", author, time) if part)


def body(line: Line, folder: Path, place: Place) -> str:
    """An article as HTML that is XML too; ``folder`` is its site's."""
    address = xml_text(line["url"])
    parts = [
        f"<h1>{xml_text(line['title'])}</h1>",
        f'<p class="about">{xml_text(about(line))}<br/><a href="{address}">{address}</a></p>',
        *_paragraphs(line["text"]),
        *(_picture(shown, place(shown)) for shown in pictures(line, folder)),
    ]
    for reply in line.get("replies") or ():
        head = f'<p class="about">{xml_text(heading(reply))}</p>'
        parts.append(f'<section class="reply">{head}{"".join(_paragraphs(reply["text"]))}</section>')
    return "\n".join(parts)


def _paragraphs(text: str) -> Iterator[str]:
    return (f"<p>{xml_text(paragraph)}</p>" for paragraph in text.split("\n") if paragraph.strip())


def _picture(shown: Shown, place: str | None) -> str:
    caption = xml_text(shown.caption)
    if place is None:
        return f'<p><a href="{xml_text(shown.url)}">{caption or xml_text(shown.url)}</a></p>'
    return f'<figure><img src="{xml_text(place)}" alt="{caption}"/><figcaption>{caption}</figcaption></figure>'
