"""A spider with an error of its own in one page, as a reader may have one that nobody has met yet."""

from __future__ import annotations

from scrapy.http import Response

from harvester.spiders.asking import Output
from harvester.spiders.forum import ForumSpider
from harvester.spiders.wanted import Wanted

#: The thread whose page can't be read.
BROKEN = 101


class BrokenSpider(ForumSpider):
    """Fails on one thread."""

    name = "forum"

    def answer(self, response: Response, wanted: Wanted) -> Output:
        """As ever, but for one thread."""
        if wanted.address.tid == BROKEN:
            raise KeyError("a key that is not there")
        yield from super().answer(response, wanted)
