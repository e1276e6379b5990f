"""What passes between a crawl and an engine that reads pages: what a page was requested as, and what was read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from harvester.forum.model import IndexPage, ListPage, Notice, ThreadPage, Unknown
from harvester.forum.names import DOOR, PageName
from harvester.forum.page import Page
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


def read_in_order(
    page: Page, asked: Asked, notice: Callable[[], Notice | None], rest: Callable[[], Reading]
) -> Reading:
    """A page read as :meth:`Site.read` has to: it is ``notice`` if that finds one, and otherwise what ``rest`` reads.

    ``rest`` is not called for a page that failed, nor for a door, of which only a notice is read.

    >>> page = Page("Not Found", "https://bbs.example.com/thread-9-1-1.html")
    >>> read_in_order(page, Asked(PageName("thread", tid=9), status=404), lambda: None, lambda: 1 / 0).said
    Unknown(why='status 404')
    """
    if page.too_full:
        return Reading(Unknown(page.too_full))
    if (said := notice()) is not None:
        return Reading(said)
    if asked.status >= 400 or asked.name.kind == DOOR:
        return Reading(Unknown(f"status {asked.status}"))
    return rest()


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
