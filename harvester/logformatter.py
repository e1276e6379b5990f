"""Log lines short enough to read: an item is named, never dumped."""

from __future__ import annotations

import logging
from typing import Any

from scrapy import Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class ShortLogFormatter(LogFormatter):
    """Scrapy's log lines, with an item's ``id`` in place of the whole item."""

    def scraped(self, item: Any, response: Response | Failure | None, spider: Spider) -> LogFormatterResult:
        """The line for an item that passed every pipeline."""
        return {"level": logging.DEBUG, "msg": "Article %(id)s", "args": {"id": name(item)}}

    def dropped(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """The line for an item that a pipeline dropped, with its reason."""
        level = logging.getLevelName(getattr(exception, "log_level", None) or "WARNING")
        return {
            "level": level,
            "msg": "Dropped %(id)s: %(why)s",
            "args": {"id": name(item), "why": exception},
        }

    def item_error(
        self, item: Any, exception: BaseException, response: Response | Failure | None, spider: Spider
    ) -> LogFormatterResult:
        """The line for an item that a pipeline failed on."""
        return {"level": logging.ERROR, "msg": "Could not process %(id)s", "args": {"id": name(item)}}


def name(item: object) -> str:
    """What to call an item in a log line."""
    return str(getattr(item, "id", type(item).__name__))
