"""A skin described by the user: selectors laid over a layout that an engine knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches

from cssselect import SelectorError

from harvester.forum.selectors import compiled


class SkinError(ValueError):
    """A wrong selector or name of a layout; ``key`` is the key that it was given under.

    >>> SkinError("rows", "'>>' is not a CSS selector").key
    'rows'
    """

    def __init__(self, key: str, why: str) -> None:
        super().__init__(f"{key} = {why}")
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Skin:
    """CSS selectors; for an empty one, that of the base layout is used.

    ``rows`` matches one element for each thread of a list, ``post`` one for each post of a thread. ``title`` is looked
    for in a row, where it is or holds the link to the thread, and in the page of a thread; ``author`` and ``time`` in a
    row and in a post, ``replies`` in a row, ``body`` in a post, ``pager`` in the page. ``base`` names the base layout.

    >>> Skin(base="x", rows="div.item").of_thread
    False
    """

    base: str = ""
    rows: str = ""
    title: str = ""
    author: str = ""
    time: str = ""
    replies: str = ""
    post: str = ""
    body: str = ""
    pager: str = ""

    @property
    def of_list(self) -> bool:
        """Whether it says where rows are."""
        return bool(self.rows)

    @property
    def of_thread(self) -> bool:
        """Whether it says where posts are, or what is in them."""
        return bool(self.post or self.body)


def skin_of(given: Mapping[str, str]) -> Skin | None:
    """The skin of a table of selectors; ``None`` for an empty one. Raises :class:`SkinError` for a wrong entry.

    >>> skin_of({"rows": "li >"})
    Traceback (most recent call last):
    ...
    harvester.forum.skin.SkinError: rows = 'li >' is not a CSS selector
    """
    known = [each.name for each in fields(Skin)]
    for name, css in given.items():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise SkinError(name, f"{css!r}: no such key; {hint}")
        if name != "base" and not _is_selector(css):
            raise SkinError(name, f"{css!r} is not a CSS selector")
    return Skin(**given) if given else None


def _is_selector(css: str) -> bool:
    try:
        compiled(css)
    except (SelectorError, ValueError):
        return False
    return bool(css.strip())
