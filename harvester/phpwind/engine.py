"""phpwind as an engine: the part of this folder that other rooms use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from harvester.forum.engine import Engine, Site, Software, Source
from harvester.forum.model import Row, ThreadPage
from harvester.forum.page import Page
from harvester.phpwind.about import is_of_phpwind, version_of
from harvester.phpwind.login import PhpwindLogin
from harvester.phpwind.marks import MARKS
from harvester.phpwind.simple import FILE, SIMPLE
from harvester.phpwind.site import PhpwindSite

#: Flags of list rows whose threads the plain pages show only in part.
_MARKED = frozenset({"attachments", "pictures", "poll"})


class Simple(Source):
    """The forum's plain pages (8.x)."""

    name = SIMPLE

    def url(self, site: Site, tid: int, page: int = 1) -> str:
        """The address of a thread's plain page."""
        assert isinstance(site, PhpwindSite)  # noqa: S101 - an engine's source is asked for its own sites
        return site.simple_url(tid, page)

    def shows(self, row: Row) -> bool:
        """Whether a row mentions nothing that the plain pages omit, or that they should not show."""
        return not (_MARKED & set(row.flags)) and row.price is None and row.readperm is None

    def unfit(self, page: Page, thread: ThreadPage) -> str | None:  # noqa: ARG002 - the protocol's
        """Why its page is not enough for a thread; ``None`` if it is."""
        message = thread.posts[0].message
        if not message.text or message.notices:
            return "the post or a part of it is kept back"
        return "a picture or a file is shown as its number" if FILE.search(message.text) else None

    def differences(self, thread: ThreadPage, here: ThreadPage) -> list[str]:
        """What its page shows differently from the thread's own page; its times have no seconds."""
        found = super().differences(thread, here)
        own, plain = thread.posts[0].published, here.posts[0].published
        same = own is not None and plain is not None and own.replace(second=0) == plain.replace(second=0)
        return [what for what in found if what != "time" or not same]


class Phpwind(Engine):
    """phpwind 8 and 9.

    >>> engine = Phpwind()
    >>> engine.recognise(Page('<meta name="generator" content="phpwind v8.7(20110913)">', "http://h/"))
    Software(name='phpwind', version='8.7')
    >>> engine.site.of("https://h/bbs/read-htm-tid-7.html").thread_url(7)
    'https://h/bbs/read.php?tid=7'
    """

    name = "phpwind"
    title = "phpwind"
    site = PhpwindSite
    sources: ClassVar[Sequence[Source]] = (Simple(),)
    login = PhpwindLogin()
    marks = MARKS

    def recognise(self, page: Page) -> Software | None:
        """The software of a page: the one that it names, otherwise by scripts and ids."""
        return Software(self.title, version_of(page)) if is_of_phpwind(page) else None
