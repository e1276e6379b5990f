"""Where the posts of a thread page stand: in boxes with names from 8.0 on, in tables with few of them before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harvester.config.patterns import regex
from harvester.forum.page import Element, Page
from harvester.phpwind.addresses import number

_BODY = regex(r"read_(?:tpc|\d{1,10})")
#: The number of a first post, which has none of its own: up to 8.x it is called ``tpc``, in 9.x 0.
_FIRST = frozenset({"tpc", "0"})
#: The anchors above the posts of the oldest templates, and their bodies, which have no names.
_ANCHOR = regex(r"#?(tpc|[1-9]\d{0,9})")
_UNNAMED = ".tpc_content"
#: The box of an old post: the author's cell, the body, and below it when it was written.
_OLD_BOX = "t2"
_AUTHOR = ".r_two"


@dataclass(frozen=True, slots=True)
class Found:
    """A post in the page: its number, the element that holds all of it, its body, and whether it has an old box."""

    pid: int
    box: Element
    body: Element
    is_old: bool = False


def posts_of_eight(page: Page) -> Iterator[Found]:
    """The posts of 8.x: bodies are ``read_tpc`` and ``read_12``, in boxes called ``readfloor_tpc``.

    Before 8.3 the boxes have no names; before 6.0 neither boxes nor bodies do.
    """
    named = [(name.partition("_")[2], body) for name, body in page.ids.items() if _BODY.fullmatch(name) is not None]
    written_by = {next(cell.iterancestors("table"), cell) for cell in page.find_all(_AUTHOR)}
    for number_of, body in named or _under_anchors(page):
        box = page.ids.get(f"readfloor_{number_of}")
        if box is not None:
            yield Found(_pid(number_of), box, body)
        else:
            box = _old_box(page.ids.get(f"td_{number_of}", body), written_by)
            yield Found(_pid(number_of), body if box is None else box, body, is_old=True)


def posts_of_nine(page: Page) -> Iterator[Found]:
    """The posts of 9.x: boxes are ``read_0`` and ``read_12``."""
    for box in page.find_all(".J_read_floor"):
        body = page.find(".editor_content", box)
        number_of = (box.get("id") or "").partition("_")[2]
        if body is not None and (number_of in _FIRST or number(number_of) is not None):
            yield Found(_pid(number_of), box, body)


def has_old_posts(page: Page) -> bool:
    """Whether a page has posts of the oldest templates.

    >>> has_old_posts(Page("<a name='tpc'></a><div class='t2'><p class='tpc_content'>A post.</p></div>", "http://h/"))
    True
    """
    return next(_under_anchors(page), None) is not None


def _under_anchors(page: Page) -> Iterator[tuple[str, Element]]:
    """Bodies without a name, each with the number of the anchor above it: the first of a post is its text."""
    bodies = set(page.find_all(_UNNAMED))
    if not bodies:
        return
    above: str | None = None
    for element in page.root.iter():
        if element.tag == "a" and (anchor := _ANCHOR.fullmatch(element.get("name") or "")) is not None:
            above = anchor[1]
        elif above is not None and element in bodies:
            yield above, element
            above = None


def _old_box(cell: Element, written_by: set[Element]) -> Element | None:
    """What holds an old post: authors and skins put tables into it, and around its text.

    ``written_by``: the tables that have the cell of an author.
    """
    nearest = None
    for parent in cell.iterancestors():
        if parent in written_by or _OLD_BOX in (parent.get("class") or "").split():
            return parent
        if nearest is None and parent.tag == "table":
            nearest = parent
    return nearest


def _pid(text: str) -> int:
    return 0 if text in _FIRST else int(text)
