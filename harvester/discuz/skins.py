"""A user's skin as layouts: its selectors laid over those of a layout that is known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from harvester.discuz.layouts import LISTS, THREADS, ListLayout, ThreadLayout
from harvester.forum.skin import Skin, SkinError

#: What pages that a user's skin reads have as their layout.
NAME = "own"


@dataclass(frozen=True, slots=True)
class Own:
    """The layouts of a skin; ``None`` where it says nothing of lists, or of threads."""

    listed: ListLayout | None = None
    thread: ThreadLayout | None = None


def layouts_of(skin: Skin | None) -> Own:
    """The layouts of a skin. Raises :class:`SkinError` where its base is none that we know.

    >>> layouts_of(Skin(base="7", rows="div.item")).listed.pager
    '.pages'
    """
    if skin is None:
        return Own()
    listed, thread = (_base(found, skin.base) for found in (LISTS, THREADS))
    if listed is None and thread is None:
        names = dict.fromkeys(layout.name for layout in (*LISTS, *THREADS))
        raise SkinError("base", f"{skin.base!r} is not a layout; there are {', '.join(names)}")
    return Own(
        _list(listed or LISTS[0], skin) if skin.of_list else None,
        _thread(thread or THREADS[0], skin) if skin.of_thread else None,
    )


def _base(layouts: tuple[Any, ...], name: str) -> Any:  # noqa: ANN401 - of lists or of threads
    return next((layout for layout in layouts if layout.name == name), None) if name else layouts[0]


def _list(base: ListLayout, skin: Skin) -> ListLayout:
    given = {
        "rows": skin.rows, "title": skin.title, "author": skin.author, "posted": skin.time, "replies": skin.replies,
        "pager": skin.pager,
    }  # fmt: skip
    own: dict[str, Any] = {name: css for name, css in given.items() if css}
    if skin.title:
        own |= {"title_in": "", "not_title": ""}
    if skin.author:
        own |= {"author_name": ""}
    return replace(base, name=NAME, box="", plain=True, **own)


def _thread(base: ThreadLayout, skin: Skin) -> ThreadLayout:
    given = {
        "posts_at": skin.post, "body_at": skin.body, "author_at": skin.author, "published_at": skin.time,
        "title": skin.title, "pager": skin.pager,
    }  # fmt: skip
    own: dict[str, Any] = {name: css for name, css in given.items() if css}
    # What a selector says goes before what is recognised by ids.
    by_id = {"posts_at": "posts", "body_at": "body", "author_at": "author", "published_at": "published"}
    own |= {by_id[name]: "" for name in own if name in by_id}
    return replace(base, name=NAME, plain=True, alone=False, **own)
