"""What is found on the pages of an archive, before the pages of a thread are put together."""

from __future__ import annotations

from datetime import datetime
from typing import Final, NamedTuple

from harvester.forum.model import Row, ThreadPage
from harvester.forum.signs import Signs
from harvester.items import Encoding

#: What engines call layouts of pages for telephones begins so.
TOUCH: Final = "touch"


class Place(NamedTuple):
    """Where a page stands: the file, that of a WACZ's members, the byte that its record begins at; its own address."""

    file: str
    member: str
    offset: int
    url: str


class FoundPage(NamedTuple):
    """A page of a thread, read.

    ``site`` is the key of its forum, ``source`` the cheaper source that it is of, ``narrowed``: its address shows less
    than the page has; ``page`` and ``part`` are what its address says.
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
    """A thread as a list shows it; ``plain``: the list is a cheaper source's, or one for telephones, and says less."""

    site: str
    tid: int
    date: datetime
    plain: bool
    fid: int | None
    row: Row


class FoundNotice(NamedTuple):
    """A notice in the place of a thread."""

    site: str
    tid: int
    date: datetime
    kind: str
    text: str


Found = FoundPage | FoundRow | FoundNotice
