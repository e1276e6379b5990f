"""Parts of a page that have no element of their own: what stands between two marks."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from harvester.discuz.page import Element


def enclose(start: Element, ends: Callable[[Element], bool]) -> Element:
    """A ``div`` with copies of what follows ``start`` at its level, up to the first sibling that ``ends`` it."""
    box = etree.Element("div")
    box.text = start.tail
    for sibling in start.itersiblings():
        if ends(sibling):
            break
        box.append(deepcopy(sibling))
    return box
