"""The newest articles as an Atom feed (RFC 4287), with their clean text."""

from __future__ import annotations

import heapq
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import escape
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from lxml import etree

from harvester import __version__
from harvester.export.markup import link, whole
from harvester.site_folder.articles import Line

_ATOM = "http://www.w3.org/2005/Atom"
#: For what has no time at all.
_NEVER = datetime.fromtimestamp(0, UTC)


@dataclass(slots=True)
class Feed:
    """The newest ``most`` of the articles that are added. ``name`` is the feed's title."""

    name: str
    most: int
    _newest: list[tuple[datetime, str, Line]] = field(default_factory=list)

    def add(self, lines: Iterable[Line]) -> None:
        """Take articles, in any order; only the newest so far are kept in memory."""
        kept = {identity: (time, identity, line) for time, identity, line in self._newest}
        for line in lines:
            kept[line["id"]] = (updated(line), line["id"], line)
            if len(kept) > 2 * self.most:
                kept = _newest(kept, self.most)
        self._newest = list(_newest(kept, self.most).values())

    @property
    def lines(self) -> list[Line]:
        """The articles, the newest first."""
        return [line for _, _, line in sorted(self._newest, reverse=True, key=lambda each: each[:2])]

    def to_xml(self) -> bytes:
        """The feed in UTF-8. What an article lacks is left out; without a time it counts as new when harvested."""
        root = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})  # type: ignore[dict-item]  # lxml's way to say xmlns=
        lines = self.lines
        latest = max(map(updated, lines), default=_NEVER)
        _put(root, "id", uuid.uuid5(uuid.NAMESPACE_URL, f"harvester:{self.name}").urn)
        _put(root, "title", self.name)
        _put(root, "updated", latest.isoformat())
        _put(root, "generator", "Harvester", version=__version__)
        for line in lines:
            _entry(root, line)
        etree.indent(root, " ")
        return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def updated(line: Line) -> datetime:
    """When an article last changed: posted, edited, corrected by a person or, for a later revision, harvested.

    >>> updated({"published": "2026-01-30T10:00:00+08:00", "harvested": "2026-01-31T12:00:00+00:00"}).isoformat()
    '2026-01-30T10:00:00+08:00'
    """
    edited = (line.get("edited") or {}).get("at")
    published = _time(line.get("published"))
    harvested = _time(line["harvested"]) if line.get("revision", 1) > 1 or published is None else None
    corrected = [_time(mark["at"]) for mark in line.get("corrected") or ()]
    return max(filter(None, (published, _time(edited), harvested, *corrected)), default=_NEVER)


def _newest(kept: dict[str, tuple[datetime, str, Line]], most: int) -> dict[str, tuple[datetime, str, Line]]:
    return {each[1]: each for each in heapq.nlargest(most, kept.values(), key=lambda each: each[:2])}


def _time(text: object) -> datetime | None:
    """A time of a line; ``None`` where there is none, or something else was written there."""
    try:
        time = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return time.replace(tzinfo=UTC) if time and not time.tzinfo else time


def _entry(root: etree._Element, line: Line) -> None:
    entry = _put(root, "entry")
    address = link(line["url"])
    _put(entry, "id", address or uuid.uuid5(uuid.NAMESPACE_URL, f"harvester:{line['id']}").urn)
    _put(entry, "title", line["title"])
    if address:
        _put(entry, "link", rel="alternate", type="text/html", href=address)
    _put(entry, "updated", updated(line).isoformat())
    if published := _time(line.get("published")):
        _put(entry, "published", published.isoformat())
    author = _put(entry, "author")
    _put(author, "name", (line.get("author") or {}).get("name") or line["site"])
    board = (line.get("board") or {}).get("name")
    if board:
        _put(entry, "category", term=board)
    if line.get("abstract"):
        _put(entry, "summary", line["abstract"])
    _put(entry, "content", "".join(_content(line)), type="html")
    for each in [*(line.get("pictures") or ()), *(line.get("attachments") or ())]:
        if address := link(each.get("url")):
            _put(entry, "link", rel="enclosure", href=address)


def _content(line: Line) -> Iterator[str]:
    """The text as HTML paragraphs, with links to the pictures below."""
    for paragraph in line["text"].split("\n"):
        if paragraph.strip():
            yield f"<p>{escape(paragraph)}</p>"
    for picture in line.get("pictures") or ():
        if address := link(picture.get("url")):
            name = picture.get("caption") or PurePosixPath(urlsplit(address).path).name or address
            yield f'<p><a href="{escape(address)}">{escape(name)}</a></p>'


def _put(parent: etree._Element, name: str, text: str = "", **attributes: str) -> etree._Element:
    made = etree.SubElement(parent, f"{{{_ATOM}}}{name}")
    if text:
        made.text = whole(text)
    for key, value in attributes.items():
        made.set(key, whole(value))
    return made
