"""One page, fetched to be examined as politely as any other."""

from __future__ import annotations

from scrapy.http import TextResponse

from harvester.config.program import ExitCode
from harvester.forum.page import Page
from harvester.survey.spider import SurveyError, SurveySpider


class PageSpider(SurveySpider):
    """Fetches the page at ``address``; afterwards there is a ``page`` with its ``status``, or an ``error``."""

    name = "look"

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.page: Page | None = None
        self.status = 0

    async def _look(self) -> None:
        response = await self._answer(self.address)
        if not isinstance(response, TextResponse):
            raise SurveyError(f"{self.address} is not a page: status {response.status}, no text", ExitCode.FAILURES)
        self.page, self.status = Page(response.text, response.url), response.status
