"""The engine: who a page is of, what an address names, and what a page is."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import ClassVar
from urllib.parse import urlsplit

from harvester.forum.ending import ending_of
from harvester.forum.engine import Asked, Engine, Reading, Said, Site, Software
from harvester.forum.model import IndexPage, ListPage, Unknown
from harvester.forum.names import DOOR, PageName
from harvester.forum.page import Page
from harvester.forum.signs import Signs
from harvester.windmill.reading import BANNED, MARKS, board_links, notice_of, read_list, read_thread

#: Where the boards are; the front page has the newest threads of all.
INDEX = "index.php?m=forumlist"
#: ``thread-2``, ``read-7-3``; whatever else is behind it is another view, or where the reader came from.
_PAGE = re.compile(r"/(thread|read)-(\d{1,9})(?:-(\d{1,6}))?$")
_VERSION = re.compile(r"Windmill(?: v(\d[\d.]*))?")


class WindmillSite(Site):
    """A forum of Windmill: its addresses have one form, so there is nothing to learn."""

    engine: ClassVar[str] = "windmill"

    @staticmethod
    def stock(url: str) -> PageName | None:
        """What an address names, of whatever forum; ``read-7-e``, the last page, does not say which it is."""
        parts = urlsplit(url)
        if found := _PAGE.search(parts.path):
            kind, number, page = found[1], int(found[2]), int(found[3] or 1)
            return (
                PageName("board", fid=number, page=page)
                if kind == "thread"
                else PageName("thread", tid=number, page=page)
            )
        if parts.path.endswith(("/", "/index.php")) and parts.query in ("", "m=forumlist"):
            return PageName("index")
        return None

    def parse(self, url: str) -> PageName | None:
        """What an address of this site names."""
        named = self.stock(url) if self.owns(url) else None
        elsewhere = named is not None and named.kind == "index" and "/" in self.below(url)
        return None if elsewhere else named

    def board_url(self, fid: int, page: int = 1) -> str:
        """The address of a list page."""
        return f"{self.base}thread-{fid}" + (f"-{page}" if page > 1 else "")

    def thread_url(self, tid: int, page: int = 1) -> str:
        """The address of a thread page."""
        return f"{self.base}read-{tid}" + (f"-{page}" if page > 1 else "")

    def read(self, page: Page, asked: Asked) -> Reading:
        """Read a page: what it is does not depend on what it was asked for as."""
        notice = notice_of(page)
        if notice is not None:
            return Reading(notice)
        if asked.status >= 400 or asked.name.kind == DOOR:
            return Reading(Unknown(f"status {asked.status}"))
        said = self._said(page, asked)
        signs = Signs(ending=ending_of(page.text, MARKS))
        if isinstance(said, ListPage) and not said.rows:
            linked = (self.stock(page.link(link.get("href")) or "") for link in page.find_all("#list a"))
            threads = frozenset(named.tid for named in linked if named is not None and named.tid)
            signs = replace(signs, threads=threads, says_empty="暂无帖子" in page.text)
        return Reading(said, signs)

    def _said(self, page: Page, asked: Asked) -> Said:
        if (thread := read_thread(page, asked.zone)) is not None:
            return thread
        if page.find("#newest") is not None:
            return IndexPage(board_links(page), self.base + INDEX)
        if (listed := read_list(page, asked.zone)) is not None:
            return listed
        return IndexPage(board_links(page), None, "no h3.fname")


class Windmill(Engine):
    """Found by its entry point."""

    name = "windmill"
    title = "Windmill"
    site = WindmillSite

    def recognise(self, page: Page) -> Software | None:
        """Windmill, by its generator; its guard against floods writes nothing but a few words."""
        if BANNED.fullmatch(page.text.strip()):
            return Software(self.title)
        stated = page.find("meta[name=generator]")
        found = None if stated is None else _VERSION.fullmatch(stated.get("content") or "")
        return None if found is None else Software(self.title, found[1])
