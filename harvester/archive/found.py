"""What is found on the pages of an archive, before the pages of a thread are joined."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from harvester.forum.imprint import Imprint
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
    imprint: Imprint | None = None


class Kept(NamedTuple):
    """Where a page's source is kept: a packed frame of a file, and the place of the page in it when it is unpacked.

    While ``file`` is empty, ``offset`` is the number of the frame instead, and ``size`` is not known.
    """

    file: str
    offset: int
    size: int
    begin: int
    length: int


class FoundUnread(NamedTuple):
    """A page of a thread, by its address, which is read only if the thread needs it: most captures are not needed.

    Fields are as in :class:`FoundPage`. ``mobile``: its address asks for the page for telephones. ``url`` is what was
    captured, ``status`` the answer's, ``declared`` the encoding in its headers, ``body`` the unpacked page.
    """

    site: str
    tid: int
    date: datetime
    place: Place
    source: str
    narrowed: bool
    page: int
    part: int
    mobile: bool
    url: str
    status: int
    declared: str | None
    imprint: Imprint | None
    body: bytes | Kept


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


Found = FoundPage | FoundUnread | FoundRow | FoundNotice
