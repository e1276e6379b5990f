"""Crawl a Discuz forum, a board or a thread: which page next, and when to stop."""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from harvester.crawl import signals
from harvester.discuz.about import kind_of, missing, version_of
from harvester.discuz.addresses import is_gone
from harvester.discuz.forms import DYNAMIC
from harvester.discuz.hosts import bases_of_boards, forum_elsewhere
from harvester.discuz.index_page import read_index, read_sub_boards
from harvester.discuz.layouts import WATERFALL_LIST
from harvester.discuz.list_page import read_board, unread_rows
from harvester.discuz.login import is_login
from harvester.discuz.notice import read_notice
from harvester.discuz.pager import links_to_pages
from harvester.discuz.thread_page import read_thread
from harvester.discuz.urls import Address, parse
from harvester.forum.authority import target_of
from harvester.forum.ending import Ending, ending_of
from harvester.forum.model import BoardLink, Notice
from harvester.forum.notices import NOTICES
from harvester.forum.page import Page
from harvester.items import ENCODING, Article
from harvester.spiders.forum import Output, request_of
from harvester.spiders.threads import ThreadSpider
from harvester.spiders.wanted import Wanted
from harvester.visits.endings import Verdict

logger = logging.getLogger(__name__)

#: Redirects in a row that are followed.
MOST_REDIRECTS = 5
#: Pages in a row that look like a door of the whole site, and it is shut; at the very beginning, one.
MOST_DOORS = 3


class DiscuzSpider(ThreadSpider):
    """Visits what a guest may read below the address it is given."""

    name = "discuz"

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        self._doors: list[tuple[Wanted, Notice]] = []  # pages in a row that look like a shut door of the site

    # --- answers ----------------------------------------------------------------------

    def answer(self, response: Response, wanted: Wanted) -> Output:
        """Read a page of the forum, whatever it turned out to be."""
        if wanted.archived and wanted.draft is None:
            if why := self.source.unfit(response):
                yield from self.source.in_full(wanted, why)
                return
            yield from self.source.release()
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
        elif (ending := self._lacks_end(page, response, wanted)) is not None:
            yield from self._cut_off(ending, page, response, wanted)
        else:
            yield from self._answered(page, response, wanted)

    def _answered(self, page: Page, response: Response, wanted: Wanted) -> Output:
        """Read a page that came whole and is of the kind that was asked for, as far as it shows."""
        self.run.count("pages")
        self._no_door()
        wanted = self._recognised(page, wanted)
        self._learn(page, wanted.address)
        failures = self.failures
        yield from self._read(page, response, wanted)
        if self.failures == failures:
            self.crawler.signals.send_catch_log(signals.page_read)

    def _lacks_end(self, page: Page, response: Response, wanted: Wanted) -> Ending | None:
        """Where a page is cut off; ``None`` where it is whole, or there is no more to learn of it."""
        kind = f"archiver-{wanted.address.kind}" if wanted.archived else wanted.address.kind
        known, ending = self.endings.usual.get(kind), ending_of(page.text)
        verdict = self.endings.judge(kind, self.site.key(response.url) or response.url, ending)
        usual = self.endings.usual.get(kind)
        if usual is not None and usual is not known:
            self.harvest.store.keep_ending(kind, usual)
        tried = request_of(response).meta.get("retry_times", 0)
        doubted = verdict is Verdict.IN_DOUBT and not tried and self.settings.getint("RETRY_TIMES")
        return ending if verdict is Verdict.CUT or doubted else None

    def _cut_off(self, ending: Ending, page: Page, response: Response, wanted: Wanted) -> Output:
        """Ask once more for a page that is cut off; in the end, read of it what is beyond doubt."""
        if wanted.archived and wanted.draft is None:
            yield from self.source.in_full(wanted, "its page is cut off")
            return
        again = get_retry_request(request_of(response), spider=self, reason="cut_off")
        pages = yield from self._read_part(page, response, wanted)
        if again is not None:
            yield again
            return
        why = f"{ending.what}, after {len(page.text)} characters"
        yield from self._fail(wanted, response.url, "cut_off", why, pages)

    def _read_part(self, page: Page, response: Response, wanted: Wanted) -> Generator[Request | Article, None, int]:
        """Ask for what a cut index or list names all the same, but for its last row; returns how many pages it has.

        What comes of that shows, too, whether pages of this site have an end.
        """
        if wanted.address.kind == "index":
            yield from self._boards(read_index(page))
        if wanted.address.kind != "board" or (listed := read_board(page, self.zone, self.seen(response))) is None:
            return 1
        rows, _ = self.frontier.take(wanted.address.fid or listed.fid or 0, listed.rows[:-1])
        self.harvest.commit()
        for row in rows:
            self.site.learn_link("thread", row.tid, row.url)
            yield from self.visit(row.tid, row)
        return listed.pages

    def _read(self, page: Page, response: Response, wanted: Wanted) -> Output:
        match wanted.address.kind:
            case "thread":
                yield from self.thread(page, response, wanted)
            case "board":
                yield from self._board(page, response, wanted)
            case _:
                yield from self._index(page, wanted)

    def _recognised(self, page: Page, wanted: Wanted) -> Wanted:
        """What the crawl's own address names, by the page: sites may write addresses as they like."""
        if wanted.address.tid is not None or wanted.address.fid is not None:
            return wanted
        self.site.widen(page.base)
        if kind_of(page) == "thread" and (thread := read_thread(page, self.zone)) and thread.tid:
            return replace(wanted, address=Address("thread", tid=thread.tid))
        if kind_of(page) == "board" and (listed := read_board(page, self.zone)) and listed.fid:
            self.fid = listed.fid
            return replace(wanted, address=Address("board", fid=listed.fid))
        return wanted

    def _learn(self, page: Page, address: Address) -> None:
        """See how the forum writes its addresses; on the first page of each kind, also on which hosts it is."""
        identity = address.tid or address.fid
        if identity is not None:
            for number, url in links_to_pages(page).items():
                self.site.learn_link(address.kind, identity, url, number)
        if address.kind not in self.learned:
            self.learned.add(address.kind)
            self.site.see(page)
            self.site.learn(page.links())
            self.run.note_version(version_of(page))

    def _index(self, page: Page, wanted: Wanted) -> Output:
        boards = read_index(page)
        front = f"{self.site.base}forum.php"
        elsewhere = wanted.address.kind == "index" and page.url != front and front not in self.asked
        # A portal may stand before the forum, with links to some of its boards, or on another host than the forum.
        base = None if read_sub_boards(page) else forum_elsewhere(page)
        if base is not None and not self.site.owns(base):
            self.site.move_to(base)
            yield from self._front(f"{base}forum.php")
        elif elsewhere and not read_sub_boards(page) and (not boards or front in page.links()):
            yield from self._front(front)
        elif not boards:
            yield from self._fail(wanted, page.url, "unreadable", f"no boards: {missing(page, 'index')}")
        yield from self._boards(boards)
        for fid in sorted(self.boards):  # the index need not name them: a sub-board stands on its board's page
            yield from self.ask(Wanted(Address("board", fid=fid)))

    def _front(self, front: str) -> Iterator[Request]:
        """Ask for the forum behind a portal."""
        self.asked.discard(self.site.key(front))  # the same page by name
        self.asked.add(front)
        yield from self.ask(Wanted(Address("index")), front)

    def _boards(self, boards: Iterable[BoardLink]) -> Iterator[Request]:
        boards = list(boards)
        self._take_in([board.url for board in boards])
        for board in boards:
            if board.fid is not None:
                self.site.learn_link("board", board.fid, board.url)
                if not self.boards or board.fid in self.boards:
                    yield from self.ask(Wanted(Address("board", fid=board.fid)))
            elif (named := self.site.parse(board.url)) is not None and named.name is not None:
                yield from self.ask(Wanted(replace(named, page=1)), board.url)

    def _take_in(self, urls: list[str]) -> None:
        """Take in the hosts that the forum's own list of boards is on; all on one other: it is there."""
        away = [url for url in urls if not self.site.owns(url)]
        bases = bases_of_boards(away, self.site.base)
        for base in bases:
            self.site.also_at(base)
        if len(bases) == 1 and len(away) == len(urls):
            self.site.move_to(bases.pop())

    def _board(self, page: Page, response: Response, wanted: Wanted) -> Output:
        listed = read_board(page, self.zone, self.seen(response))
        if listed is None:
            yield from self._fail(wanted, page.url, "unreadable", missing(page, "board"))
            return
        if listed.layout == WATERFALL_LIST.name and not wanted.plain and (listed.fid or wanted.address.fid):
            # Without times nothing tells known ground: the ordinary list has them.
            plain = replace(wanted, plain=True, address=replace(wanted.address, fid=wanted.address.fid or listed.fid))
            self.asked.discard(self.site.key(self.site.plain_list_url(plain.address.fid or 0, plain.address.page)))
            yield from self.ask(plain, urgent=True)
            return
        yield from self._boards(listed.sub_boards)
        fid = wanted.address.fid or listed.fid or 0
        if self.boards and fid not in self.boards and self.fid != fid:
            return  # its address has a name for its number, which did not tell
        wanted = replace(wanted, address=replace(wanted.address, fid=fid or None))
        if (why := unread_rows(page, listed)) is not None:
            yield from self._fail(wanted, page.url, "rows_unread", why, listed.pages)
            return
        for row in listed.rows:
            self.site.learn_link("thread", row.tid, row.url)
        visits, following = self.frontier.read(fid, wanted.address.page, listed)
        for kind in DYNAMIC:
            self.harvest.store.keep_form(kind, self.site.forms.form(kind).template)
        self.harvest.commit()
        for row in visits:
            yield from self.visit(row.tid, row)
        if self.fid not in (None, fid) and wanted.address.page == 1:
            yield from self._resume(fid)
        if following is not None and not self.frontier.enough:
            yield from self.ask(Wanted(replace(wanted.address, page=following), plain=wanted.plain))

    def _redirected(self, response: Response, wanted: Wanted) -> Output:
        """Go where the forum sends us, as long as that is the same site and no page that was asked for before."""
        try:
            target = target_of(response.url, response.headers.get("Location") or b"")
        except ValueError as error:
            yield from self._fail(wanted, response.url, "bad_redirect", f"leads to {error}")
            return
        if is_login(target) and self.site.owns(target):
            yield from self._noticed(Notice("login_needed", f"leads to {target}"), response, wanted)
            return
        if wanted.address.kind == "thread" and is_gone(target) and self.site.owns(target):
            yield from self._noticed(Notice("deleted", f"leads to {target}"), response, wanted)
            return
        if self.site.moved(response.url, target):
            logger.info("The forum has its pages at %s", self.site.base)
        if wanted.redirects >= MOST_REDIRECTS or target == response.url:
            yield from self._fail(wanted, response.url, "redirect_loop", f"sent on and on, last to {target}")
        elif is_link(wanted.address, target) and not self.site.owns(target):
            self._note("redirected", response.url, f"the board is a link to {target}", None)
        elif not self.site.owns(target):
            yield from self._fail(
                wanted, response.url, "redirected_away", f"leads to {target}: name that site to harvest it"
            )
        elif wanted.row is not None and wanted.row.moved and self.site.key(target) != self.site.key(response.url):
            # The thread has a row of its own in the board that it was moved to.
            yield from self._noticed(Notice("redirected", f"leads to {target}"), response, wanted)
        elif self.site.key(target) in self.asked and self.site.key(target) != self.site.key(response.url):
            yield from self._noticed(Notice("redirected", f"leads to {target}"), response, wanted)
        else:
            self.asked.add(self.site.key(target) or target)
            onward = replace(wanted, redirects=wanted.redirects + 1)
            yield request_of(response).replace(url=target, cb_kwargs={"wanted": onward}, dont_filter=True)

    def _noticed(self, notice: Notice, response: Response, wanted: Wanted) -> Output:
        if NOTICES[notice.kind].passes:
            yield from self._later(notice, response, wanted)
            return
        if NOTICES[notice.kind].fails:
            yield from self._fail(wanted, response.url, notice.kind, notice.text)
            return
        if wanted.draft is not None and not NOTICES[notice.kind].ends:  # the rest of a thread that was there before
            yield from self._fail(wanted, response.url, notice.kind, notice.text)
            return
        if NOTICES[notice.kind].ends:
            yield from self._at_a_door(notice, response, wanted)
            return
        self._note(notice.kind, response.url, notice.text, wanted.address.tid)
        self._settle(wanted, notice)

    def _at_a_door(self, notice: Notice, response: Response, wanted: Wanted) -> Output:
        """Stop where the site lets nobody in. One such page among good ones is that page's own.

        Raises :class:`~scrapy.exceptions.CloseSpider`.
        """
        self._doors.append((wanted, notice))
        shut = len(self._doors) >= MOST_DOORS or not self.run.stats.get_value("harvester/pages")
        if shut or (wanted.address.kind == "thread" and wanted.draft is None):
            self._note(notice.kind, response.url, notice.text, wanted.address.tid)
        if shut:
            raise CloseSpider(notice.kind)
        if wanted.address.kind != "thread" or wanted.draft is not None:  # what else it has is missing
            yield from self._fail(wanted, response.url, notice.kind, notice.text)

    def _no_door(self) -> None:
        """A page came well: those before that looked like the site's door are noted as their own."""
        doors, self._doors = self._doors, []
        for wanted, notice in doors:
            if wanted.draft is None:
                self._settle(wanted, notice)


def is_link(address: Address, target: str) -> bool:
    """Whether a board that sends on to ``target`` is a link: not all versions tell in the index which boards are.

    A forum that has moved sends on to the same board of another site instead.
    """
    there = parse(target)
    return address.kind == "board" and (there is None or (there.kind, there.fid) != ("board", address.fid))
