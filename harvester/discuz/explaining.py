"""Chooses the layout that reads a page: the one whose elements explain most of it.

A skin keeps some elements of the version that it was made for, and advertisements add class names of others, so one
element alone proves nothing. For each layout a few rows or posts are sampled, and the parts that it finds are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from harvester.discuz.layouts import LISTS, ListLayout, ThreadLayout
from harvester.forum.page import Element, Page

#: Rows or posts that are sampled at each end: those at the top may have another structure.
_LOOKED_AT = 2

#: A post has at least this many of text, author and time.
_ENOUGH = 2

#: The parts of a row that a layout may know, without those that not every thread has.
_ROW_PARTS = ("author", "author_name", "posted", "replies", "views", "last")
#: The parts of a post, and those around posts.
_POST_PARTS, _AROUND = 4, 2


def list_layout(page: Page, own: ListLayout | None = None) -> tuple[ListLayout, Sequence[Element]] | None:
    """The layout that explains most of a list, with its rows; ``None`` if none finds a title in a row.

    ``own`` is the user's layout: it is chosen if it finds a title. An empty list has no rows to compare: the first
    layout whose box is on the page is chosen.
    """
    if own is not None:
        rows = page.find_all(own.rows)
        if any(page.find(own.title, row) is not None for row in rows):
            return own, rows
    best: tuple[float, ListLayout, Sequence[Element]] | None = None
    for layout in LISTS:
        rows = page.find_all(layout.rows)
        share = _explained_rows(page, layout, rows) if rows else 0.0
        if share == 1:  # no other can explain more
            return layout, rows
        explained = share * len(rows) * _known(layout)
        if explained > (best[0] if best else 0.0):
            best = explained, layout, rows
    if best is not None:
        return best[1], best[2]
    empty = next((layout for layout in LISTS if layout.box and page.find(layout.box) is not None), None)
    return None if empty is None else (empty, ())


Found = tuple[ThreadLayout, Mapping[int, Element]]


def explaining_most(page: Page, found: Iterable[Found]) -> Found | None:
    """The layout that explains most of a thread page; ``found`` are layouts with the posts that each finds.

    ``None`` if none finds two of text, author and time in any post; a blocked post has no text.
    """
    best: tuple[float, Found] | None = None
    for layout, posts in found:
        share = _explained_posts(page, layout, posts) if posts else 0.0
        if share == 1:  # no other can explain more
            return layout, posts
        explained = share * len(posts)
        if explained > (best[0] if best else 0.0):
            best = explained, (layout, posts)
    return best[1] if best else None


_T = TypeVar("_T")


def _sample(elements: Sequence[_T]) -> Sequence[_T]:
    return elements if len(elements) <= 2 * _LOOKED_AT else [*elements[:_LOOKED_AT], *elements[-_LOOKED_AT:]]


def _known(layout: ListLayout) -> int:
    """How many parts of a row a layout knows."""
    return 1 + sum(bool(getattr(layout, name)) for name in _ROW_PARTS)


def _explained_rows(page: Page, layout: ListLayout, rows: Sequence[Element]) -> float:
    """The share of the parts that a layout knows which are in its rows; a row without a title does not count."""
    sample = _sample(rows)
    parts = [selector for name in _ROW_PARTS if (selector := getattr(layout, name))]
    titled = [row for row in sample if page.find(layout.title, row) is not None]
    found = sum(1 + sum(page.find(selector, row) is not None for selector in parts) for row in titled)
    return found / (len(sample) * _known(layout))


def _explained_posts(page: Page, layout: ThreadLayout, posts: Mapping[int, Element]) -> float:
    """The share of the parts of posts that a layout finds, including the page's trail and title."""
    sample = _sample(list(posts.items()))
    found = [_parts_found(page, layout, pid, element) for pid, element in sample]
    if max(len(parts - {"floor"}) for parts in found) < _ENOUGH:
        return 0.0
    around = sum(page.find(selector) is not None for selector in (layout.trail, layout.title))
    return (sum(map(len, found)) + around) / (_POST_PARTS * len(sample) + _AROUND)


def _parts_found(page: Page, layout: ThreadLayout, pid: int, element: Element) -> set[str]:
    parts = (
        ("body", layout.body, layout.body_at),
        ("author", layout.author, layout.author_at),
        ("published", layout.published, layout.published_at),
        ("floor", layout.floor, layout.floor_at),
    )
    return {
        name
        for name, own, place in parts
        if (own and own.format(pid=pid) in page.ids) or page.find(place, element) is not None
    }
