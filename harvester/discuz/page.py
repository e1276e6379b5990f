"""A page, parsed once: its elements by id and by CSS selector, its links resolved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property, lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

from lxml import etree, html
from lxml.cssselect import CSSSelector

#: The elements of lxml; comments and processing instructions have a ``tag`` that is no string.
Element = html.HtmlElement

#: NUL ends a document early, and lone surrogates have no bytes: both become U+FFFD.
_UNPARSABLE = {0: "�", **dict.fromkeys(range(0xD800, 0xE000), "�")}


class Page:
    """A decoded page and the address that it was asked for under."""

    def __init__(self, text: str, url: str) -> None:
        self.text = text
        self.url = url

    @cached_property
    def root(self) -> Element:
        """The ``html`` element; of an empty page, one without children."""
        # Without huge_tree whatever is nested deeper than 256 elements is lost; some editors nest a font per word.
        parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
        try:
            data = self.text.encode()
        except UnicodeEncodeError:
            data = self.text.translate(_UNPARSABLE).encode()
        if b"\0" in data:
            data = data.replace(b"\0", "�".encode())
        try:
            return html.document_fromstring(data, parser=parser)
        except etree.ParserError:  # nothing but blanks or comments
            return html.document_fromstring(b"<html></html>", parser=parser)

    @cached_property
    def ids(self) -> dict[str, Element]:
        """The first element of each id, in the order of the page."""
        found: dict[str, Element] = {}
        for element in self.root.iter():
            name = element.get("id")
            if name:
                found.setdefault(name, element)
        return found

    @cached_property
    def base(self) -> str:
        """The address that relative links start from.

        ``<base href>`` gives its path only: forums behind a proxy or on an odd port
        name the wrong host in it, so the host is that of the requested address.
        """
        href = next((element.get("href") for element in self.root.iter("base") if element.get("href")), None)
        if href is None:
            return self.url
        here = urlsplit(self.url)
        return urlunsplit((here.scheme, here.netloc, urlsplit(join(self.url, href)).path or "/", "", ""))

    def link(self, href: str | None) -> str | None:
        """``href`` as a full address; ``None`` for scripts and other addresses that name no page."""
        if href is None:
            return None
        href = href.strip().replace("&amp;", "&")
        if not href or href.startswith("#") or not _is_web(href):
            return None
        return join(self.base, href) or None

    def links(self) -> Iterator[str]:
        """The full address of every link of the page, in order."""
        for element in self.root.iter("a"):
            address = self.link(element.get("href"))
            if address is not None:
                yield address


def join(base: str, href: str) -> str:
    """``href`` resolved against ``base``; an address that makes no sense gives ``""``."""
    try:
        return urljoin(base, href)
    except ValueError:
        return ""


def _is_web(href: str) -> bool:
    scheme, colon, _ = href.partition(":")
    return not colon or scheme.lower() in ("http", "https") or not scheme.isalnum()


@lru_cache(maxsize=512)
def _selector(css: str) -> CSSSelector:
    return CSSSelector(css, translator="html")


def find_all(element: Element, css: str) -> list[Element]:
    """The elements below ``element`` (itself included) that the CSS selector matches, in the order of the page."""
    return _selector(css)(element)


def find(element: Element, css: str) -> Element | None:
    """The first element that the CSS selector matches."""
    return next(iter(find_all(element, css)), None)


def text_of(element: Element | None) -> str:
    """The text of an element and all below it, blanks collapsed; ``""`` for ``None``."""
    if element is None:
        return ""
    return " ".join("".join(element.itertext()).split())


def classes(element: Element) -> list[str]:
    """The words of an element's ``class`` attribute."""
    return (element.get("class") or "").split()
