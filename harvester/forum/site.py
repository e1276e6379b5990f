"""A forum at its address: which servers it is on, what belongs to it, and the address of each of its pages.

The half that all engines share is here: hosts and folders, aliases of them, moves. An engine's own class adds how
addresses are read and written (:meth:`Site.stock`, :meth:`Site.parse`, :meth:`Site.board_url`,
:meth:`Site.thread_url`) and how a page is read (:meth:`Site.read`); all else has a default that an engine may keep.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import ClassVar, Self
from urllib.parse import SplitResult, urlsplit

from harvester.forum import hosts
from harvester.forum.authority import flaw, names_user, place, place_of, shown, split
from harvester.forum.model import IndexPage, ListPage, Notice, ThreadPage, Unknown
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.signs import Signs
from harvester.forum.skin import Skin, SkinError

#: What a page is: exactly one of these.
Said = IndexPage | ListPage | ThreadPage | Notice | Unknown


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page was asked for as, and how it came: a hint for the reader, who may find something else.

    ``zone`` is the forum's, ``seen`` (aware) is when the page was fetched, for times such as "an hour ago".
    ``source`` names the cheaper source that the page was asked of; ``""``: it is an ordinary page.

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
    """A page, read once: what it is, and what it says of itself a second way.

    >>> Reading(Notice("deleted", "The thread does not exist.")).signs.threads is None
    True
    """

    said: Said
    signs: Signs = field(default_factory=Signs)


@dataclass(frozen=True, slots=True)
class Door:
    """Another way to a forum's threads, which ``scrapy site`` reports.

    ``name`` and ``about`` are what it is called in the site's entry and among what robots.txt forbids. ``looked``:
    whether it is asked for; :meth:`Site.opens` says then whether it is open.

    >>> Door("RSS", "RSS", "https://bbs.example.com/rss.php?fid=2").looked
    True
    """

    name: str
    about: str
    url: str
    looked: bool = True


class Site(ABC):
    """A forum at its address.

    ``base`` is the address that its pages stand under, with a slash at the end (``https://host:8080/bbs/``);
    ``name`` is the same without scheme and slash, as it was first given: a site that moves to another base, or has
    several, keeps its name, which is that of its harvest.

    >>> from harvester.engines import table
    >>> site = table.named("discuz").site.of("https://www.example.com/bbs/forum.php")
    >>> site.base, site.name
    ('https://www.example.com/bbs/', 'www.example.com/bbs')
    >>> site.owns("http://example.com/bbs/thread-9-1-1.html"), site.owns("https://example.com/shop/")
    (True, False)
    >>> site.key("https://example.com/bbs/thread-9-2-1.html"), site.key(site.thread_url(9, 2))
    (('thread', 9, 2), ('thread', 9, 2))
    """

    #: The engine's name.
    engine: ClassVar[str]
    #: What addresses of an engine's pages have below their base: what is cut off an address to find the base.
    below_base: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")
    #: Which number of a :class:`~harvester.forum.names.PageName` says which page of its kind it is; and the kinds that
    #: there is one page of.
    identities: ClassVar[Mapping[str, str]] = {"category": "gid", "board": "fid", "thread": "tid", "post": "pid"}
    single: ClassVar[frozenset[str]] = frozenset({"index"})

    def __init__(self, base: str, name: str = "") -> None:
        self.base = base
        self.name = name or re.sub(r"^https?://", "", base).rstrip("/")
        self._bases = [urlsplit(base)]
        self._named: frozenset[tuple[str, int | None] | None] = frozenset()
        self._any = False

    @classmethod
    def base_of(cls, url: str) -> str:
        """The base of the forum that ``url`` is an address of, as far as the address shows.

        Raises :class:`ValueError` where it is not a web address with a host, or names a user.
        """
        if names_user(url) or flaw(url.strip()):
            raise ValueError(f"not a web address: {shown(url)}")
        parts = urlsplit(url.strip())
        path = cls.below_base.sub("", parts.path)
        folder = path[: path.rfind("/") + 1] or "/"
        return f"{parts.scheme.lower()}://{_authority(parts)}{folder}"

    @classmethod
    def of(cls, url: str, name: str = "") -> Self:
        """The site that ``url`` is an address of. Raises :class:`ValueError` as :meth:`base_of` does."""
        return cls(cls.base_of(url), name)

    # --- what every engine has to say ---------------------------------------------------

    @staticmethod
    @abstractmethod
    def stock(url: str) -> PageName | None:
        """What an address names in the forms that all forums of the engine understand, whatever forum it is of.

        ``None`` where it is none of the engine's. An address of any folder, which may be anybody's, is an index.
        """

    @staticmethod
    def is_gone(url: str) -> bool:  # noqa: ARG004 - for engines
        """Whether a redirect to this address means that the thread which was asked for is not there."""
        return False

    @staticmethod
    def is_narrowed(url: str) -> bool:  # noqa: ARG004 - for engines
        """Whether an address shows less of its page than that has, or in another order: one author's posts, say."""
        return False

    @abstractmethod
    def parse(self, url: str) -> PageName | None:
        """What a full address names, in the site's own forms too; ``None`` where it is not of this site, or unknown.

        All aliases of a page come to one name, but for what :meth:`key` leaves out of it.
        """

    @abstractmethod
    def board_url(self, fid: int, page: int = 1) -> str:
        """The canonical address of a list page."""

    @abstractmethod
    def thread_url(self, tid: int, page: int = 1) -> str:
        """The canonical address of a thread page."""

    @abstractmethod
    def read(self, page: Page, asked: Asked) -> Reading:
        """Read a page, whatever it is. Nobody asks twice for one page.

        A notice counts as such whatever the status is, and nothing but a notice is read off a page with a status of
        400 or more, or of one that was asked for as a :data:`~harvester.forum.names.DOOR`. What was asked for without
        a number (``asked.name`` has neither ``tid`` nor ``fid``) may be a thread or a list, which says its own number
        then; a board may turn out to be a category, an :class:`IndexPage`.
        """

    # --- what an engine may say ---------------------------------------------------------

    def lay(self, skin: Skin | None) -> None:
        """Take the user's own selectors. Raises :class:`~harvester.forum.skin.SkinError` for what it can't take."""
        if skin is not None:
            raise SkinError("base", f"pages of {self.engine} take no layout")

    def forms(self) -> dict[str, str]:
        """How the site writes its addresses, by kind of page, as far as it was learned: kept by the store."""
        return {}

    def recall(self, forms: Mapping[str, str]) -> None:  # noqa: B027 - for engines
        """Take up what :meth:`forms` gave in an earlier run; kinds that are not known are left alone."""

    def learn(self, urls: Iterable[str]) -> None:  # noqa: B027 - for engines
        """See how the site writes addresses: ``urls`` are full addresses of links of its pages."""

    def learn_link(self, kind: str, identity: int, url: str, page: int = 1) -> None:  # noqa: B027 - for engines
        """See how the site writes the address of a ``board`` or ``thread`` whose number is known from elsewhere.

        ``url`` is a link to it, ``page`` the page of it that the link leads to.
        """

    def learn_pages(self, page: Page, name: PageName) -> None:  # noqa: B027 - for engines
        """See how the pager of a page called ``name`` writes the addresses of the others."""

    def plain_list_url(self, fid: int, page: int = 1) -> str:
        """The address of a list page with times, where the board shows another (``ListPage.timeless``)."""
        return self.board_url(fid, page)

    def oldest_first_url(self, tid: int, page: int, layout: str) -> str | None:  # noqa: ARG002 - for engines
        """The address of a thread page in the order of posts that a board may turn round.

        ``layout`` is that of the thread's page. ``None``: no address says the order.
        """
        return None

    def doors(self, version: str | None, fid: int | None) -> Iterator[Door]:  # noqa: ARG002 - for engines
        """The other ways to the threads of the forum, of this version, and of a board of it."""
        yield from ()

    def opens(self, door: Door, page: Page) -> bool:  # noqa: ARG002 - for engines
        """Whether the page that a door's address answers with is what it should be."""
        return False

    # --- what all engines share -----------------------------------------------------------

    def key(self, url: str) -> tuple[str, int | str, int] | None:
        """What is the same for all aliases of one page: (kind, number or name, page).

        ``None`` for addresses that name no page that is known.
        """
        named = self.parse(url)
        if named is None:
            return None
        if named.kind in self.single:
            return (named.kind, 0, 1)
        identity = getattr(named, self.identities.get(named.kind, ""), None) or named.name
        kind = named.kind if named.part == 1 else f"{named.kind}-part-{named.part}"
        return None if identity is None else (kind, identity, named.page)

    def owns(self, url: str) -> bool:
        """Whether a full address is of this site.

        That is, of the same host and port (``http`` or ``https``, ``www.`` or not), below its path; or below
        another base of it that was taken in.
        """
        return self._base_at(url) is not None

    def is_on(self, url: str) -> bool:
        """Whether a full address is of a server that the site is on, below its path or not: a host and a port."""
        there = place_of(url)
        return there is not None and any(there == place(base) for base in self._bases)

    def may_be_on(self, url: str) -> bool:
        """Whether a full address is of a server that the site is on, or may turn out to be, since the user names it."""
        return self.is_on(url) or place_of(url) in self._named or (self._any and hosts.related(self.base, url))

    def name_hosts(self, names: Iterable[str]) -> None:
        """Let the site be on hosts that the user names, too, where its pages lead there; ``*``: any of its domain.

        >>> from harvester.engines import table
        >>> site = table.named("discuz").site.of("https://www.example.com/")
        >>> there = "https://bbs.example.com/thread-9-1-1.html"
        >>> site.moved("https://www.example.com/thread-9-1-1.html", there)
        False
        >>> site.name_hosts(["bbs.example.com"])
        >>> site.moved("https://www.example.com/thread-9-1-1.html", there)
        True
        """
        given = list(names)
        self._any = hosts.ANY in given
        self._named = frozenset(place_of(f"http://{name}/") for name in given if name != hosts.ANY) - {None}

    def _base_at(self, url: str) -> SplitResult | None:
        """The base that an address stands below; of several, the longest."""
        parts = split(url)
        if parts is None or parts.scheme.lower() not in ("http", "https"):
            return None
        there = place(parts)
        found = (base for base in self._bases if there == place(base))
        below = (base for base in found if f"{parts.path}/".startswith(base.path))
        return max(below, key=lambda base: len(base.path), default=None)

    def below(self, url: str) -> str:
        """The part of an address of this site after its base, without the fragment; ``""`` of another site's."""
        parts, base = split(url), self._base_at(url)
        if parts is None or base is None:
            return ""
        path = parts.path[len(base.path) :]
        return f"{path}?{parts.query}" if parts.query else path

    def also_at(self, base: str) -> None:
        """Take in another base of the site: what stands below it are aliases of the pages below its own."""
        parts = urlsplit(base)
        if all((place(parts), parts.path) != (place(known), known.path) for known in self._bases):
            self._bases.append(parts)

    def move_to(self, base: str) -> None:
        """Write all addresses below another base from now on; those below the old one are aliases."""
        self.also_at(base)
        self.base = base

    def widen(self, base: str) -> None:
        """Take the folder that a page's links start from for the base, where the site was named by a page deeper down.

        ``https://h/f/2/`` may be a board of the forum at ``https://h/``: no address tells.
        """
        folder = hosts.folder_of(base)
        if folder != self.base and self.base.startswith(folder):
            self.base, self._bases = folder, [urlsplit(folder)]

    def see(self, page: Page) -> None:
        """Take in the other hosts that a page of the site evidently has, too."""
        there = hosts.canonical(page)
        if there is not None and not self.owns(there) and (base := self._base_there(page.url, there)):
            self.also_at(base)
        stated = hosts.stated_base(page)
        if stated is not None and not self.owns(stated) and self.may_be_on(stated):
            self.also_at(stated)

    def take_in(self, urls: Iterable[str]) -> set[str]:
        """Take in the hosts that the forum's own list of boards is on; all on one other: it is there.

        Returns the bases on hosts of the same domain that nobody named, where some of the boards are, too.
        """
        urls = list(urls)
        away = [url for url in urls if not self.owns(url)]
        found = hosts.bases_of_boards(away, self.stock)
        bases = {base for base in found if self.may_be_on(base)}
        for base in bases:
            self.also_at(base)
        if len(bases) == 1 and len(away) == len(urls):
            self.move_to(next(iter(bases)))
        return {base for base in found - bases if hosts.related(self.base, base)}

    def moved(self, here: str, there: str) -> bool:
        """Whether a redirect leads to the same page below another base, where the site then writes its addresses."""
        base = self._base_there(here, there)
        if base is None or base == self.base:
            return False
        self.move_to(base)
        return True

    def _base_there(self, here: str, there: str) -> str | None:
        if not self.may_be_on(there):
            return None
        return hosts.base_there(here, there.partition("#")[0], self.below(here), self.stock)


def _authority(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    port = _port(parts)
    shown_host = f"[{host}]" if ":" in host else host
    return shown_host if port is None else f"{shown_host}:{port}"


def _port(parts: SplitResult) -> int | None:
    """The port, where it is not the usual one of the scheme."""
    port = parts.port
    return None if port == {"http": 80, "https": 443}[parts.scheme.lower()] else port
