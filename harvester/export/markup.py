"""An article as markup, for the formats that people read: head, paragraphs, pictures and replies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote, urlsplit

from harvester.config.patterns import regex
from harvester.site_folder.articles import Line

#: Addresses that may be followed: others, such as ``javascript:``, would run what a forum's member wrote.
_SCHEMES = frozenset({"http", "https", "ftp"})
#: What an address may not contain (RFC 3987).
_NOT_IN_IRI = regex(r'[\x00-\x20\x7f-\xa0"<>\\^`{|}\ud800-\udfff\ufdd0-\ufdef\ufff0-\uffff]')
#: What XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets).
_NOT_IN_XML = regex("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture of an article: where it is kept, or ``None``; its address, as a line has it; its caption."""

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


def link(address: object) -> str | None:
    """An address of a line that a link may lead to, escaped where it has to be; ``None``: none may.

    >>> link("https://bbs.example.com/a b"), link("javascript:alert(1)"), link("http://[")
    ('https://bbs.example.com/a%20b', None, None)
    """
    if not isinstance(address, str):
        return None
    made = _NOT_IN_IRI.sub(lambda found: quote(found[0], safe="", errors="replace"), address.strip())
    try:
        parts = urlsplit(made)
    except ValueError:
        return None
    return made if parts.scheme in _SCHEMES and parts.netloc else None


def about(line: Line) -> str:
    """Who wrote an article, when and where, in one line."""
    author, board = (line.get("author") or {}).get("name"), (line.get("board") or {}).get("name")
    time = (line.get("published") or "").replace("T", " ")[:16]
    return " · ".join(part for part in (author, time, board, line["site"]) if part)


def pictures(line: Line, folder: Path) -> Iterator[Shown]:
    """The pictures of an article; ``folder`` is its site's."""
    for each in line.get("pictures") or ():
        name = PurePosixPath(each.get("file") or "")
        below = name.parts and not name.is_absolute() and ".." not in name.parts  # no other file is anybody's business
        file = folder / name if below else None
        yield Shown(file if file and file.is_file() else None, each["url"], each.get("caption") or "")


def heading(reply: Line) -> str:
    """Who wrote a reply, when, and on which floor."""
    author = (reply.get("author") or {}).get("name")
    time = (reply.get("published") or "").replace("T", " ")[:16]
    return " · ".join(part for part in (f"#{reply['floor']}" if reply.get("floor") else "", author, time) if part)


def body(line: Line, folder: Path, place: Place) -> str:
    """An article as HTML that is XML too; ``folder`` is its site's."""
    parts = [
        f"<h1>{xml_text(line['title'])}</h1>",
        f'<p class="about">{xml_text(about(line))}<br/>{_linked(line["url"], line["url"])}</p>',
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
    if place is None:
        return f"<p>{_linked(shown.url, shown.caption or shown.url)}</p>"
    caption = xml_text(shown.caption)
    return f'<figure><img src="{xml_text(place)}" alt="{caption}"/><figcaption>{caption}</figcaption></figure>'


def _linked(address: str, text: str) -> str:
    """Text that leads to an address, if one may follow it."""
    target = link(address)
    return f'<a href="{xml_text(target)}">{xml_text(text)}</a>' if target else xml_text(text)
