"""What passes between a crawl and an engine that reads pages: what a page was requested as, and what was read."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from harvester.forum.model import IndexPage, ListPage, Notice, ThreadPage, Unknown
from harvester.forum.names import PageName
from harvester.forum.signs import Signs

#: What a page is: exactly one of these.
Said = IndexPage | ListPage | ThreadPage | Notice | Unknown


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page was requested as, and how it came. A hint only: the reader may find another kind of page.

    ``zone`` is the forum's; ``seen`` (aware) is when the page was fetched, for times such as "an hour ago".
    ``source`` names the cheaper source that the page comes from; ``""`` for an ordinary page.

    >>> Asked(PageName("thread", tid=9), status=404).name.tid
    9
    """

    name: PageName
    zone: tzinfo = UTC
    seen: datetime | None = None
    status: int = 200
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """A page as it was read: what it is, and what it says about itself in a second way.

    >>> Reading(Notice("deleted", "The thread does not exist.")).signs.threads is None
    True
    """

    said: Said
    signs: Signs = field(default_factory=Signs)


@dataclass(frozen=True, slots=True)
class Door:
    """Another way to a forum's threads, which ``scrapy site`` reports.

    ``name`` is its name in the site's entry, ``about`` the one in the list of what robots.txt forbids. ``looked``:
    whether it is requested; :meth:`Site.opens` then says whether it is open.

    >>> Door("RSS", "RSS", "https://bbs.example.com/rss.php?fid=2").looked
    True
    """

    name: str
    about: str
    url: str
    looked: bool = True
