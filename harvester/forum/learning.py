"""A forum whose links show how it writes the addresses of its boards and threads."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Mapping

from harvester.forum.forms import Forms
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.site import Site


class LearningSite(Site):
    """Reads and writes addresses in the form of the site's own links; an engine says which forms its software has.

    >>> from harvester.engines import table
    >>> site = table.named("discuz").site.of("https://bbs.example.com/")
    >>> site.learn(["https://bbs.example.com/thread-7-1-1.html"])
    >>> site.thread_url(9)
    'https://bbs.example.com/thread-9-1-1.html'
    """

    def __init__(self, base: str, name: str = "") -> None:
        super().__init__(base, name)
        self._forms = self._new_forms()

    @staticmethod
    @abstractmethod
    def _new_forms() -> Forms:
        """The forms that the software has before any link of a site was seen."""

    @staticmethod
    @abstractmethod
    def _pages_of(page: Page) -> Mapping[int, str]:
        """The addresses in a page's pager, by page number."""

    def _example(self, kind: str, identity: int, url: str, page: int) -> None:
        """Learn from an address of this site."""
        self._forms.learn(kind, identity, self.below(url), page)

    def parse(self, url: str) -> PageName | None:
        """What a full address names, in the site's own forms too; ``None`` where it is not of this site, or unknown."""
        if not self.owns(url):
            return None
        below = self.below(url)
        own = self._forms.read(below)
        if own is None:
            named = self.stock(url)
            # Any folder looks like an index, but only the site's own is one.
            return None if named == PageName("index") and "/" in below.partition("?")[0] else named
        if own.kind == "board":
            return PageName("board", fid=own.identity, page=own.page)
        return PageName("thread", tid=own.identity, page=own.page)

    def forms(self) -> dict[str, str]:
        """The form of each kind of address, as a template."""
        return {kind: self._forms.form(kind).template for kind in self._forms.kinds}

    def recall(self, forms: Mapping[str, str]) -> None:
        """Use what an earlier run learned."""
        for kind in self._forms.kinds:
            if kind in forms:
                self._forms.recall(kind, forms[kind])

    def learn(self, urls: Iterable[str]) -> None:
        """Learn how the site writes addresses; ``urls`` are full addresses from links in its pages."""
        for url in urls:
            named = self.parse(url)
            if named is not None and named.kind in self._forms.kinds:
                identity = named.fid if named.kind == "board" else named.tid
                if identity is not None:
                    self._example(named.kind, identity, url, named.page)

    def learn_link(self, kind: str, identity: int, url: str, page: int = 1) -> None:
        """Learn how the site writes the address of a board or thread whose number another part of the page gives."""
        named = self.stock(url)
        another = named is not None and named.kind not in (kind, "index")
        if self.owns(url) and not another:
            self._example(kind, identity, url, page)

    def learn_pages(self, page: Page, name: PageName) -> None:
        """Learn how a pager writes the addresses of the other pages."""
        identity = name.tid or name.fid
        if identity is not None and name.kind in self._forms.kinds:
            for number, url in self._pages_of(page).items():
                self.learn_link(name.kind, identity, url, number)

    def board_url(self, fid: int, page: int = 1) -> str:
        """The canonical address of a list page."""
        return self.base + self._forms.write("board", fid, page)

    def thread_url(self, tid: int, page: int = 1) -> str:
        """The canonical address of a thread page."""
        return self.base + self._forms.write("thread", tid, page)
