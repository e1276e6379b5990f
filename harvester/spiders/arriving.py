"""Whether there is a forum that Harvester reads at an address, judged by the first pages."""

from __future__ import annotations

import logging

from scrapy.exceptions import CloseSpider
from scrapy.http import Response

from harvester.extensions.keeper import NO_FORUM
from harvester.forum.engine import Reading, Said
from harvester.forum.model import IndexPage, ListPage, Notice, ThreadPage
from harvester.forum.names import PageName
from harvester.forum.page import Page
from harvester.spiders import reasons
from harvester.spiders.doubting import DoubtingSpider
from harvester.spiders.wanted import Wanted

logger = logging.getLogger(__name__)


class ArrivingSpider(DoubtingSpider):
    """Stops if there is no forum at an address that no earlier run has seen, and says what is there instead."""

    def __init__(self, **given: str) -> None:
        super().__init__(**given)
        self._odd = ""  # what to say about a first page that is not a forum's, if what it leads to is not one either

    def _check_site(self, page: Page | None, reading: Reading | None, response: Response, wanted: Wanted) -> None:
        """Stop if a site that no earlier run has seen is not there, or says that it is something else.

        Raises :class:`~scrapy.exceptions.CloseSpider`.
        """
        if not self._at_door(wanted) or response.status in range(300, 400):
            return
        said = reading.said if reading is not None else None
        if page is not None and not self.settled and not self._shows_forum(said, page):
            self._end_without_forum(reasons.of_page(page, response))
        if response.status in reasons.NOWHERE and not isinstance(said, Notice):
            portal = self.settled and not self.arguments.engine and wanted.address.kind == "index"
            where = response.url, response.status
            why = reasons.of_portal(self.engine.title, *where) if portal else reasons.of_nothing(page, *where)
            self._end_without_forum(self._odd or why)

    def _check_page(self, page: Page, reading: Reading, response: Response, wanted: Wanted) -> None:
        """Stop if the first page came whole and nothing in it looks like a forum.

        Raises :class:`~scrapy.exceptions.CloseSpider`.
        """
        said = reading.said
        front = said.front if isinstance(said, IndexPage) else None
        onward = front is not None and front not in self.asked
        if self._at_door(wanted) and not self.settled and not self._shows_forum(said, page):
            self._odd = self._odd or reasons.of_nothing(page, response.url, response.status)
            self._end_without_forum(None if onward else self._odd)

    def _at_door(self, wanted: Wanted) -> bool:
        """Whether a page is the first of a site that no run has seen, or the front page that the first one led to."""
        boards = self.run.stats.get_value("harvester/boards", 0) - (self.own.kind == "board")
        return self.unknown and boards <= 0 and wanted.address in (self.own, PageName("index"))

    def _shows_forum(self, said: Said | None, page: Page) -> bool:
        """Whether a page shows boards, threads or posts, or has a link to where they are."""
        if isinstance(said, IndexPage):
            front = said.front
            return bool(said.boards) or (front is not None and (not self.site.owns(front) or front in page.links()))
        return isinstance(said, ListPage | ThreadPage)

    def _end_without_forum(self, why: str | None) -> None:
        if why is None:
            return
        self.run.stats.set_value("harvester/refused", why)
        logger.error("No forum: %s", why)
        raise CloseSpider(NO_FORUM)
