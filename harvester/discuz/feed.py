"""RSS: the newest threads of a board, at most twenty; empty on the first hit after its hour."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

from lxml import etree

from harvester.config.patterns import regex
from harvester.discuz.addresses import parse
from harvester.forum.model import Member, Row
from harvester.forum.page import Element, Page, name_of

#: An ampersand that no entity of XML follows, as in addresses that were not escaped.
_BARE = regex(r"&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-fA-F]+);)")
_DECLARATION = regex(r"^\s*<\?xml[^>]*\?>")


def read_feed(page: Page) -> tuple[Row, ...] | None:
    """The threads that a feed names, newest first, without counts; ``None`` where the page is not a feed."""
    if "<rss" not in page.text[:1000]:
        return None
    # No entities, no network; the page is text already, whatever encoding it declares.
    parser = etree.XMLParser(encoding="utf-8", recover=True, resolve_entities=False, no_network=True)
    text = _BARE.sub("&amp;", _DECLARATION.sub("", page.text).strip())
    root = etree.fromstring(text.encode(errors="replace"), parser)
    rows = (_row(page, item) for item in (() if root is None else root.iter("item")))
    return tuple({row.tid: row for row in rows if row is not None}.values())


def _row(page: Page, item: Element) -> Row | None:
    url = page.link(_field(item, "link"))
    address = None if url is None else parse(url)
    title = _field(item, "title")
    if url is None or address is None or address.tid is None or not title:
        return None
    author = _field(item, "author")
    return Row(
        address.tid, title, url, author=Member(author) if author else None, posted=_time(_field(item, "pubDate"))
    )


def _field(item: Element, name: str) -> str:
    return name_of(item.find(name))


def _time(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, OverflowError, TypeError, IndexError):  # what the standard library raises for odd dates
        return None
