"""A forum of phpwind at its address: how its pages are called, and what each of them is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar

from harvester.forum.forms import Forms
from harvester.forum.learning import LearningSite
from harvester.forum.model import IndexPage, ListPage, ThreadPage, Unknown
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked, Door, Reading, Said, read_in_order
from harvester.forum.signs import Signs
from harvester.phpwind.about import is_nine, kind_of, missing
from harvester.phpwind.addresses import BELOW_BASE, is_narrowed, is_plain, parse
from harvester.phpwind.ending import ending
from harvester.phpwind.feed import is_feed
from harvester.phpwind.forms import forms
from harvester.phpwind.index_page import any_boards, read_boards
from harvester.phpwind.list_page import read_list, second_of
from harvester.phpwind.noise import with_noise_escaped
from harvester.phpwind.notice import read_notice
from harvester.phpwind.pager import links_to_pages
from harvester.phpwind.simple import SIMPLE, read_simple_list, read_simple_thread
from harvester.phpwind.thread_page import read_thread
from harvester.phpwind.trail import read_trail

#: The list of boards where the front page is something else: a portal (8.x), the newest threads of all boards (9.x).
_FRONTS = ("index.php?m=bbs", "index.php?m=bbs&c=forumlist")


class PhpwindSite(LearningSite):
    """A forum that writes its addresses as its links do."""

    engine = "phpwind"
    identities: ClassVar[Mapping[str, str]] = {
        "category": "gid", "board": "fid", "thread": "tid", "simple-board": "fid", "simple-thread": "tid",
        "mobile-board": "fid", "mobile-thread": "tid", "post": "pid", "redirect": "tid",
    }  # fmt: skip
    single = frozenset({"index", "boards", "simple-index", "mobile-index"})
    below_base = BELOW_BASE

    # --- addresses ----------------------------------------------------------------------

    @staticmethod
    def stock(url: str) -> PageName | None:
        """What an address names in the forms of all versions."""
        return parse(url)

    @staticmethod
    def is_narrowed(url: str) -> bool:
        """Whether an address shows one author's posts, or the newest first."""
        return is_narrowed(url)

    @staticmethod
    def _new_forms() -> Forms:
        return forms()

    @staticmethod
    def _pages_of(page: Page) -> Mapping[int, str]:
        return links_to_pages(page)

    def _example(self, kind: str, identity: int, url: str, page: int) -> None:
        """Not from a board's list of one type, nor from what an alias of another page is written like."""
        named = parse(url)
        if named is None or (named.kind in (kind, "index") and named.typeid is None):
            below = self.below(url)
            if is_plain(below):
                self._forms.learn(kind, identity, below, page)

    def simple_url(self, tid: int, page: int = 1) -> str:
        """The address of a thread's plain page, which no setting changes."""
        return f"{self.base}simple/?t{tid}" + (f"_{page}" if page > 1 else "") + ".html"

    # --- pages --------------------------------------------------------------------------

    def read(self, page: Page, asked: Asked) -> Reading:
        """Read a page, whatever it is."""
        page = page if page.too_full else with_noise_escaped(page)
        notice = partial(read_notice, page, asked.status, asked.name)
        return read_in_order(page, asked, notice, partial(self._rest, page, asked))

    def _rest(self, page: Page, asked: Asked) -> Reading:
        said = self._said(page, asked)
        signs = second_of(page, said) if isinstance(said, ListPage) else Signs()
        return Reading(said, replace(signs, ending=ending(page.text)))

    def _said(self, page: Page, asked: Asked) -> Said:
        named = asked.name
        stated = kind_of(page)
        if asked.source == SIMPLE or named.kind.startswith(SIMPLE):
            plain = read_simple_thread(page, asked.zone, asked.seen) or read_simple_list(page)
            return plain or Unknown(missing(page, "thread"))
        unknown = named.tid is None and named.fid is None
        if named.kind == "thread" or (unknown and stated == "thread"):
            return self._thread(page, asked) or Unknown(missing(page, "thread"))
        if named.kind == "board" and not _is_category(page):
            return read_list(page, asked.zone, asked.seen) or self._index_or(page, "board")
        if unknown and stated == "board" and not _is_front(page) and not _is_category(page):
            listed = read_list(page, asked.zone, asked.seen)
            if listed is not None and listed.fid:
                return listed
        return self._index(page, named)

    @staticmethod
    def _thread(page: Page, asked: Asked) -> ThreadPage | None:
        return read_thread(page, asked.zone, asked.seen)

    @staticmethod
    def _index_or(page: Page, kind: str) -> Said:
        """A page of boards where it is one, asked for as what it may be, too."""
        boards = read_boards(page)
        return IndexPage(boards) if boards else Unknown(missing(page, kind))

    def _index(self, page: Page, named: PageName) -> IndexPage:
        """The boards of a page, and where the list of all boards is if that is another page."""
        boards = read_boards(page)
        fronts = [self.base + front for front in _FRONTS]
        front = fronts[is_nine(page)]
        if boards or named.kind != "index" or page.url == front:
            boards = boards or any_boards(page)
            return IndexPage(boards, None, "" if boards else missing(page, "index"))
        return IndexPage((), front, missing(page, "index"))

    # --- other doors --------------------------------------------------------------------

    def doors(self, version: str | None, fid: int | None) -> Iterator[Door]:
        """The plain pages, RSS, the pages for telephones, and where attached files are; 9.x has the last alone."""
        if (version or "8").startswith("9"):
            yield Door("Attachments", "attachments", f"{self.base}attachment/", looked=False)
            return
        yield Door("Simple", "the plain pages", f"{self.base}simple/")
        yield Door("RSS", "RSS", f"{self.base}rss.php" + (f"?fid={fid}" if fid else ""))
        yield Door("Mobile", "the pages for telephones", f"{self.base}m/", looked=False)
        yield Door("Attachments", "attachments", f"{self.base}attachment/", looked=False)

    def opens(self, door: Door, page: Page) -> bool:
        """Whether the plain pages link to boards, and the feed is one."""
        if door.name == "RSS":
            return is_feed(page)
        named = (parse(url) for url in page.links())
        return any(each is not None and each.kind == "simple-board" for each in named)


def _is_front(page: Page) -> bool:
    """Whether a list of 9.x is that of the newest threads of all boards, which has no head of a board."""
    return is_nine(page) and page.find("#J_forum_info_box, .forum_info_box") is None


def _is_category(page: Page) -> bool:
    """Whether a page under a board's address is a category of 9.x: it has boards, and its trail but one step."""
    return is_nine(page) and len(read_trail(page).boards) == 1 and bool(read_boards(page))
