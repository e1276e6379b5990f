"""A page, parsed once: its elements by id and CSS selector, and its links as full addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import cast
from urllib.parse import urlsplit, urlunsplit

from lxml import etree

from harvester.config.patterns import regex
from harvester.forum.authority import join
from harvester.forum.elements import Element, Elements
from harvester.forum.selectors import compiled

__all__ = [
    "Element",
    "Page",
    "classes",
    "exact",
    "find",
    "find_all",
    "is_hidden",
    "name_of",
    "own_name",
    "raw_text",
    "text_of",
]

#: NUL ends a document early, and lone surrogates have no bytes: both become U+FFFD.
_UNPARSABLE = {0: "�", **dict.fromkeys(range(0xD800, 0xE000), "�")}

#: References to surrogates, half characters: the parser turns them into bytes that cannot be decoded.
_HALVES = regex(r"&#(?:[xX]0*([dD][89a-fA-F][0-9a-fA-F]{2})(?![0-9a-fA-F])|0*(5[5-7][0-9]{3})(?![0-9]));?")

#: A tag; group 1 is its first thousand attributes, if it has more: the parser compares each with all others.
_ATTRIBUTE = r"""[\s/]++[^\s=>/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"']*+))?+"""
_NAME = r"<[A-Za-z][^\s/>]*+"
_TAG = regex(rf"({_NAME}(?:{_ATTRIBUTE}){{1000}})(?:{_ATTRIBUTE})++|{_NAME}(?:{_ATTRIBUTE})*+")
#: Least length of such a tag, unless its values hold what looks like its end; larger pages are always searched.
_CROWDED_LENGTH, _LARGE = 2000, 300_000

#: Tags of a page at most. The largest real pages, with a hundred long posts, have some 20,000. Reading a page that was
#: made to be expensive would hold up all sites of the process.
MOST_TAGS = 200_000

#: The forum's answers to its own scripts: HTML inside XML.
_ANSWERED = regex(r"\s*(?:<\?xml[^>]*\?>\s*)?<root><!\[CDATA\[(.*)\]\]>\s*</root>", re.DOTALL)


class Page:
    """A decoded page and the address under which it was requested.

    >>> page = Page('<div id="a"><a href="t9.html">The old bridge</a></div>', "https://bbs.example.com/x/")
    >>> text_of(page.find("#a a")), list(page.links()), "a" in page.ids
    ('The old bridge', ['https://bbs.example.com/x/t9.html'], True)
    """

    def __init__(self, text: str, url: str) -> None:
        answered = _ANSWERED.match(text)
        self.text = text if answered is None else answered[1]
        self.url = url
        #: Results that other modules derive from the page, so that they do so once.
        self.kept: dict[object, object] = {}
        self._words: dict[str, bool] = {}

    @cached_property
    def root(self) -> Element:
        """The ``html`` element; for an empty page, one without children."""
        # Without huge_tree, content nested deeper than 256 elements is lost; some editors nest a font per word.
        parser = etree.HTMLParser(encoding="utf-8", huge_tree=True)
        text = _HALVES.sub(_whole, self.text) if "&#" in self.text else self.text
        if len(text) > _LARGE or _may_be_crowded(text):
            text = _thinned(text)
        try:
            data = text.encode()
        except UnicodeEncodeError:
            data = text.translate(_UNPARSABLE).encode()
        if b"\0" in data:
            data = data.replace(b"\0", "�".encode())
        root = etree.fromstring(data, parser) if data.strip() else None
        # From nothing but blanks or comments, the parser makes no tree.
        return etree.fromstring(b"<html></html>", parser) if root is None else root

    @property
    def too_full(self) -> str | None:
        """Why a page is not read at all: it has more tags than any forum's page; ``None`` if it may be read.

        >>> Page("<b>The old bridge</b>", "https://bbs.example.com/").too_full is None
        True
        """
        tags = self.text.count("<")
        return f"{tags} tags, more than any forum's page has ({MOST_TAGS} are read)" if tags > MOST_TAGS else None

    @cached_property
    def elements(self) -> Elements:
        """All elements, gone through once."""
        return Elements(self.root)

    @property
    def ids(self) -> dict[str, Element]:
        """The first element of each id, in the order of the page."""
        return self.elements.ids

    def named(self, *names: str) -> list[Element]:
        """The elements with any of these tag names, in the order of the page."""
        return self.elements.named(*names)

    def numbered(self, prefix: str) -> dict[int, Element]:
        """The elements whose id is ``prefix`` and a number, by that number, in the order of the page."""
        size = len(prefix)
        numbers = [name[size:] for name in self.ids if name.startswith(prefix)]
        return {
            int(number): self.ids[prefix + number]
            for number in numbers
            if number.isascii() and number.isdigit() and len(number) <= 10
        }

    def find_all(self, css: str, under: Element | None = None) -> list[Element]:
        """The elements that the selector matches, in the whole page or ``under`` one, in the order of the page."""
        return self.elements.find_all(css, under)

    def find(self, css: str, under: Element | None = None) -> Element | None:
        """The first element that the first alternative of the selector matches, otherwise the second, and so on."""
        return self.elements.find(css, under)

    def has(self, word: str) -> bool:
        """Whether a word occurs anywhere in the source."""
        known = self._words.get(word)
        if known is None:
            known = self._words[word] = word in self.text
        return known

    @cached_property
    def base(self) -> str:
        """The address that relative links start from.

        ``<base href>`` gives its path only: forums behind a proxy or on an odd port
        name the wrong host in it, so the host is that of the requested address.
        """
        href = next((element.get("href") for element in self.named("base") if element.get("href")), None)
        if href is None or not _is_web(href.strip()):
            return self.url
        here = urlsplit(self.url)
        return urlunsplit((here.scheme, here.netloc, urlsplit(join(self.url, href)).path or "/", "", ""))

    def link(self, href: str | None) -> str | None:
        """``href`` as a full address; ``None`` for scripts and other addresses that are not of a page."""
        if href is None:
            return None
        href = href.strip().replace("&amp;", "&")
        if not href or href.startswith("#") or not _is_web(href):
            return None
        return join(self.base, href) or None

    def is_here(self, url: str) -> bool:
        """Whether a full address is on the host that the page came from."""
        return urlsplit(url).netloc == urlsplit(self.url).netloc

    def links(self) -> Iterator[str]:
        """The full address of every link of the page, in order."""
        for element in self.named("a"):
            address = self.link(element.get("href"))
            if address is not None:
                yield address


def _may_be_crowded(text: str) -> bool:
    """Whether there are that many characters in a row without the end of a tag; searched from behind, in steps."""
    at = 0
    while len(text) - at > _CROWDED_LENGTH:
        end = text.rfind(">", at, at + _CROWDED_LENGTH + 1)
        if end < 0:
            return True
        at = end + 1
    return False


def _thinned(text: str) -> str:
    """The source with at most a thousand attributes in each tag."""
    crowded = [tag for tag in _TAG.finditer(text) if tag[1] is not None]
    parts, at = [], 0
    for tag in crowded:
        parts += [text[at : tag.end(1)]]
        at = tag.end()
    return "".join([*parts, text[at:]]) if crowded else text


def _whole(reference: re.Match[str]) -> str:
    """The reference as it is; U+FFFD if it names half a character."""
    number = int(reference[1], 16) if reference[1] else int(reference[2])
    return "�" if 0xD800 <= number < 0xE000 else reference[0]


_SCHEME = regex(r"[A-Za-z0-9][A-Za-z0-9+.-]*(?=:)")


def _is_web(href: str) -> bool:
    found = _SCHEME.match(href)
    return found is None or found[0].lower() in ("http", "https")


_BLANKS = regex(r"[ \t\r\n\f\v\xa0]+")
_BREAKS = regex(r"[\t\r\n]+")


def find_all(element: Element, css: str) -> list[Element]:
    """The elements below ``element`` (itself included) that the CSS selector matches, in the order of the page.

    >>> from lxml.html import fromstring
    >>> [each.text for each in find_all(fromstring("<ul><li>one<li>two</ul>"), "li")]
    ['one', 'two']
    """
    return cast("list[Element]", compiled(css)(element))


def find(element: Element, css: str) -> Element | None:
    """The first element that the CSS selector matches.

    >>> from lxml.html import fromstring
    >>> find(fromstring("<ul><li>one<li>two</ul>"), "li").text
    'one'
    """
    return next(iter(find_all(element, css)), None)


def text_of(element: Element | None) -> str:
    r"""The text of an element and all below it, blanks collapsed, non-breaking ones too; ``""`` for ``None``.

    >>> from lxml.html import fromstring
    >>> text_of(fromstring("<p> The&nbsp;old\n <b>bridge</b> </p>")), text_of(None)
    ('The old bridge', '')
    """
    return "" if element is None else _BLANKS.sub(" ", raw_text(element)).strip(" ")


def name_of(element: Element | None) -> str:
    r"""A title or a name as the forum has it, without the blanks that the template puts around it.

    >>> from lxml.html import fromstring
    >>> name_of(fromstring("<h1>\n The  old bridge\n</h1>"))
    'The  old bridge'
    """
    return "" if element is None else exact(raw_text(element))


def own_name(element: Element, others: Iterable[Element]) -> str:
    """A title or a name without other parts of its element; ``others`` are the children to leave out.

    >>> from lxml.html import fromstring
    >>> heading = fromstring("<h1><a>[News]</a>The old bridge</h1>")
    >>> own_name(heading, heading.iter("a"))
    'The old bridge'
    """
    left_out = set(others)
    parts = ((("" if part in left_out else raw_text(part)) + (part.tail or "")) for part in element)
    return exact("".join([element.text or "", *parts]))


def exact(text: str) -> str:
    r"""A title or a name without the template's blanks around it; its own stay, even double and wide ones.

    >>> exact("\n 　The old\nbridge ")
    '　The old bridge'
    """
    return _BREAKS.sub(" ", text.strip(" \t\r\n"))


def raw_text(element: Element) -> str:
    """The text of an element and all below it, unchanged; ``""`` for a comment.

    >>> from lxml.html import fromstring
    >>> raw_text(fromstring("<p> one <b>two</b></p>"))
    ' one two'
    """
    if not isinstance(element.tag, str):
        return ""
    return "".join(cast("Iterator[str]", element.itertext()))


#: What hides an element: in its style, or as a class of common CSS frameworks.
_HIDING_STYLE = regex(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDING_CLASS = regex(r"(?:^|\s)(?:display[_-]?none|d-none|hidden|hide|sr-only|visually-hidden|none)(?:\s|$)")


def is_hidden(element: Element) -> bool:
    """Whether an element's own attributes hide it from readers.

    >>> from lxml.html import fromstring
    >>> is_hidden(fromstring('<i style="display: none">x</i>')), is_hidden(fromstring("<i>x</i>"))
    (True, False)
    """
    return (
        element.get("hidden") is not None
        or _HIDING_STYLE.search(element.get("style") or "") is not None
        or _HIDING_CLASS.search(element.get("class") or "") is not None
    )


def classes(element: Element) -> list[str]:
    """The words of an element's ``class`` attribute.

    >>> from lxml.html import fromstring
    >>> classes(fromstring('<i class="t_f  first">x</i>'))
    ['t_f', 'first']
    """
    return (element.get("class") or "").split()
