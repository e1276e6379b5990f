"""Signals of the project, beside Scrapy's own."""

from __future__ import annotations

#: A page answered with something else than what was asked for, or could not be read.
#: Sent with ``record``, a :class:`harvester.runs.notices.Record`.
notice = object()

#: A page gave what it was asked for. Sent without arguments.
page_read = object()
