"""What an address names, whatever forum wrote it: the one thing that spiders know of addresses."""

from __future__ import annotations

from dataclasses import dataclass

#: The kind of what is asked for as another way to the forum: only whether it is a notice is read off it.
DOOR = "door"


@dataclass(frozen=True, slots=True)
class PageName:
    """What an address names; ``page`` counts from 1, and ``name`` is a board's where it has no number there.

    ``kind`` is ``index``, ``category``, ``board``, ``thread``, :data:`DOOR`, or a word of the engine's own for pages
    that a crawl does not ask for as such; the pages of a cheaper source are its name, a hyphen, and what they show
    (``archiver-thread``). ``typeid`` is set where a list is narrowed to one thread type, ``part`` where one post has
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
