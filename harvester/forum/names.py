"""What an address names, whatever its form: all that spiders know about addresses."""

from __future__ import annotations

from dataclasses import dataclass

#: The kind of a page requested as another way into the forum (a feed, say): it is only checked for being a notice.
DOOR = "door"


@dataclass(frozen=True, slots=True)
class PageName:
    """What an address names; ``page`` counts from 1, and ``name`` is the name of a board that has no number there.

    ``kind`` is ``index``, ``category``, ``board``, ``thread``, :data:`DOOR`, or the engine's own word for other pages,
    which a crawl does not request. For a page of a cheaper source it is the source's name, a hyphen, and what the page
    shows (``archiver-thread``). ``typeid`` is set if a list is narrowed to one thread type, ``part`` if one post has
    pages of its own.

    >>> PageName("thread", tid=9, page=2)
    PageName(kind='thread', fid=None, tid=9, pid=None, gid=None, page=2, name=None, typeid=None, part=1)
    """

    kind: str
    fid: int | None = None
    tid: int | None = None
    pid: int | None = None
    gid: int | None = None
    page: int = 1
    name: str | None = None
    typeid: int | None = None
    part: int = 1
