"""CSS selectors, compiled once, with what makes them quick to rule out on a page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from cssselect import HTMLTranslator
from lxml import etree

_TRANSLATOR = HTMLTranslator()
_NAMES = re.compile(r"[.#]([\w-]+)")
_NOT_NAMES = re.compile(r"\[[^\]]*\]|\([^)]*\)")
_LAST_STEP = re.compile(r"([^,]*[^>~+\s,])\s+([^>~+\s,]+)$")
_START = re.compile(r"#([\w-]+)(?:\s+(?=[^>~+\s])(.+))?$")


@dataclass(frozen=True, slots=True)
class Selector:
    """One alternative of a selector list.

    ``names`` are the classes and ids that it cannot do without; ``start`` is the id that it
    begins with, if that is how it begins, and ``below`` what it looks for in there.

    >>> alternatives("#posts div.post")[0]
    Selector(css='#posts div.post', names=('posts', 'post'), start='posts', below='div.post')
    """

    css: str
    names: tuple[str, ...]
    start: str | None
    below: str | None


@lru_cache(maxsize=512)
def alternatives(css: str) -> tuple[Selector, ...]:
    """The alternatives of a selector list, in their order; none for ``""``.

    >>> [each.css for each in alternatives("td.t_f, div.t_msgfont")]
    ['td.t_f', 'div.t_msgfont']
    """
    return tuple(_selector(part.strip()) for part in css.split(",") if part.strip())


@lru_cache(maxsize=1024)
def compiled(css: str) -> etree.XPath:
    """The XPath of a selector list, for the element that it is called on and all below it.

    >>> from lxml.html import fromstring
    >>> [each.text for each in compiled("b")(fromstring("<p><b>one</b><b>two</b></p>"))]
    ['one', 'two']
    """
    return etree.XPath(_TRANSLATOR.css_to_xpath(css))


@lru_cache(maxsize=1024)
def first_of(css: str) -> etree.XPath:
    """The XPath that finds the same first element as :func:`compiled` does, and few others.

    Of ``A B`` only what is in the first ``A`` that has a ``B``: to gather those of all, and put them into order,
    takes the square of their number.

    >>> from lxml.html import fromstring
    >>> first_of("p b")(fromstring("<div><p><b>one</b></p><p><b>two</b></p></div>"))[0].text
    'one'
    """
    parts = _LAST_STEP.match(css)
    if parts is None:
        return compiled(css)
    inside = _TRANSLATOR.css_to_xpath(parts[2], prefix="descendant::")
    return etree.XPath(f"({_TRANSLATOR.css_to_xpath(parts[1])}[{inside}])[1]/{inside}")


def _selector(css: str) -> Selector:
    start = _START.match(css)
    return Selector(
        css=css,
        names=tuple(_NAMES.findall(_NOT_NAMES.sub("", css))),
        start=start[1] if start else None,
        below=start[2] if start else None,
    )
