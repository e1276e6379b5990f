"""Reading the index and lists: which boards and threads they lead to, and which page comes next."""

from __future__ import annotations

from collections.abc import Awaitable, Generator, Iterable, Iterator
from dataclasses import replace

from scrapy import Request
from scrapy.http import Response

from harvester.forum.engine import Reading
from harvester.forum.model import BoardLink, IndexPage, ListPage
from harvester.forum.names import PageName
from harvester.forum.signs import Signs, unread
from harvester.items import Article
from harvester.spiders.asking import Output
from harvester.spiders.threads import ThreadSpider
from harvester.spiders.wanted import Wanted

#: Boards that a run asks for; the largest forums have some thousands. A site can name as many as it likes.
MOST_BOARDS = 10_000


class BoardSpider(ThreadSpider):
    """Asks for what pages of boards and lists of threads name."""

    def _taken_in_part(
        self, reading: Reading, wanted: Wanted
    ) -> Generator[Request | Article | Awaitable[None], None, int]:
        """Ask for what a cut index or list names all the same, but for its last row; returns how many pages it has.

        What comes of that shows, too, whether pages of this site have an end.
        """
        said = reading.said
        if isinstance(said, IndexPage):
            yield from self._boards(said.boards)
        if wanted.address.kind != "board" or not isinstance(said, ListPage):
            return 1
        yield self.frontier.meet(said.rows)
        rows, _ = self.frontier.take(wanted.address.fid or said.fid or 0, said.rows[:-1])
        yield self.harvest.commit()
        for row in rows:
            self.site.learn_link("thread", row.tid, row.url)
            yield from self.visit(row.tid, row)
        return said.pages

    def _index(self, index: IndexPage, response: Response, wanted: Wanted) -> Output:
        front = index.front
        if front is not None and not self.site.owns(front):
            self.site.move_to(self.site.base_of(front))
            yield from self._front(front)
        elif front is not None and wanted.address.kind == "index" and front not in self.asked:
            yield from self._front(front)
        elif not index.boards:
            yield from self._fail(wanted, response.url, "unreadable", f"no boards: {index.why}")
        yield from self._boards(index.boards)
        for fid in sorted(self.boards):  # the index need not name them: a sub-board stands on its board's page
            yield from self.ask(Wanted(PageName("board", fid=fid)))

    def _front(self, front: str) -> Iterator[Request]:
        """Ask for the forum behind a portal."""
        self.asked.discard(self.site.key(front))  # the same page by name
        self.asked.add(front)
        yield from self.ask(Wanted(PageName("index")), front)

    def _boards(self, boards: Iterable[BoardLink]) -> Iterator[Request]:
        boards = list(boards)
        self.site.take_in(board.url for board in boards)
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
        """Say once that no more boards are asked for."""
        if "endless" not in self.learned:
            self.learned.add("endless")
            self._note("endless", url, f"{MOST_BOARDS} boards were asked for: no others are", None, failure=True)

    def _board(self, listed: ListPage, signs: Signs, response: Response, wanted: Wanted) -> Output:
        if listed.timeless and not wanted.plain and (listed.fid or wanted.address.fid):
            # Without times nothing tells known ground: the ordinary list has them.
            plain = replace(wanted, plain=True, address=replace(wanted.address, fid=wanted.address.fid or listed.fid))
            self.asked.discard(self.site.key(self.site.plain_list_url(plain.address.fid or 0, plain.address.page)))
            yield from self.ask(plain, urgent=True)
            return
        yield from self._boards(listed.sub_boards)
        fid = wanted.address.fid or listed.fid or 0
        if self.boards and fid not in self.boards and self.fid != fid:
            return  # its address has a name for its number, which did not say
        wanted = replace(wanted, address=replace(wanted.address, fid=fid or None))
        if (why := unread(listed, signs)) is not None:
            yield from self._fail(wanted, response.url, "rows_unread", why, listed.pages)
            return
        for row in listed.rows:
            self.site.learn_link("thread", row.tid, row.url)
        yield self.frontier.meet(listed.rows)
        why = self.frontier.endless(fid, listed)
        visits, following = self.frontier.read(fid, wanted.address.page, listed)
        for kind, form in self.site.forms().items():
            self.harvest.store.keep_form(kind, form)
        yield self.harvest.commit()
        for row in visits:
            yield from self.visit(row.tid, row)
        if self.fid not in (None, fid) and wanted.address.page == 1:
            yield self._resume(fid)
        if following is None or self.frontier.enough:
            return
        if why is not None:
            yield from self._fail(wanted, response.url, "endless", why)
        else:
            yield from self.ask(Wanted(replace(wanted.address, page=following), plain=wanted.plain))
