"""Crawl a Discuz forum, a board or a thread: which page next, and when to stop."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC

from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from harvester import items
from harvester.assemble import article, reply
from harvester.discuz.about import kind_of, missing, version_of
from harvester.discuz.board import read_board
from harvester.discuz.forms import DYNAMIC
from harvester.discuz.index import read_index, read_sub_boards
from harvester.discuz.model import BoardLink, Notice, Post, ThreadPage
from harvester.discuz.notice import read_notice
from harvester.discuz.page import Page
from harvester.discuz.pager import has_more_parts
from harvester.discuz.thread import read_thread
from harvester.discuz.urls import Address, parse
from harvester.middlewares import ENCODING
from harvester.spiders.forum import ForumSpider, Output, Wanted, finished, request_of
from harvester.summary import CLOSED

#: Notices that pass when one comes back later, more slowly and with the cookies kept.
PASSING = frozenset({"flood_limit", "reload"})
#: Notices of a forum that does not work.
FAILING = frozenset({"system_error"})
#: Notices that stand in the place of a first post; others (a hidden part, files for members) leave an article.
BARRING = frozenset({"blocked_post", "login_needed", "no_permission", "password", "payment", "reading_level"})
#: Redirects in a row that are followed.
MOST_REDIRECTS = 5


class DiscuzSpider(ForumSpider):
    """Visits what a guest may read below the address it is given."""

    name = "discuz"

    # --- answers ----------------------------------------------------------------------

    def answer(self, response: Response, wanted: Wanted) -> Output:
        """Read a page of the forum, whatever it turned out to be."""
        if 300 <= response.status < 400:
            yield from self._redirected(response, wanted)
            return
        if not response.body or ENCODING not in response.meta:
            yield from self._fail(wanted, response.url, "not_a_page", f"status {response.status}, no text")
            return
        page = Page(response.text, response.url)
        notice = read_notice(page, response.status)
        if notice is not None:
            yield from self._noticed(notice, response, wanted)
        elif response.status >= 400:
            yield from self._fail(wanted, response.url, "http_error", f"status {response.status}")
        else:
            self.run.count("pages")
            self._learn(page, wanted.address.kind)
            yield from self._read(page, response, wanted)

    def _read(self, page: Page, response: Response, wanted: Wanted) -> Output:
        wanted = self._recognised(page, wanted)
        match wanted.address.kind:
            case "thread":
                yield from self._thread(page, response, wanted)
            case "board":
                yield from self._board(page, response, wanted)
            case _:
                yield from self._index(page, wanted)

    def _recognised(self, page: Page, wanted: Wanted) -> Wanted:
        """What the crawl's own address names, by the page: sites may write addresses as they like."""
        if wanted.address.tid is not None or wanted.address.fid is not None:
            return wanted
        if kind_of(page) == "thread" and (thread := read_thread(page, self.zone)) and thread.tid:
            return replace(wanted, address=Address("thread", tid=thread.tid))
        if kind_of(page) == "board" and (listed := read_board(page, self.zone)) and listed.fid:
            self.fid = listed.fid
            return replace(wanted, address=Address("board", fid=listed.fid))
        return wanted

    def _learn(self, page: Page, kind: str) -> None:
        """See how the forum writes its addresses, on the first page of each kind."""
        if kind not in self.learned:
            self.learned.add(kind)
            self.site.learn(page.links())
            self.run.note_version(version_of(page))

    def _index(self, page: Page, wanted: Wanted) -> Output:
        boards = read_index(page)
        front = f"{self.site.base}forum.php"
        elsewhere = wanted.address.kind == "index" and page.url != front and front not in self.asked
        # A portal may stand before the forum, with links to some of its boards.
        if elsewhere and not read_sub_boards(page) and (not boards or front in page.links()):
            self.asked.discard(self.site.key(front))  # the same page by name
            self.asked.add(front)
            yield from self._ask(Wanted(Address("index")), front)
        elif not boards:
            yield from self._fail(wanted, page.url, "unreadable", f"no boards: {missing(page, 'index')}")
        yield from self._boards(boards)
        for fid in sorted(self.boards):  # the index need not name them: a sub-board stands on its board's page
            yield from self._ask(Wanted(Address("board", fid=fid)))

    def _boards(self, boards: Iterable[BoardLink]) -> Iterator[Request]:
        for board in boards:
            if board.fid is not None:
                self.site.learn_link("board", board.fid, board.url)
                if not self.boards or board.fid in self.boards:
                    yield from self._ask(Wanted(Address("board", fid=board.fid)))
            elif (named := self.site.parse(board.url)) is not None and named.name is not None:
                yield from self._ask(Wanted(replace(named, page=1)), board.url)

    def _board(self, page: Page, response: Response, wanted: Wanted) -> Output:
        listed = read_board(page, self.zone, self.seen(response))
        if listed is None:
            yield from self._fail(wanted, page.url, "unreadable", missing(page, "board"))
            return
        yield from self._boards(listed.sub_boards)
        fid = wanted.address.fid or listed.fid or 0
        if self.boards and fid not in self.boards and self.fid != fid:
            return  # its address has a name for its number, which did not tell
        wanted = replace(wanted, address=replace(wanted.address, fid=fid or None))
        for row in listed.rows:
            self.site.learn_link("thread", row.tid, row.url)
        visits, following = self.frontier.read(fid, wanted.address.page, listed)
        for kind in DYNAMIC:
            self.harvest.store.keep_form(kind, self.site.forms.form(kind).template)
        self.harvest.commit()
        for row in visits:
            yield from self._visit(row.tid, row)
        if self.fid not in (None, fid) and wanted.address.page == 1:
            yield from self._resume(fid)
        if following is not None and not self.frontier.enough:
            yield from self._ask(Wanted(replace(wanted.address, page=following)))

    def _thread(self, page: Page, response: Response, wanted: Wanted) -> Output:
        thread = read_thread(page, self.zone, self.seen(response))
        if thread is None:
            yield from self._fail(wanted, page.url, "unreadable", missing(page, "thread"))
            return
        if wanted.article is None and not wanted.oldest_first and is_newest_first(thread):
            self.asked.discard(self.site.key(page.url))  # this page, but in the other order
            yield from self._ask_page(thread, replace(wanted, oldest_first=True))
            return
        item = wanted.article or self._first_post(page, thread, response, wanted)
        if item is None:
            return
        if self.arguments.replies == "all" and is_alone(thread) and item.reply_count:
            self._note("replies_unread", response.url, "a script of the forum loads the replies", wanted.address.tid)
        if self.arguments.replies == "all":
            replies = (post for post in thread.posts if post.pid != (item.pid or 0) and not is_barred(post))
            item.replies = [*(item.replies or []), *map(reply, replies)]
            if wanted.address.page == thread.page < thread.pages:
                following = replace(wanted.address, page=thread.page + 1)
                yield from self._ask_page(thread, replace(wanted, address=following, article=item))
                return
        yield finished(item)

    def _ask_page(self, thread: ThreadPage, wanted: Wanted) -> Iterator[Request]:
        """Ask for a page of a thread that is being read, before anything else."""
        tid, number = wanted.address.tid, wanted.address.page
        url = self.site.oldest_first_url(tid, number, thread.layout) if wanted.oldest_first and tid else None
        yield from self._ask(wanted, url, urgent=True)

    def _first_post(self, page: Page, thread: ThreadPage, response: Response, wanted: Wanted) -> items.Article | None:
        """The article of a thread's first page, or ``None`` where a notice stands in its place."""
        post = thread.posts[0]
        self.run.count("jammers", post.message.jammers)
        self.run.count("jammer_chars", post.message.jammer_chars)
        for notice in post.message.notices:
            self._note(notice.kind, response.url, notice.text, wanted.address.tid)
        if is_barred(post):
            self._settle(wanted, next(notice for notice in post.message.notices if notice.kind in BARRING))
            return None
        if has_more_parts(page):
            self._note("more_pages", response.url, "the article goes on over pages of its own", wanted.address.tid)
        tid = wanted.address.tid or 0
        item = article(thread, post, tid=tid, site=self.site, row=wanted.row, encoding=response.meta[ENCODING])
        item.harvested = self.seen(response).astimezone(UTC).isoformat(timespec="seconds")
        return item

    def _redirected(self, response: Response, wanted: Wanted) -> Output:
        """Go where the forum sends us, as long as that is the same site and no page that was asked for before."""
        target = response.urljoin((response.headers.get("Location") or b"").decode("latin-1"))
        if wanted.redirects >= MOST_REDIRECTS or target == response.url:
            yield from self._fail(wanted, response.url, "redirect_loop", f"sent on and on, last to {target}")
        elif is_link(wanted.address, target) and not self.site.owns(target):
            self._note("redirected", response.url, f"the board is a link to {target}", None)
        elif not self.site.owns(target):
            yield from self._fail(
                wanted, response.url, "redirected_away", f"leads to {target}: name that site to harvest it"
            )
        elif self.site.key(target) in self.asked and self.site.key(target) != self.site.key(response.url):
            notice = Notice("redirected", f"leads to {target}")
            self._note(notice.kind, response.url, notice.text, wanted.address.tid)
            self._settle(wanted, notice)
        else:
            self.asked.add(self.site.key(target) or target)
            onward = replace(wanted, redirects=wanted.redirects + 1)
            yield request_of(response).replace(url=target, cb_kwargs={"wanted": onward}, dont_filter=True)

    def _noticed(self, notice: Notice, response: Response, wanted: Wanted) -> Output:
        if notice.kind in PASSING:
            yield from self._later(notice, response, wanted)
            return
        if notice.kind in FAILING:
            yield from self._fail(wanted, response.url, notice.kind, notice.text)
            return
        self._note(notice.kind, response.url, notice.text, wanted.address.tid)
        if notice.kind in CLOSED:
            raise CloseSpider(notice.kind)
        self._settle(wanted, notice)


def is_barred(post: Post) -> bool:
    """Whether a notice stands in the place of a post."""
    return any(notice.kind in BARRING for notice in post.message.notices)


def is_link(address: Address, target: str) -> bool:
    """Whether a board that sends on to ``target`` is a link: not all versions tell in the index which boards are.

    A forum that has moved sends on to the same board of another site instead.
    """
    there = parse(target)
    return address.kind == "board" and (there is None or (there.kind, there.fid) != ("board", address.fid))


def is_alone(thread: ThreadPage) -> bool:
    """Whether a page has the first post alone, without its number: polls of 6.x."""
    return thread.layout == "6" and thread.posts[0].pid == 0


def is_newest_first(thread: ThreadPage) -> bool:
    """Whether a thread's first page begins with its last posts, as boards of the versions before X may have it.

    Since X the first post leads the first page in any order.
    """
    return thread.page == 1 < thread.pages and (thread.posts[0].floor or 1) > 1
