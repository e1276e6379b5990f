"""A book of articles: EPUB 3 (https://www.w3.org/TR/epub-33/), with the pictures that were kept."""

from __future__ import annotations

import tempfile
import uuid
import zipfile
from datetime import UTC, datetime
from html import escape
from pathlib import Path

from harvester.export.columns import instant
from harvester.export.markup import Shown, body, xml_text
from harvester.export.outputs import Output
from harvester.site_folder.articles import Line

_NEVER = datetime.fromtimestamp(0, UTC)
#: Pictures that every e-book reader shows (https://www.w3.org/TR/epub-33/#sec-core-media-types).
_PICTURES = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
_CONTAINER = """<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>
"""
_PACKAGE = """<?xml version="1.0" encoding="utf-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="zh">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">{identity}</dc:identifier>
<dc:title>{title}</dc:title><dc:language>zh</dc:language><meta property="dcterms:modified">{modified}</meta></metadata>
<manifest><item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>{items}</manifest>
<spine>{pages}</spine></package>
"""
_PAGE = """<?xml version="1.0" encoding="utf-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" lang="zh" xml:lang="zh">
<head><title>{title}</title></head><body>{body}</body></html>
"""


class Epub:
    """A book: one chapter for each article, with the pictures that were kept."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the book is finished
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED)
        self._zip.writestr(zipfile.ZipInfo("mimetype"), "application/epub+zip", zipfile.ZIP_STORED)
        self._put("META-INF/container.xml", _CONTAINER)
        self._items: dict[str, str] = {}
        self._titles: list[str] = []
        self._sites: dict[str, None] = {}
        self._latest = _NEVER

    def write(self, line: Line, folder: Path) -> None:
        """Write a chapter."""
        self._titles.append(" ".join(line["title"].split()) or "-")
        self._sites[line["site"]] = None
        self._latest = max(self._latest, instant(line["harvested"]) or _NEVER)
        name = f"a{len(self._titles)}.xhtml"
        self._put(name, _page(line["title"], f"<article>{body(line, folder, self._kept)}</article>"))
        self._items[name] = "application/xhtml+xml"

    def finish(self) -> None:
        """Write the contents and the package, and hand on the book."""
        title = ", ".join(self._sites) or "Harvester"
        links = "".join(
            f'<li><a href="a{at}.xhtml">{xml_text(each)}</a></li>' for at, each in enumerate(self._titles, 1)
        )
        self._put(
            "nav.xhtml", _page(title, f'<nav epub:type="toc"><ol>{links or "<li><span>-</span></li>"}</ol></nav>')
        )
        self._put("package.opf", self._package(title))
        self._zip.close()
        self._file.seek(0)
        while chunk := self._file.read(1 << 20):
            self.output.write(chunk)
        self._file.close()

    def _kept(self, shown: Shown) -> str | None:
        """The name of a picture in the book, if the book can have it."""
        kind = _PICTURES.get(shown.file.suffix.lower()) if shown.file else None
        if shown.file is None or kind is None:
            return None
        name = f"pictures/{shown.file.name}"
        if name not in self._items:
            self._zip.write(shown.file, name)
            self._items[name] = kind
        return name

    def _package(self, title: str) -> str:
        identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{title} {self._latest.isoformat()} {len(self._titles)}").urn
        items = "".join(
            f'<item id="i{at}" href="{escape(name)}" media-type="{kind}"/>'
            for at, (name, kind) in enumerate(self._items.items())
        )
        pages = "".join(f'<itemref idref="i{at}"/>' for at, name in enumerate(self._items) if name.endswith(".xhtml"))
        modified = f"{self._latest:%Y-%m-%dT%H:%M:%S}Z"
        return _PACKAGE.format(
            identity=identity,
            title=xml_text(title),
            modified=modified,
            items=items,
            pages=pages or '<itemref idref="nav"/>',
        )

    def _put(self, name: str, text: str) -> None:
        self._zip.writestr(zipfile.ZipInfo(name), text.encode("utf-8", "replace"), zipfile.ZIP_DEFLATED)


def _page(title: str, inside: str) -> str:
    return _PAGE.format(title=xml_text(title) or "-", body=inside)
