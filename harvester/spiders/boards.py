"""Reading the index and the lists: which boards and threads they lead to, and which page comes next."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.exceptions import DontCloseSpider
from scrapy.http import Response

from harvester.forum.model import BoardLink, IndexPage, ListPage
from harvester.forum.names import PageName
from harvester.spiders import reasons
from harvester.spiders.asking import Output
from harvester.spiders.threads import ThreadSpider
from harvester.spiders.wanted import Wanted

#: How many boards a run requests at most: a site can name any number, since a script can make links for ever. Chosen,
#: not measured.
MOST_BOARDS = 10_000


class BoardSpider(ThreadSpider):
    """Requests what pages of boards and lists of threads name."""

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        self._lists: dict[int, Wanted] = {}  # the last list page of each board that was read

    def _index(self, index: IndexPage, response: Response, wanted: Wanted) -> Output:
        front = index.front
        if front is not None and not self.site.owns(front):
            if not self.site.may_be_on(front):
                yield from self._fail(wanted, response.url, "redirected_away", reasons.of_host(front, "the forum is"))
                return
            self.site.move_to(self.site.base_of(front))
            yield from self._front(front)
        elif front is not None and wanted.address.kind == "index" and front not in self.asked:
            yield from self._front(front)
        elif not index.boards:
            yield from self._fail(wanted, response.url, "unreadable", f"no boards: {index.why}")
        elif wanted.address.kind == "index" and not any(map(self._is_named, index.boards)):
            said = f"{len(index.boards)} boards, none with a number or a name in its address: {index.boards[0].url}"
            yield from self._fail(wanted, response.url, "unreadable", said)
        yield from self._boards(index.boards)
        for fid in sorted(self.boards):  # the index need not name them: a sub-board is on its board's page
            yield from self.ask(Wanted(PageName("board", fid=fid)))

    def _is_named(self, board: BoardLink) -> bool:
        """Whether a board can be requested: its address has its number or name."""
        named = None if board.fid is not None else self.site.parse(board.url)
        return board.fid is not None or (named is not None and named.name is not None)

    def _front(self, front: str) -> Iterator[Request]:
        """Request the forum behind a portal."""
        self.asked.discard(self.site.key(front))  # the same page by name
        self.asked.add(front)
        yield from self.ask(Wanted(PageName("index")), front)

    def _boards(self, boards: Iterable[BoardLink]) -> Iterator[Request]:
        boards = list(boards)
        for base in sorted(self.site.take_in(board.url for board in boards) - self.learned):
            self.learned.add(base)
            self._note("other_host", base, reasons.of_host(base, "boards are"), None)
        for board in boards:
            if self.run.stats.get_value("harvester/boards", 0) >= MOST_BOARDS:
                self._too_many_boards(board.url)
                return
            if board.fid is not None:
                self.site.learn_link("board", board.fid, board.url)
                if not self.boards or board.fid in self.boards:
                    yield from self.ask(Wanted(PageName("board", fid=board.fid)))
            elif (named := self.site.parse(board.url)) is not None and named.name is not None:
                yield from self.ask(Wanted(replace(named, page=1)), board.url)

    def _too_many_boards(self, url: str) -> None:
        """Report once that no more boards are requested."""
        if "endless" not in self.learned:
            self.learned.add("endless")
            self._note("endless", url, f"{MOST_BOARDS} boards were asked for: no others are", None, failure=True)

    def _board(self, listed: ListPage, response: Response, wanted: Wanted) -> Output:
        if _lacks_times(listed, wanted):
            # Without times the known part of a list cannot be found; the ordinary list has them.
            plain = replace(wanted, plain=True, address=replace(wanted.address, fid=wanted.address.fid or listed.fid))
            self.asked.discard(self.site.key(self.site.plain_list_url(plain.address.fid or 0, plain.address.page)))
            yield from self.ask(plain, urgent=True)
            return
        yield from self._boards(listed.sub_boards)
        fid = wanted.address.fid or listed.fid or 0
        if self.is_passed_over(listed, wanted):
            return  # its address has a name instead of a number, so this could not be known before
        wanted = replace(wanted, address=replace(wanted.address, fid=fid or None))
        for row in listed.rows:
            self.site.learn_link("thread", row.tid, row.url)
        yield self.frontier.meet(listed.rows)
        yield from self._read_again(listed, fid, wanted) if wanted.seam else self._rows(listed, fid, response, wanted)

    def _rows(self, listed: ListPage, fid: int, response: Response, wanted: Wanted) -> Output:
        """Take in the rows of a list page, and go on to the next one."""
        self._lists[fid] = wanted
        why = self.frontier.endless(fid, listed)
        visits, following = self.frontier.read(fid, wanted.address.page, listed)
        self.count_others()
        for kind, form in self.site.forms().items():
            self.harvest.store.keep_form(kind, form)
        yield self.harvest.commit()
        for row in visits:
            yield from self.visit(row.tid, row)
        if self.fid not in (None, fid) and wanted.address.page == 1:
            yield self._resume(fid)
        if (slid := self.frontier.slid(fid, wanted.address.page, listed)) is not None:
            yield from self._again_from(slid, wanted)
        if following is None or self.frontier.enough:
            yield self._unmet(fid)
        elif why is not None:
            yield from self._fail(wanted, response.url, "endless", why)
        else:
            yield from self.ask(Wanted(replace(wanted.address, page=following), plain=wanted.plain))

    async def _unmet(self, fid: int) -> AsyncIterator[Request]:
        """Request the threads of a board that its list, read in full, does not name: they are gone, or elsewhere."""
        if self.frontier.whole(fid) and await self.frontier.unmet(fid):
            await self.harvest.commit()
            async for request in self._resume(fid):
                yield request

    # --- rows that slid up ----------------------------------------------------------------

    def _again_from(self, page: int, wanted: Wanted) -> Iterator[Request]:
        """Request a list page that was read before."""
        again = Wanted(replace(wanted.address, page=page), plain=wanted.plain, seam=True)
        self.asked.discard(self.site.key(self._url(again)) or self._url(again))
        for request in self.ask(again, urgent=True):
            yield request.replace(dont_filter=True)

    def _read_again(self, listed: ListPage, fid: int, wanted: Wanted) -> Output:
        """Take in the rows that slid up to a list page, and continue upward as long as there may be more."""
        if listed.page != wanted.address.page:
            return
        visits, unchanged = self.frontier.take(fid, listed.rows)
        self.count_others()
        yield self.harvest.commit()
        self.run.count("lists_again")
        for row in visits:
            yield from self.visit(row.tid, row)
        above = self.frontier.seams(fid).again(listed.page, new=not unchanged)
        if above is not None:
            yield from self._again_from(above, wanted)

    def idle(self) -> None:
        """Read again the list pages that rows may have slid up to. Raises DontCloseSpider where there are any."""
        engine = self.crawler.engine
        pages = {fid: page for fid in self._lists if (page := self.frontier.seams(fid).pending()) is not None}
        for fid, page in pages.items():
            for request in self._again_from(page, self._lists[fid]):
                assert engine is not None  # noqa: S101 - it is idle
                engine.crawl(request)
        if pages:
            raise DontCloseSpider
        super().idle()

    def is_passed_over(self, listed: ListPage, wanted: Wanted) -> bool:
        """Whether nothing is taken from a list: its board is not wanted, or it is requested in another form."""
        fid = wanted.address.fid or listed.fid or 0
        return _lacks_times(listed, wanted) or bool(self.boards and fid not in self.boards and self.fid != fid)


def _lacks_times(listed: ListPage, wanted: Wanted) -> bool:
    """Whether a list has no times, and another form of it may have them."""
    return listed.timeless and not wanted.plain and bool(listed.fid or wanted.address.fid)
