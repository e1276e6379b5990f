"""The project's own signals."""

from __future__ import annotations

from contextvars import ContextVar

from scrapy.crawler import Crawler

#: The crawl that the current code runs for; ``None`` outside of crawls.
crawler_at_work: ContextVar[Crawler | None] = ContextVar("crawler_at_work", default=None)

#: A page was something else than what was requested, or could not be read.
#: Sent with ``record``, a :class:`harvester.runs.notices.Record`; and with ``of="file"`` for a picture or an
#: attached file, whose address is chosen by whoever writes a post.
notice = object()

#: A page was what was requested. Sent without arguments.
page_read = object()
