"""A forum at its address: the addresses of its pages, and what each page is.

Where it is, all engines share (:class:`~harvester.forum.located.Located`). An engine's own class adds how addresses are
read and written (:meth:`Site.stock`, :meth:`Site.parse`, :meth:`Site.board_url`, :meth:`Site.thread_url`) and how a
page is read (:meth:`Site.read`); all else has a default that an engine may keep.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from typing import ClassVar

from harvester.forum.located import Located
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked, Door, Reading
from harvester.forum.skin import Skin, SkinError


class Site(Located):
    """A forum at its address, and its pages.

    >>> from harvester.engines import table
    >>> site = table.named("discuz").site.of("https://www.example.com/bbs/forum.php")
    >>> site.key("https://example.com/bbs/thread-9-2-1.html"), site.key(site.thread_url(9, 2))
    (('thread', 9, 2), ('thread', 9, 2))
    """

    #: The engine's name.
    engine: ClassVar[str]
    #: The number of a :class:`~harvester.forum.names.PageName` that identifies a page of each kind; and the kinds with
    #: only one page.
    identities: ClassVar[Mapping[str, str]] = {"category": "gid", "board": "fid", "thread": "tid", "post": "pid"}
    single: ClassVar[frozenset[str]] = frozenset({"index"})

    # --- what every engine has to define ------------------------------------------------

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

    def lay(self, skin: Skin | None) -> None:
        """Use the user's own selectors. Raises :class:`~harvester.forum.skin.SkinError` for those it cannot use."""
        if skin is not None:
            raise SkinError("base", f"pages of {self.engine} take no layout")

    def forms(self) -> dict[str, str]:
        """The forms of the site's addresses by kind of page, as far as learned; the store keeps them."""
        return {}

    def recall(self, forms: Mapping[str, str]) -> None:
        """Use what :meth:`forms` returned in an earlier run; unknown kinds are ignored."""

    def learn(self, urls: Iterable[str]) -> None:
        """Learn how the site writes addresses; ``urls`` are full addresses from links in its pages."""

    def learn_link(self, kind: str, identity: int, url: str, page: int = 1) -> None:
        """Learn how the site writes the address of a ``board`` or ``thread`` whose number is known from elsewhere.

        ``url`` is a link to it, and ``page`` the page of it that the link leads to.
        """

    def learn_pages(self, page: Page, name: PageName) -> None:
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

    # --- what follows from that -----------------------------------------------------------

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
