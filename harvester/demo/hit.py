"""One hit: everything that an answer is made with besides what it shows."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime

from harvester.demo import dates
from harvester.demo.addresses import Links, href
from harvester.demo.markup import Words, escape
from harvester.demo.model import Content, Member
from harvester.demo.templates import Templates
from harvester.demo.versions import Version


@dataclass(slots=True)
class Hit:
    """An answer being made. ``meta`` is the line that declares the charset, or nothing.

    ``rng`` makes each hit of a page differ: form hash, noise, element ids, signatures.
    """

    content: Content
    templates: Templates
    links: Links
    version: Version
    words: Words
    now: datetime
    base: str
    meta: str
    rng: random.Random
    formhash: str = field(init=False)

    def __post_init__(self) -> None:
        self.formhash = self.token(8)

    def token(self, length: int) -> str:
        """A random hexadecimal word."""
        return "".join(self.rng.choices("0123456789abcdef", k=length))

    def fill(self, piece: str, /, **values: object) -> str:
        """A piece of the layout, filled."""
        return self.templates.fill(piece, release=self.version.release, **values)

    def time(self, moment: datetime, form: dates.Format) -> str:
        """A time as pages show it."""
        return dates.shown(moment, self.now, form, self.words) if self.version.relative else form(moment)

    @property
    def post_time(self) -> dates.Format:
        """How exact the times of posts are."""
        return dates.second if self.version.seconds else dates.minute

    def board_url(self, fid: int, page: int = 1) -> str:
        """A board's address, as it stands in an ``href``."""
        return href(self.links.board(fid, page))

    def thread_url(self, tid: int, page: int = 1, list_page: int = 1) -> str:
        """A thread's address, as it stands in an ``href``."""
        return href(self.links.thread(tid, page, list_page))

    def canonical(self, tid: int) -> str:
        """The address of a thread that the pages call canonical, as it stands in an ``href``."""
        return href(self.links.canonical(tid))

    def member(self, piece: str, member: Member, *, anonymous: bool = False) -> str:
        """A member's name linked by ``piece``, or the anonymous one's wording."""
        if anonymous:
            return self.fill("anonymous")
        return self.fill(piece, url=href(self.links.member(member.uid)), name=escape(member.name))
