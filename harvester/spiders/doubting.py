"""Which pages are not taken as they are: those that are cut off, or that contradict what was read of them."""

from __future__ import annotations

from collections.abc import Awaitable, Generator
from dataclasses import replace

from scrapy import Request
from scrapy.downloadermiddlewares.retry import get_retry_request
from scrapy.http import Response

from harvester.forum.engine import Reading
from harvester.forum.model import IndexPage, ListPage
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.forum.signs import ENDING, Saying, Signs
from harvester.items import Article
from harvester.spiders.asking import Output
from harvester.spiders.boards import BoardSpider
from harvester.spiders.reading import request_of
from harvester.spiders.wanted import Wanted


class DoubtingSpider(BoardSpider):
    """Compares what was read of a page with what the page says in a second place."""

    def doubted(self, reading: Reading, response: Response, wanted: Wanted) -> Saying | None:
        """The sign that contradicts what was read of a page; ``None`` where the page can be taken."""
        kind = f"{self.source.name}-{wanted.address.kind}" if wanted.archived else wanted.address.kind
        page = self.site.key(response.url) or response.url
        signs = self._signs(reading, wanted)
        judged = self.signs.judge(kind, page, reading.said, signs)
        self._keep(kind)
        for hint in judged.hints:
            self.run.count(f"hints/{kind}/{hint.name.replace(' ', '_')}")
        if judged.proof is not None or judged.doubt is None:
            return judged.proof
        if not request_of(response).meta.get("retry_times", 0) and self.settings.getint("RETRY_TIMES"):
            return judged.doubt
        self.run.count(f"hints/{kind}/{judged.doubt.name}")
        self.signs.remember(kind, page, judged.doubt, signs, wanted)
        return None

    def _signs(self, reading: Reading, wanted: Wanted) -> Signs:
        """The signs of a page that count; a list that will be requested in another form is judged then."""
        said, signs = reading.said, reading.signs
        if isinstance(said, ListPage) and self.is_passed_over(said, wanted):
            return Signs(ending=signs.ending)
        return replace(signs, row=wanted.row) if wanted.draft is None and wanted.row is not None else signs

    def _keep(self, kind: str) -> None:
        """Note what was learned about the site's pages, if anything is new."""
        store, usual = self.harvest.store, self.signs.endings.usual
        if kind in usual and self.kept.get(kind) is not usual[kind]:
            self.kept[kind] = usual[kind]
            store.keep_ending(kind, usual[kind])
        for (of, name), counts in self.signs.keeping.take_changed().items():
            store.keep_sign(of, name, counts)

    def contradicted(self, saying: Saying, page: Page, reading: Reading, response: Response, wanted: Wanted) -> Output:
        """Request a contradicted page once more; after the last attempt, read what is beyond doubt in it."""
        if wanted.archived and wanted.draft is None:
            yield from self.source.in_full(wanted, "its page is cut off")
            return
        again = get_retry_request(request_of(response), spider=self, reason=saying.failure)
        pages = yield from self._taken_in_part(reading, wanted, cut=saying.name == ENDING)
        if again is not None:
            yield again
            return
        if saying.name == ENDING:
            why = f"{saying}, after {len(page.text)} characters"
        else:  # the page came, whatever was made of it
            why = str(saying)
            self.run.count("pages")
        yield from self._fail(wanted, response.url, saying.failure, why, pages)

    def in_hindsight(self) -> Output:
        """Request again the pages that were taken in doubt and have turned out to be wrong."""
        for wanted in self.signs.take_settled():
            address = wanted.address
            if wanted.draft is not None:
                address = PageName("thread", tid=address.tid)
            fresh = Wanted(address, wanted.row, plain=wanted.plain)
            self.asked.discard(self.site.key(self._url(fresh)))
            yield from self.ask(fresh, urgent=True)

    def _taken_in_part(
        self, reading: Reading, wanted: Wanted, *, cut: bool
    ) -> Generator[Request | Article | Awaitable[None], None, int]:
        """Request what a contradicted index or list names; returns how many pages it has.

        The last row of a list that is ``cut`` is left out. The pages that come show how the site's pages end.
        """
        said = reading.said
        if isinstance(said, IndexPage):
            yield from self._boards(said.boards)
        if wanted.address.kind != "board" or not isinstance(said, ListPage):
            return 1
        yield from self._boards(said.sub_boards)
        yield self.frontier.meet(said.rows)
        rows, _ = self.frontier.take(wanted.address.fid or said.fid or 0, said.rows[:-1] if cut else said.rows)
        yield self.harvest.commit()
        for row in rows:
            self.site.learn_link("thread", row.tid, row.url)
            yield from self.visit(row.tid, row)
        return said.pages
