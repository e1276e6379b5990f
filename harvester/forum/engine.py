"""What a forum engine is: how it recognises itself, what it makes of an address and of a page.

An engine is a folder with one :class:`Engine`, found by the entry point group ``harvester.engines``. Nothing outside
that folder knows its markup, its wordings or its addresses; nothing in it asks a server, keeps anything, or knows the
crawl. Why these parts:

- :class:`Engine` says what software a page is of. An address does not say: two engines may both write ``thread-2-2``.
- :class:`~harvester.forum.site.Site` is one forum, with what is learned of it: sites choose the form of their
  addresses, so that reading and writing them needs a memory.
- One method reads pages, and says what a page *is*, because the answer to a request may be anything: a notice with
  status 200, a category under a board's address, the newest threads in the place of an index.
- :class:`Source` is a cheaper way to the same threads. What it leaves out is the engine's to know; when it is used is
  the crawl's business.
- :class:`LoginPages` reads who a page was made for, and the form to log in by. Nothing here fills a form in.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from harvester.forum.marks import Marks
from harvester.forum.model import Row, ThreadPage
from harvester.forum.page import Page
from harvester.forum.plain import differences, mark
from harvester.forum.site import Asked, Door, Reading, Said, Site

__all__ = [
    "Asked", "Door", "Engine", "LoginForm", "LoginPages", "Reading", "Said", "Site", "Software", "Source", "Viewer",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Software:
    """What runs a forum: its name as people know it, and the version, where a page names it.

    >>> Software("Discuz!", "X3.4")
    Software(name='Discuz!', version='X3.4')
    """

    name: str
    version: str | None = None


class Source(ABC):
    """A cheaper way to a forum's threads: the same first posts in smaller pages, with less around them.

    Its pages come to :meth:`harvester.forum.site.Site.read` with ``asked.source`` set to its name; the threads that
    are read off them have that name as their ``layout``.

    >>> from harvester.engines import table
    >>> archiver = table.named("discuz").source("archiver")
    >>> archiver.name, archiver.shows(Row(7, "A poll", "", flags=("poll",)))
    ('archiver', False)
    """

    #: What ``-a source=`` calls it, and what people call it, behind "the".
    name: ClassVar[str]

    @abstractmethod
    def url(self, site: Site, tid: int, page: int = 1) -> str:
        """The address of a thread page in this source."""

    @abstractmethod
    def shows(self, row: Row) -> bool:
        """Whether it can show a thread in full, as far as the thread's list row tells."""

    @abstractmethod
    def unfit(self, page: Page, thread: ThreadPage) -> str | None:
        """Why its page does not do for a thread, in words; ``None`` where it does."""

    def mark(self, thread: ThreadPage) -> bytes:
        """What is the same off either page of a thread until its first post changes, as a short hash."""
        return mark(thread)

    def differences(self, thread: ThreadPage, here: ThreadPage) -> list[str]:
        """What its page ``here`` shows otherwise than the thread's own page; empty where it can stand for that."""
        return differences(thread, here)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who a page was made for; ``uid`` is ``None`` where it does not say the member's number.

    >>> Viewer(member=True, uid=7)
    Viewer(member=True, uid=7)
    """

    member: bool
    uid: int | None = None


@dataclass(frozen=True, slots=True)
class LoginForm:
    """A login form: where it goes, its fields as the page fills them in, and what its two own fields are called.

    ``asks``: what it wants besides name and password and no program should give; ``None``: nothing. ``sent``: what a
    browser sends of the button that is pressed.

    >>> form = LoginForm("https://bbs.example.com/login", {"formhash": "1a2b"}, user="name")
    >>> form.filled("me", "secret")
    {'formhash': '1a2b', 'name': 'me', 'password': 'secret'}
    """

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    asks: str | None = None
    user: str = "username"
    password: str = "password"  # noqa: S105 - the name of a field
    sent: dict[str, str] = field(default_factory=dict)

    def filled(self, user: str, password: str) -> dict[str, str]:
        """All fields, for a user."""
        return self.fields | {self.user: user, self.password: password} | self.sent


class LoginPages:
    """What pages say of logging in; this one reads nothing, for engines without it.

    >>> LoginPages().form(Page("<form></form>", "https://bbs.example.com/")) is None
    True
    """

    def viewer_of(self, page: Page) -> Viewer | None:  # noqa: ARG002 - for engines
        """Who a page was made for; ``None`` where it does not say. What members can write counts for nothing."""
        return None

    def address(self, page: Page) -> str | None:  # noqa: ARG002 - for engines
        """The address of the page with the login form, where this page links to it or is it."""
        return None

    def form(self, page: Page) -> LoginForm | None:  # noqa: ARG002 - for engines
        """The form of a login page; ``None``: there is none."""
        return None

    def refusal(self, page: Page) -> str:  # noqa: ARG002 - for engines
        """What the forum says to a login that it does not take, in its own words, cut short."""
        return ""

    def is_login(self, url: str) -> bool:  # noqa: ARG002 - for engines
        """Whether a full address is of the page with the login form: sent there, a visitor has to log in."""
        return False

    def is_cookie(self, name: str) -> bool:  # noqa: ARG002 - for engines
        """Whether a cookie of this name means that a member is logged in."""
        return False


class Engine(ABC):
    """A kind of forum software. One object serves all forums: it keeps nothing of any.

    >>> from harvester.engines import table
    >>> discuz = table.named("discuz")
    >>> discuz.site.of("https://bbs.example.com/forum-2-1.html").thread_url(7)
    'https://bbs.example.com/forum.php?mod=viewthread&tid=7'
    >>> discuz.recognise(Page("<p>Powered by Discuz! X3.4</p>", "https://bbs.example.com/"))
    Software(name='Discuz!', version='X3.4')
    """

    #: What ``-a engine=`` and the sites file call it, and the field ``engine`` of each line.
    name: ClassVar[str]
    #: What people call the software.
    title: ClassVar[str]
    #: Its forums.
    site: ClassVar[type[Site]]
    #: Its cheaper sources, the best first.
    sources: ClassVar[Sequence[Source]] = ()
    #: The line in which a page says the zone that its times are in and what time it is: group 1 is the offset to GMT
    #: (``+8``), group 2 the clock.
    clock: ClassVar[re.Pattern[str] | None] = None
    #: What its pages say of logging in.
    login: ClassVar[LoginPages] = LoginPages()
    #: By what its pages are found in archives; ``None``: they are not looked for.
    marks: ClassVar[Marks | None] = None

    @abstractmethod
    def recognise(self, page: Page) -> Software | None:
        """What runs the forum that a page is of, whatever page and under whatever address; ``None``: another engine.

        Asked of notices too, and of pages of other software: it goes by what only this one writes.
        """

    def source(self, name: str) -> Source | None:
        """The cheaper source of a name."""
        return next((source for source in self.sources if source.name == name), None)
