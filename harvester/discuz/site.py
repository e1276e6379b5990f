"""A Discuz forum at its address: the addresses of its pages, and what each page is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import ClassVar

from harvester.config.patterns import regex
from harvester.discuz.about import kind_of, missing
from harvester.discuz.addresses import KINDS, is_gone, is_mobile, is_narrowed, parse
from harvester.discuz.archiver import read_archived_index, read_archived_thread
from harvester.discuz.feed import read_feed
from harvester.discuz.forms import DYNAMIC, forms
from harvester.discuz.index_page import read_index, read_sub_boards
from harvester.discuz.layouts import WATERFALL_LIST
from harvester.discuz.list_page import read_board
from harvester.discuz.notice import read_notice
from harvester.discuz.pager import links_to_pages
from harvester.discuz.parts import parts_of
from harvester.discuz.signs import signs_of
from harvester.discuz.skins import Own, layouts_of
from harvester.discuz.thread_page import read_thread
from harvester.forum.forms import Form, Forms
from harvester.forum.hosts import forum_elsewhere
from harvester.forum.learning import LearningSite
from harvester.forum.model import IndexPage, ThreadPage, Unknown
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.reading import Asked, Door, Reading, Said, read_in_order
from harvester.forum.skin import Skin

__all__ = ["ARCHIVER", "KINDS", "DiscuzSite", "parse"]

#: The name of the archiver as a source of threads.
ARCHIVER = "archiver"
#: The script that shows the index since X.
_INDEX = "forum.php"

#: Thread layouts of versions whose scripts have other names.
_BEFORE_X = frozenset({"6", "7"})
#: The layout of polls that show only the first post, without its number.
_ALONE = "6"


class DiscuzSite(LearningSite):
    """A forum that writes its addresses as its links do."""

    engine = "discuz"
    identities: ClassVar[Mapping[str, str]] = {
        "category": "gid", "board": "fid", "thread": "tid", "archiver-board": "fid", "archiver-thread": "tid",
        "rss": "fid", "printable": "tid", "mobile-api": "tid", "post": "pid", "redirect": "tid",
    }  # fmt: skip
    single = frozenset({"index", "archiver-index"})
    #: Scripts, rewritten names, the doors that are folders.
    below_base = regex(
        r"(?:forum|index|viewthread|forumdisplay|redirect|rss|misc|home|member|search|group|portal|plugin|space|logging"
        r"|register|post|attachment)\.php$|(?:thread|forum|space|group|category|gid|article|blog)-[\w%-]+(?:\.html?)?$"
        r"|archiver(?:/.*)?$|api/.*$"
    )

    def __init__(self, base: str, name: str = "") -> None:
        super().__init__(base, name)
        self._own = Own()

    def lay(self, skin: Skin | None) -> None:
        """Use the user's own selectors. Raises :class:`~harvester.forum.skin.SkinError` if their base is unknown."""
        self._own = layouts_of(skin)

    # --- addresses ----------------------------------------------------------------------

    @staticmethod
    def stock(url: str) -> PageName | None:
        """What an address names, in the stock forms of all versions."""
        return parse(url)

    @staticmethod
    def is_gone(url: str) -> bool:
        """Whether X5.0 redirects requests for a missing thread to this address."""
        return is_gone(url)

    @staticmethod
    def is_narrowed(url: str) -> bool:
        """Whether an address shows one author's posts, one post, or the newest first."""
        return is_narrowed(url)

    @staticmethod
    def is_mobile(url: str) -> bool:
        """Whether an address asks for its page as telephones show it."""
        return is_mobile(url)

    @staticmethod
    def _new_forms() -> Forms:
        return forms()

    @staticmethod
    def _pages_of(page: Page) -> Mapping[int, str]:
        return links_to_pages(page)

    def plain_list_url(self, fid: int, page: int = 1) -> str:
        """The address of a list page as an ordinary list, where the board shows a wall of pictures (since X2.5)."""
        return self.base + Form(DYNAMIC["board"][0]).write(fid, page) + "&forumdefstyle=yes"

    def archiver_url(self, tid: int, page: int = 1) -> str:
        """The address of a thread page in the archiver, in the form that all versions and servers understand."""
        return f"{self.base}archiver/?tid-{tid}.html" + (f"&page={page}" if page > 1 else "")

    def oldest_first_url(self, tid: int, page: int, layout: str) -> str | None:
        """The address of a thread page where its board has the newest posts first.

        Only dynamic addresses give the order, and the scripts before X have other names. The number of page 1 is
        written out.
        """
        template = DYNAMIC["thread"][layout in _BEFORE_X]
        return self.base + template.replace("{id}", str(tid)).replace("{page}", str(page)) + "&ordertype=2"

    # --- pages --------------------------------------------------------------------------

    def read(self, page: Page, asked: Asked) -> Reading:
        """Read a page, whatever it is."""
        return read_in_order(page, asked, partial(read_notice, page, asked.status), partial(self._rest, page, asked))

    def _rest(self, page: Page, asked: Asked) -> Reading:
        said = self._said(page, asked)
        return Reading(said, signs_of(page, said))

    def _said(self, page: Page, asked: Asked) -> Said:
        named = asked.name
        stated = kind_of(page) if named.tid is None and named.fid is None else None
        if named.kind == "thread" or stated == "thread":
            thread = self._thread(page, asked)
            if thread is not None and (named.kind == "thread" or thread.tid):
                return thread
        if named.kind == "board" or stated == "board":
            listed = read_board(page, asked.zone, asked.seen, self._own.listed)
            if listed is not None and (named.kind == "board" or listed.fid):
                return replace(listed, timeless=listed.layout == WATERFALL_LIST.name)
        if named.kind in ("thread", "board"):
            return Unknown(missing(page, named.kind))
        return self._index(page)

    def _thread(self, page: Page, asked: Asked) -> ThreadPage | None:
        if asked.source == ARCHIVER:
            thread = read_archived_thread(page, asked.zone, asked.seen)
        else:
            thread = read_thread(page, asked.zone, asked.seen, self._own.thread)
        if thread is None:
            return None
        pid = thread.posts[0].pid
        parts = parts_of(page, pid, asked.name.tid or thread.tid or 0) if pid else ()
        return replace(thread, parts=parts, alone=thread.layout == _ALONE and not pid)

    def _index(self, page: Page) -> IndexPage:
        listed = read_sub_boards(page)
        boards = listed or read_index(page)
        front = None if listed else self._front(page, found=bool(boards))
        return IndexPage(boards, front, "" if boards else missing(page, "index"))

    def _front(self, page: Page, *, found: bool) -> str | None:
        """The forum behind a portal, which may link to some of its boards, or be on another host than the forum."""
        base = forum_elsewhere(page, parse)
        if base is not None and not self.owns(base):
            return base + _INDEX
        front = self.base + _INDEX
        return front if page.url != front and (not found or front in page.links()) else None

    # --- other doors --------------------------------------------------------------------

    def doors(self, version: str | None, fid: int | None) -> Iterator[Door]:
        """The archiver, RSS, and the address of attached files."""
        script = "forum.php?mod=rss" if (version or "X").startswith("X") else "rss.php?auth=0"
        yield Door("Archiver", "the archiver", f"{self.base}archiver/")
        yield Door("RSS", "RSS", f"{self.base}{script}" + (f"&fid={fid}" if fid else ""))
        yield Door("Attachments", "attachments", f"{self.base}forum.php?mod=attachment&aid=1", looked=False)

    def opens(self, door: Door, page: Page) -> bool:
        """Whether the archiver lists boards, or the feed can be read."""
        return bool(read_archived_index(page)) if door.name == "Archiver" else read_feed(page) is not None
