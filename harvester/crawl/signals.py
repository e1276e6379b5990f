"""Signals of the project, beside Scrapy's own."""

from __future__ import annotations

from contextvars import ContextVar

from scrapy.crawler import Crawler

#: The crawl that the work at hand is of; ``None`` outside of all.
crawler_at_work: ContextVar[Crawler | None] = ContextVar("crawler_at_work", default=None)

#: A page answered with something else than what was asked for, or could not be read.
#: Sent with ``record``, a :class:`harvester.runs.notices.Record`; and with ``of="file"`` for a picture or an
#: attached file, whose address whoever writes a post makes up.
notice = object()

#: A page gave what it was asked for. Sent without arguments.
page_read = object()
