"""Parts of a page without an element of their own: what is between two marks."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from harvester.forum.page import Element

#: Characters that lxml's parser accepts, but that it does not allow in a text that is set.
_UNSETTABLE = dict.fromkeys([*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF], " ")


def enclose(start: Element, ends: Callable[[Element], bool]) -> Element:
    """A ``div`` with copies of what follows ``start`` at its level, up to the first sibling that ``ends`` it.

    >>> from lxml.html import fromstring
    >>> body = fromstring("<div><h1>A</h1>one<p>two</p><h1>B</h1>three</div>")
    >>> etree.tostring(enclose(body[0], lambda each: each.tag == "h1"))
    b'<div>one<p>two</p></div>'
    """
    box = etree.Element("div")
    box.text = (start.tail or "").translate(_UNSETTABLE)
    for sibling in start.itersiblings():
        if ends(sibling):
            break
        box.append(deepcopy(sibling))
    return box
