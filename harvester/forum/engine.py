"""What a forum engine is: how it recognises itself, and how it reads addresses and pages.

An engine is a folder with one :class:`Engine`, found by the entry point group ``harvester.engines``. Nothing outside
that folder knows its markup, its wordings or its addresses. Nothing in it makes requests, keeps anything, or knows the
crawl. Why these parts:

- :class:`Engine` says which software made a page. An address does not: two engines may both write ``thread-2-2``.
- :class:`~harvester.forum.site.Site` is one forum, with what is learned about it: sites choose the form of their
  addresses, so reading and writing them needs a memory.
- One method reads pages and says what a page *is*, because the answer to a request may be anything: a notice with
  status 200, a category under a board's address, the newest threads in place of an index.
- :class:`Source` is a cheaper way to the same threads. The engine knows what it leaves out; the crawl decides when to
  use it.
- :class:`LoginPages` reads for whom a page was made, and the login form. Nothing here fills in a form.
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
from harvester.forum.reading import Asked, Door, Reading, Said
from harvester.forum.site import Site

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

    Its pages are passed to :meth:`harvester.forum.site.Site.read` with ``asked.source`` set to its name; threads read
    off them have that name as their ``layout``.

    >>> from harvester.engines import table
    >>> archiver = table.named("discuz").source("archiver")
    >>> archiver.name, archiver.shows(Row(7, "A poll", "", flags=("poll",)))
    ('archiver', False)
    """

    #: Its name in ``-a source=``, and in messages, after "the".
    name: ClassVar[str]

    @abstractmethod
    def url(self, site: Site, tid: int, page: int = 1) -> str:
        """The address of a thread page in this source."""

    @abstractmethod
    def shows(self, row: Row) -> bool:
        """Whether it can show a thread in full, as far as the thread's list row says."""

    @abstractmethod
    def unfit(self, page: Page, thread: ThreadPage) -> str | None:
        """Why its page cannot stand for the thread's, in words; ``None`` where it can."""

    def mark(self, thread: ThreadPage) -> bytes:
        """A short hash that is the same for both pages of a thread until its first post changes."""
        return mark(thread)

    def differences(self, thread: ThreadPage, here: ThreadPage) -> list[str]:
        """What its page ``here`` shows differently from the thread's own page; empty where it can replace that."""
        return differences(thread, here)


@dataclass(frozen=True, slots=True)
class Viewer:
    """For whom a page was made; ``uid`` is ``None`` where the page does not give the member's number.

    >>> Viewer(member=True, uid=7)
    Viewer(member=True, uid=7)
    """

    member: bool
    uid: int | None = None


@dataclass(frozen=True, slots=True)
class LoginForm:
    """A login form: where it is sent, its fields with the page's values, and the names of those for user and password.

    ``asks``: what it wants besides these that no program should give; ``None`` for nothing. ``sent``: what a browser
    sends for the button that is pressed.

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
        """All fields with their values, for a user."""
        return self.fields | {self.user: user, self.password: password} | self.sent


class LoginPages:
    """What pages say about logging in; this class reads nothing, for engines without a login.

    >>> LoginPages().form(Page("<form></form>", "https://bbs.example.com/")) is None
    True
    """

    def viewer_of(self, page: Page) -> Viewer | None:  # noqa: ARG002 - for engines
        """For whom a page was made; ``None`` where it does not say. What members can write must not count."""
        return None

    def address(self, page: Page) -> str | None:  # noqa: ARG002 - for engines
        """The address of the page with the login form, if this page is it or links to it; otherwise ``None``."""
        return None

    def form(self, page: Page) -> LoginForm | None:  # noqa: ARG002 - for engines
        """The form of a login page; ``None`` if there is none."""
        return None

    def refusal(self, page: Page) -> str:  # noqa: ARG002 - for engines
        """What the forum says when it rejects a login, in its own words, cut short."""
        return ""

    def is_login(self, url: str) -> bool:  # noqa: ARG002 - for engines
        """Whether a full address is that of the page with the login form: a redirect there asks for a login."""
        return False

    def is_cookie(self, name: str) -> bool:  # noqa: ARG002 - for engines
        """Whether a cookie of this name means that a member is logged in."""
        return False


class Engine(ABC):
    """A kind of forum software. One object serves all forums, and keeps nothing about any of them.

    >>> from harvester.engines import table
    >>> discuz = table.named("discuz")
    >>> discuz.site.of("https://bbs.example.com/forum-2-1.html").thread_url(7)
    'https://bbs.example.com/forum.php?mod=viewthread&tid=7'
    >>> discuz.recognise(Page("<p>Powered by Discuz! X3.4</p>", "https://bbs.example.com/"))
    Software(name='Discuz!', version='X3.4')
    """

    #: Its name in ``-a engine=``, in the sites file, and in the field ``engine`` of each line.
    name: ClassVar[str]
    #: The software's name, for people.
    title: ClassVar[str]
    #: The class of its forums.
    site: ClassVar[type[Site]]
    #: Its cheaper sources, the best first.
    sources: ClassVar[Sequence[Source]] = ()
    #: The line in which a page says its zone and the time: group 1 is the offset from GMT (``+8``), group 2 the
    #: time.
    clock: ClassVar[re.Pattern[str] | None] = None
    #: What its pages say about logging in.
    login: ClassVar[LoginPages] = LoginPages()
    #: The marks by which its pages are found in archives; ``None``: they are not searched for.
    marks: ClassVar[Marks | None] = None

    @abstractmethod
    def recognise(self, page: Page) -> Software | None:
        """The software that made a page, whatever its kind and its address; ``None`` if it is another engine's.

        It is also asked about notices and about pages of other software, so it goes by what only this engine writes.
        """

    def source(self, name: str) -> Source | None:
        """The cheaper source of this name; ``None`` if there is none."""
        return next((source for source in self.sources if source.name == name), None)
