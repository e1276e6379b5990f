"""A forum at its address: which servers it is on, what belongs to it, and the addresses of its pages.

Here is what all engines share: hosts and folders, their aliases, moves. An engine's own class adds how
addresses are read and written (:meth:`Site.stock`, :meth:`Site.parse`, :meth:`Site.board_url`,
:meth:`Site.thread_url`) and how a page is read (:meth:`Site.read`); all else has a default that an engine may keep.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar, Self
from urllib.parse import SplitResult, urlsplit

from harvester.forum import hosts
from harvester.forum.authority import flaw, names_user, place, place_of, shown, split
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked, Door, Reading
from harvester.forum.skin import Skin, SkinError


class Site(ABC):
    """A forum at its address.

    ``base`` is the address below which its pages are, with a slash at the end (``https://host:8080/bbs/``).
    ``name`` is the same without scheme and slash, as first given: a site that moves to another base, or has
    several, keeps its name, which is also that of its harvest.

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
    #: Matches the part of an address after the base, which is cut off to find the base.
    below_base: ClassVar[re.Pattern[str]] = re.compile(r"(?!)")
    #: The number of a :class:`~harvester.forum.names.PageName` that identifies a page of each kind; and the kinds with
    #: only one page.
    identities: ClassVar[Mapping[str, str]] = {"category": "gid", "board": "fid", "thread": "tid", "post": "pid"}
    single: ClassVar[frozenset[str]] = frozenset({"index"})

    def __init__(self, base: str, name: str = "") -> None:
        self.base = base
        self.name = name or _name(base)
        self._bases = [urlsplit(base)]
        self._named: frozenset[tuple[str, int | None] | None] = frozenset()
        self._any = False

    @classmethod
    def base_of(cls, url: str) -> str:
        """The base of the forum that ``url`` belongs to, as far as the address shows.

        Raises :class:`ValueError` if it is not a web address with a host, or names a user.
        """
        if names_user(url) or flaw(url.strip()):
            raise ValueError(f"not a web address: {shown(url)}")
        parts = urlsplit(url.strip())
        path = cls.below_base.sub("", parts.path)
        folder = path[: path.rfind("/") + 1] or "/"
        return f"{parts.scheme.lower()}://{_authority(parts)}{folder}"

    @classmethod
    def name_of(cls, url: str) -> str:
        """The name of the site that ``url`` belongs to. Raises :class:`ValueError` as :meth:`base_of` does."""
        return _name(cls.base_of(url))

    @classmethod
    def of(cls, url: str, name: str = "") -> Self:
        """The site that ``url`` belongs to. Raises :class:`ValueError` as :meth:`base_of` does."""
        return cls(cls.base_of(url), name)

    # --- what every engine has to define ------------------------------------------------

    @staticmethod
    @abstractmethod
    def stock(url: str) -> PageName | None:
        """What an address names in the forms that all forums of the engine understand, whatever the forum.

        ``None`` if it has none of these forms. The address of any folder counts as an index.
        """

    @staticmethod
    def is_gone(url: str) -> bool:  # noqa: ARG004 - for engines
        """Whether a redirect to this address means that the requested thread does not exist."""
        return False

    @staticmethod
    def is_narrowed(url: str) -> bool:  # noqa: ARG004 - for engines
        """Whether an address shows only a part of its page, such as one author's posts, or another order."""
        return False

    @staticmethod
    def is_mobile(url: str) -> bool:  # noqa: ARG004 - for engines
        """Whether an address asks for its page as telephones show it."""
        return False

    @abstractmethod
    def parse(self, url: str) -> PageName | None:
        """What a full address names, in the site's own forms too; ``None`` if it is not of this site, or unknown.

        All aliases of a page have one name, except in parts that :meth:`key` leaves out.
        """

    @abstractmethod
    def board_url(self, fid: int, page: int = 1) -> str:
        """The canonical address of a list page."""

    @abstractmethod
    def thread_url(self, tid: int, page: int = 1) -> str:
        """The canonical address of a thread page."""

    @abstractmethod
    def read(self, page: Page, asked: Asked) -> Reading:
        """Read a page, whatever it is. Called once per page.

        A notice is a notice whatever the status. Of a page with a status of 400 or more, or requested as a
        :data:`~harvester.forum.names.DOOR`, only a notice is read. A page requested without a number (``asked.name``
        has neither ``tid`` nor ``fid``) may be a thread or a list, which then gives its own number. A board may turn
        out to be a category, an :class:`IndexPage`.
        """

    # --- what an engine may define ------------------------------------------------------

    def lay(self, skin: Skin | None) -> None:
        """Use the user's own selectors. Raises :class:`~harvester.forum.skin.SkinError` for those it cannot use."""
        if skin is not None:
            raise SkinError("base", f"pages of {self.engine} take no layout")

    def forms(self) -> dict[str, str]:
        """The forms of the site's addresses by kind of page, as far as learned; the store keeps them."""
        return {}

    def recall(self, forms: Mapping[str, str]) -> None:  # noqa: B027 - for engines
        """Use what :meth:`forms` returned in an earlier run; unknown kinds are ignored."""

    def learn(self, urls: Iterable[str]) -> None:  # noqa: B027 - for engines
        """Learn how the site writes addresses; ``urls`` are full addresses from links in its pages."""

    def learn_link(self, kind: str, identity: int, url: str, page: int = 1) -> None:  # noqa: B027 - for engines
        """Learn how the site writes the address of a ``board`` or ``thread`` whose number is known from elsewhere.

        ``url`` is a link to it, and ``page`` the page of it that the link leads to.
        """

    def learn_pages(self, page: Page, name: PageName) -> None:  # noqa: B027 - for engines
        """Learn how the pager of the page ``name`` writes the addresses of the other pages."""

    def plain_list_url(self, fid: int, page: int = 1) -> str:
        """The address of a list page with times, for boards whose own list has none (``ListPage.timeless``)."""
        return self.board_url(fid, page)

    def oldest_first_url(self, tid: int, page: int, layout: str) -> str | None:  # noqa: ARG002 - for engines
        """The address of a thread page with the oldest posts first, since a board may reverse the order.

        ``layout`` is that of the thread's page. ``None``: no address sets the order.
        """
        return None

    def doors(self, version: str | None, fid: int | None) -> Iterator[Door]:  # noqa: ARG002 - for engines
        """The other ways to the threads of the forum, in this version, and to those of one of its boards."""
        yield from ()

    def opens(self, door: Door, page: Page) -> bool:  # noqa: ARG002 - for engines
        """Whether the page at a door's address is what it should be."""
        return False

    # --- what all engines share -----------------------------------------------------------

    def key(self, url: str) -> tuple[str, int | str, int] | None:
        """A key that all aliases of a page share: (kind, number or name, page).

        ``None`` for addresses that do not name a known page.
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
        """Whether a full address belongs to this site.

        That is, it has the same host and port (``http`` or ``https``, ``www.`` or not) and is below the site's path, or
        it is below another base that was added.
        """
        return self._base_at(url) is not None

    def is_on(self, url: str) -> bool:
        """Whether a full address is on one of the site's servers (host and port), below its path or not."""
        there = place_of(url)
        return there is not None and any(there == place(base) for base in self._bases)

    def may_be_on(self, url: str) -> bool:
        """Whether a full address is on one of the site's servers, or on one that the user named as the site's."""
        return self.is_on(url) or place_of(url) in self._named or (self._any and hosts.related(self.base, url))

    def name_hosts(self, names: Iterable[str]) -> None:
        """Allow the site to be on further hosts, if its pages lead there; ``*``: on any host of its domain.

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
        """The base that an address is below; the longest if there are several."""
        parts = split(url)
        if parts is None or parts.scheme.lower() not in ("http", "https"):
            return None
        there = place(parts)
        found = (base for base in self._bases if there == place(base))
        below = (base for base in found if f"{parts.path}/".startswith(base.path))
        return max(below, key=lambda base: len(base.path), default=None)

    def below(self, url: str) -> str:
        """The part of an address after the site's base, without the fragment; ``""`` for another site's."""
        parts, base = split(url), self._base_at(url)
        if parts is None or base is None:
            return ""
        path = parts.path[len(base.path) :]
        return f"{path}?{parts.query}" if parts.query else path

    def also_at(self, base: str) -> None:
        """Add another base of the site: addresses below it are aliases of those below the first."""
        parts = urlsplit(base)
        if all((place(parts), parts.path) != (place(known), known.path) for known in self._bases):
            self._bases.append(parts)

    def move_to(self, base: str) -> None:
        """Write all addresses below another base from now on; those below the old one become aliases."""
        self.also_at(base)
        self.base = base

    def widen(self, base: str) -> None:
        """Use the folder that a page's links start from as the base, if the site was named by a page below it.

        ``https://h/f/2/`` may be a board of the forum at ``https://h/``: the address does not say.
        """
        folder = hosts.folder_of(base)
        if folder != self.base and self.base.startswith(folder):
            self.base, self._bases = folder, [urlsplit(folder)]

    def see(self, page: Page) -> None:
        """Add the other hosts on which a page of the site evidently is."""
        there = hosts.canonical(page)
        if there is not None and not self.owns(there) and (base := self._base_there(page.url, there)):
            self.also_at(base)
        stated = hosts.stated_base(page)
        if stated is not None and not self.owns(stated) and self.may_be_on(stated):
            self.also_at(stated)

    def take_in(self, urls: Iterable[str]) -> set[str]:
        """Add the hosts in the forum's own list of boards; if all boards are on one other host, move there.

        Returns the bases of boards on hosts of the same domain that the user did not name.
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
        """Whether a redirect leads to the same page below another base; if so, the site moves there."""
        base = self._base_there(here, there)
        if base is None or base == self.base:
            return False
        self.move_to(base)
        return True

    def _base_there(self, here: str, there: str) -> str | None:
        if not self.may_be_on(there):
            return None
        return hosts.base_there(here, there.partition("#")[0], self.below(here), self.stock)


def _name(base: str) -> str:
    return base.removeprefix("https://").removeprefix("http://").rstrip("/")


def _authority(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    port = _port(parts)
    shown_host = f"[{host}]" if ":" in host else host
    return shown_host if port is None else f"{shown_host}:{port}"


def _port(parts: SplitResult) -> int | None:
    """The port; ``None`` if it is the scheme's default."""
    port = parts.port
    return None if port == {"http": 80, "https": 443}[parts.scheme.lower()] else port
