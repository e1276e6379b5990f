"""Crawl a forum, a board or a thread: which page comes next, and when to stop."""

from __future__ import annotations

import logging
from dataclasses import replace

from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from harvester.crawl import signals
from harvester.forum.authority import target_of
from harvester.forum.engine import Reading
from harvester.forum.hosts import related
from harvester.forum.model import IndexPage, ListPage, Notice, ThreadPage, Unknown
from harvester.forum.names import PageName
from harvester.forum.notices import NOTICES
from harvester.forum.page import Page
from harvester.spiders import reasons
from harvester.spiders.arriving import ArrivingSpider
from harvester.spiders.asking import Output
from harvester.spiders.reading import request_of
from harvester.spiders.wanted import Wanted
from harvester.store.records import FAILED, WANTED

logger = logging.getLogger(__name__)

#: How many redirects in a row are followed: forums need two or three (host, https, form of address).
MOST_REDIRECTS = 5
#: After this many pages in a row that turn everybody away, the whole site does; at the very beginning, after one.
#: Chosen, not measured.
MOST_DOORS = 3
#: Names for a page that is of another kind than was requested.
WORDS = {IndexPage: "a page of boards", ListPage: "a list of threads", ThreadPage: "a thread", Notice: "a notice"}


class ForumSpider(ArrivingSpider):
    """Visits what a guest may read below the given address."""

    name = "forum"

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        self._doors: list[tuple[Wanted, Notice]] = []  # pages in a row that turn everybody away

    # --- answers ----------------------------------------------------------------------

    def answer(self, response: Response, wanted: Wanted) -> Output:
        """Read a page of the forum, whatever it is."""
        first_of_source = wanted.archived and wanted.draft is None
        sends_on = 300 <= response.status < 400
        page = None if sends_on and not first_of_source else self.page(response)
        if page is not None and self.recognise(page):
            wanted = self._named_anew(response, wanted)
        reading = None if page is None else self.read(response, wanted)
        if first_of_source:
            if why := self.source.unfit(response, page, reading):
                yield from self.source.in_full(wanted, why)
                return
            yield from self.source.release()
        self._check_site(page, reading, response, wanted)
        if sends_on:
            yield from self._redirected(response, wanted)
        elif page is None or reading is None:
            yield from self._fail(wanted, response.url, "not_a_page", f"status {response.status}, no text")
        elif isinstance(reading.said, Notice):
            yield from self._noticed(reading.said, response, wanted)
        elif response.status >= 400:
            yield from self._refused(response, wanted)
        else:
            wanted = self._recognised(reading, wanted)
            saying = self.doubted(reading, response, wanted)
            if saying is not None:
                yield from self.contradicted(saying, page, reading, response, wanted)
            else:
                yield from self._answered(page, reading, response, wanted)
            yield from self.in_hindsight()

    def _refused(self, response: Response, wanted: Wanted) -> Output:
        """Report an error status without a message of the forum. A thread that a second run cannot find is gone."""
        tid, status = wanted.address.tid, response.status
        if status not in reasons.NOWHERE or tid is None or wanted.draft is not None:
            yield from self._fail(wanted, response.url, "http_error", f"status {status}")
            return
        known = self.harvest.store.thread(tid)
        if known is not None and known.state in (FAILED, WANTED) and known.reason == "http_error":
            yield from self._noticed(Notice("deleted", f"status {status}, as before"), response, wanted)
        else:
            self.frontier.vanished(tid)
            yield from self._fail(wanted, response.url, "http_error", f"status {status}")

    def _named_anew(self, response: Response, wanted: Wanted) -> Wanted:
        """``wanted`` by the engine that the page shows: the same address may name another page in that engine."""
        before, now = self.own, self._begin()
        if wanted.address == before:
            wanted = replace(wanted, address=now)
            request_of(response).cb_kwargs["wanted"] = wanted  # for when it is asked for again
        self.asked.add(self.site.key(response.url) or response.url)
        return wanted

    def _answered(self, page: Page, reading: Reading, response: Response, wanted: Wanted) -> Output:
        """Take in a page that came whole and, as far as it shows, is of the kind that was requested."""
        self._check_page(page, reading, response, wanted)
        self.run.count("pages")
        self._no_door()
        if not self.settled and self._shows_forum(reading.said, page):
            self.adopt(self.engine)
        if wanted.address.tid is not None:
            yield self.harvest.load([wanted.address.tid])
        self._learn(page, wanted.address)
        failures = self.failures
        yield from self._taken_in(reading, response, wanted)
        if self.failures == failures:
            self.crawler.signals.send_catch_log(signals.page_read)

    def _taken_in(self, reading: Reading, response: Response, wanted: Wanted) -> Output:
        said, kind = reading.said, wanted.address.kind
        match said:
            case ThreadPage() if kind == "thread":
                yield from self.thread(said, response, wanted)
            case ListPage() if kind == "board":
                yield from self._board(said, response, wanted)
            case IndexPage() if kind != "thread":
                yield from self._index(said, response, wanted)
            case Unknown():
                yield from self._fail(wanted, response.url, "unreadable", said.why)
            case _:
                yield from self._fail(wanted, response.url, "unreadable", f"it is no {kind}, but {WORDS[type(said)]}")

    def _recognised(self, reading: Reading, wanted: Wanted) -> Wanted:
        """``wanted`` with the number of thread or board, which the page gives where the address does not."""
        said, named = reading.said, wanted.address
        if named.tid is not None or named.fid is not None:
            return wanted
        if isinstance(said, ThreadPage) and said.tid:
            return replace(wanted, address=PageName("thread", tid=said.tid))
        if isinstance(said, ListPage) and said.fid:
            self.fid = said.fid
            return replace(wanted, address=PageName("board", fid=said.fid))
        return wanted

    def _learn(self, page: Page, named: PageName) -> None:
        """Learn how the forum writes its addresses and, on the first page of each kind, which hosts it uses."""
        self.site.learn_pages(page, named)
        if named.kind not in self.learned:
            self.learned.add(named.kind)
            self.site.see(page)
            self.site.learn(page.links())
            software = self.engine.recognise(page)
            self.run.note_version(software.version if software else None)

    def _redirected(self, response: Response, wanted: Wanted) -> Output:
        """Follow a redirect, if it leads to the same site and to a page that was not requested before."""
        location = response.headers.get("Location")
        if location is None:
            said = f"status {response.status}, which does not say where to"
            yield from self._fail(wanted, response.url, "bad_redirect", said)
            return
        try:
            target = target_of(response.url, location)
        except ValueError as error:
            yield from self._fail(wanted, response.url, "bad_redirect", f"leads to {error}")
            return
        if self.engine.login.is_login(target) and self.site.owns(target):
            yield from self._noticed(Notice("login_needed", f"leads to {target}"), response, wanted)
            return
        if wanted.address.kind == "thread" and self.site.is_gone(target) and self.site.owns(target):
            yield from self._noticed(Notice("deleted", f"leads to {target}"), response, wanted)
            return
        if self.site.moved(response.url, target):
            logger.info("The forum has its pages at %s", self.site.base)
        cookie = wanted.cookie or b"Set-Cookie" in response.headers
        onward = replace(wanted, redirects=(*wanted.redirects, response.url), cookie=cookie)
        if target in onward.redirects and cookie:  # with that cookie the page comes
            request = request_of(response).replace(url=target, cb_kwargs={"wanted": replace(onward, redirects=())})
            yield from self._again("reload", f"leads to itself, with a cookie: {target}", request, onward)
        elif target in onward.redirects or len(wanted.redirects) >= MOST_REDIRECTS:
            yield from self._fail(wanted, response.url, "redirect_loop", f"too many redirects, the last to {target}")
        else:
            yield from self._sent_on(target, response, onward)

    def _sent_on(self, target: str, response: Response, wanted: Wanted) -> Output:
        other = self.site.key(target) != self.site.key(response.url)
        if is_link(wanted.address, self.site.stock(target)) and not self.site.owns(target):
            self._note("redirected", response.url, f"the board is a link to {target}", None)
        elif not self.site.owns(target):
            text = reasons.of_host(target, "leads") if related(response.url, target) else reasons.of_site(target)
            yield from self._fail(wanted, response.url, "redirected_away", text)
        elif other and ((wanted.row is not None and wanted.row.moved) or self.site.key(target) in self.asked):
            # A moved row's thread has a row of its own in the board that it was moved to.
            if wanted.address.tid is not None and not (wanted.row is not None and wanted.row.moved):
                self.frontier.vanished(wanted.address.tid)
            yield from self._noticed(Notice("redirected", f"leads to {target}"), response, wanted)
        else:
            self.asked.add(self.site.key(target) or target)
            yield request_of(response).replace(url=target, cb_kwargs={"wanted": wanted}, dont_filter=True)

    def _noticed(self, notice: Notice, response: Response, wanted: Wanted) -> Output:
        if NOTICES[notice.kind].passes:
            yield from self._later(notice, response, wanted)
            return
        if NOTICES[notice.kind].fails:
            yield from self._fail(wanted, response.url, notice.kind, notice.text)
            return
        if wanted.draft is not None and not NOTICES[notice.kind].ends:  # the rest of a thread whose first page came
            yield from self._fail(wanted, response.url, notice.kind, notice.text)
            return
        if NOTICES[notice.kind].ends:
            yield from self._at_a_door(notice, response, wanted)
            return
        self._note(notice.kind, response.url, notice.text, wanted.address.tid)
        self._settle(wanted, notice)

    def _at_a_door(self, notice: Notice, response: Response, wanted: Wanted) -> Output:
        """Stop if the site lets nobody in. One such page among good ones concerns that page alone.

        Raises :class:`~scrapy.exceptions.CloseSpider`.
        """
        self._doors.append((wanted, notice))
        shut = len(self._doors) >= MOST_DOORS or not self.run.stats.get_value("harvester/pages")
        if shut or (wanted.address.kind == "thread" and wanted.draft is None):
            self._note(notice.kind, response.url, notice.text, wanted.address.tid)
        if shut:
            raise CloseSpider(notice.kind)
        if wanted.address.kind != "thread" or wanted.draft is not None:  # what the page leads to is missing
            yield from self._fail(wanted, response.url, notice.kind, notice.text)

    def _no_door(self) -> None:
        """Note, after a good page, that the refusals before it concerned their own threads alone."""
        doors, self._doors = self._doors, []
        for wanted, notice in doors:
            if wanted.draft is None:
                self._settle(wanted, notice)


def is_link(board: PageName, there: PageName | None) -> bool:
    """Whether a board that redirects to the page ``there`` is a link; not every index says which boards are.

    A forum that has moved redirects to the same board of another site instead.
    """
    return board.kind == "board" and (there is None or (there.kind, there.fid) != ("board", board.fid))
