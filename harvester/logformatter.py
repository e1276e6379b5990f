"""Log lines short enough to read: an item is named, never dumped; and in no line anything that steers a terminal."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, Self

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

from harvester.config.saying import line, lines

#: The site that the work at hand is for, where a process crawls several.
site_at_work: ContextVar[str] = ContextVar("site_at_work", default="")


class PlainRecord(logging.LogRecord):
    """A record of the log in which texts of others are shown as :mod:`harvester.config.saying` has them.

    What is put into a message stands in one line; where several sites are crawled, the message names its site.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._exc_text: str | None = None
        super().__init__(*args, **kwargs)
        self.site = site_at_work.get()

    def getMessage(self) -> str:  # noqa: N802 - logging's name
        """The message, with its arguments."""
        message = str(self.msg)
        if self.args:
            try:
                message %= _plain(self.args)
            except (TypeError, ValueError):  # a form of other values than texts and numbers
                message %= self.args
        return lines(f"{self.site}: {message}" if self.site else message)

    @property
    def exc_text(self) -> str | None:
        """The traceback, which a formatter sets: the last line of it repeats what a page said."""
        return self._exc_text

    @exc_text.setter
    def exc_text(self, text: str | None) -> None:
        self._exc_text = text and lines(text)


def _plain(args: object) -> Any:
    if isinstance(args, Mapping):
        return {key: _shown(value) for key, value in args.items()}
    return tuple(map(_shown, args)) if isinstance(args, tuple) else _shown(args)


def _shown(value: object) -> object:
    """A value as a message may hold it; numbers are formatted as what they are."""
    return value if value is None or isinstance(value, int | float) else _Line(value)


class _Line:
    """A value that is put into a message in one line."""

    def __init__(self, value: object) -> None:
        self.value = value

    def __str__(self) -> str:
        return line(str(self.value))

    def __repr__(self) -> str:
        return line(repr(self.value))


class ShortLogFormatter(LogFormatter):
    """Scrapy's log lines, with an item's ``id`` in place of the whole item."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Wire it to a crawl; from now on all records of the process are :class:`PlainRecord`."""
        logging.setLogRecordFactory(PlainRecord)
        formatter: Self = super().from_crawler(crawler)
        return formatter

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
