"""The words of a box as a visitor sees them: without the scripts and styles that templates put into it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from lxml.etree import XPath

from harvester.forum.page import Element, text_of

_CODE = ("script", "style", "template")
_WORDS = XPath("descendant::text()[not(ancestor::script or ancestor::style or ancestor::template)]")


def words_of(box: Element | None) -> str:
    """The text of an element and all below it, blanks collapsed, code left out; ``""`` for ``None``.

    >>> from lxml.html import fromstring
    >>> words_of(fromstring("<div><p>The <b>thread</b> is gone.</p> <script>if(a < b) back();</script></div>"))
    'The thread is gone.'
    """
    if box is None or next(box.iter(*_CODE), None) is None:
        return text_of(box)
    return " ".join("".join(cast("Iterable[str]", _WORDS(box))).split())
