"""What is found on the pages of an archive, before the pages of a thread are joined."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from harvester.forum.model import Row, ThreadPage
from harvester.forum.signs import Signs
from harvester.items import Encoding

#: Prefix of the names of layouts for mobile pages.
TOUCH: Final = "touch"


class Place(NamedTuple):
    """Where a page is: the file, the member of a WACZ, the byte at which its record begins, and the page's address."""

    file: str
    member: str
    offset: int
    url: str


class FoundPage(NamedTuple):
    """A page of a thread, read.

    ``site`` is the key of its forum, ``source`` the cheaper source that it comes from. ``narrowed``: its address shows
    only a part of the page. ``page`` and ``part`` are those in its address.
    """

    site: str
    tid: int
    date: datetime
    place: Place
    source: str
    narrowed: bool
    page: int
    part: int
    encoding: Encoding
    thread: ThreadPage
    signs: Signs


class FoundRow(NamedTuple):
    """A thread's row in a list; ``plain``: the list is from a cheaper source or a mobile page, and says less."""

    site: str
    tid: int
    date: datetime
    plain: bool
    fid: int | None
    row: Row


class FoundNotice(NamedTuple):
    """A notice in place of a thread."""

    site: str
    tid: int
    date: datetime
    kind: str
    text: str


Found = FoundPage | FoundRow | FoundNotice
