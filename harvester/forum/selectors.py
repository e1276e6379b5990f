"""CSS selectors, compiled once, with the parts by which they are looked up or ruled out on a page."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from cssselect import HTMLTranslator
from lxml import etree

from harvester.config.patterns import regex

_TRANSLATOR = HTMLTranslator()
_NAMES = regex(r"[.#]([\w-]+)")
_NOT_NAMES = regex(r"\[[^\]]*\]|\([^)]*\)")
_LAST_STEP = regex(r"([^,]*[^>~+\s,])\s+([^>~+\s,]+)$")
#: A first step that can be looked up, and the rest of the selector below it, if any.
_FIRST_STEP = regex(
    r"(?P<tag>[a-zA-Z][a-zA-Z0-9]*)?(?:#(?P<id>[\w-]+))?(?P<classes>(?:\.[\w-]+)*)(?P<attributes>(?:\[[^\]\s]+\])*)"
    r"(?:\s+(?=[^>~+\s])(?P<below>.+))?$"
)
_ATTRIBUTE = regex(r"""\[([a-z-]+)(?:([*^$]?=)(?:"([^"'\\]+)"|'([^"'\\]+)'|([\w./-]+)))?\]""")


@dataclass(frozen=True, slots=True)
class Attribute:
    """A selector's condition on an attribute; without an ``operator``, only that it exists.

    >>> Attribute("href", "*=", "tid").holds("forum.php?tid=9"), Attribute("href").holds(None)
    (True, False)
    """

    name: str
    operator: str = ""
    value: str = ""

    def holds(self, text: str | None) -> bool:
        """Whether an attribute with this text meets it; ``None``: there is no such attribute."""
        if text is None:
            return False
        match self.operator:
            case "=":
                return text == self.value
            case "^=":
                return text.startswith(self.value)
            case "$=":
                return text.endswith(self.value)
            case "*=":
                return self.value in text
        return True


@dataclass(frozen=True, slots=True)
class Step:
    """A selector's description of one element, without its relations to others: ``td.by[id]``.

    >>> step = alternatives("h1 a[href*=tid]")[0].start
    >>> step
    Step(tag='h1', id=None, classes=(), attributes=())
    """

    tag: str | None
    id: str | None
    classes: tuple[str, ...]
    attributes: tuple[Attribute, ...]

    def fits(self, element: etree._Element) -> bool:
        """Whether an element has this name, these classes and these attributes, whatever its id."""
        return (
            self.tag in (None, element.tag)
            and (not self.classes or {*self.classes}.issubset((element.get("class") or "").split()))
            and all(each.holds(element.get(each.name)) for each in self.attributes)
        )


@dataclass(frozen=True, slots=True)
class Selector:
    """One alternative of a selector list.

    ``names`` are the classes and ids that a page must have; ``start`` is its first step, if that can be looked
    up, and ``below`` the rest, which is searched inside it.

    >>> found = alternatives("#posts div.post")[0]
    >>> sorted(found.names), found.start.id, found.below
    (['post', 'posts'], 'posts', 'div.post')
    """

    css: str
    names: frozenset[str]
    start: Step | None
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

    For ``A B``, it only finds what is in the first ``A`` that has a ``B``: gathering those of all ``A`` and sorting
    them takes time quadratic in their number.

    >>> from lxml.html import fromstring
    >>> first_of("p b")(fromstring("<div><p><b>one</b></p><p><b>two</b></p></div>"))[0].text
    'one'
    """
    return etree.XPath(_first(css, _TRANSLATOR.css_to_xpath))


@lru_cache(maxsize=1024)
def below(css: str, *, first: bool = False) -> etree.XPath:
    """The XPath of a selector, for what is below the element that it is called on.

    ``first``: it finds the first such element, and few others.

    >>> from lxml.html import fromstring
    >>> [each.text for each in below("b")(fromstring("<b>one<b>two</b></b>"))]
    ['two']
    """
    return etree.XPath(_first(css, _below) if first else _below(css))


def _below(css: str) -> str:
    return _TRANSLATOR.css_to_xpath(css, prefix="descendant::")


def _first(css: str, xpath_of: Callable[[str], str]) -> str:
    parts = _LAST_STEP.match(css)
    if parts is None:
        return xpath_of(css)
    inside = _below(parts[2])
    return f"({xpath_of(parts[1])}[{inside}])[1]/{inside}"


def _selector(css: str) -> Selector:
    start = _FIRST_STEP.match(css)
    step = None if start is None else _step(start)
    return Selector(
        css=css,
        names=frozenset(_NAMES.findall(_NOT_NAMES.sub("", css))),
        start=step,
        below=None if start is None or step is None else start["below"],
    )


def _step(found: re.Match[str]) -> Step | None:
    """A first step; ``None`` if it has only attributes, or conditions on them that :class:`Attribute` lacks."""
    attributes = list(_ATTRIBUTE.finditer(found["attributes"]))
    if "".join(each[0] for each in attributes) != found["attributes"]:
        return None
    if not (found["tag"] or found["id"] or found["classes"]):
        return None
    return Step(
        tag=found["tag"] and found["tag"].lower(),
        id=found["id"],
        classes=tuple(found["classes"].split(".")[1:]),
        attributes=tuple(Attribute(each[1], each[2] or "", each[3] or each[4] or each[5] or "") for each in attributes),
    )
