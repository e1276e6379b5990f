"""``scrapy crawl``, with a summary at the end and an exit code that cron can use."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sys
from collections import deque
from typing import NoReturn

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import Crawler
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader
from scrapy.utils.ossignal import install_shutdown_handlers

from harvester.spiders.arguments import ArgumentError
from harvester.summary import ExitCode, Summary

logger = logging.getLogger(__name__)


class Interruption:
    """Ends a crawl in order at the first SIGINT (Ctrl-C) or SIGTERM, at once at the second; ``signal`` is the first.

    Scrapy's own handlers do the same, but leave nothing to tell one from the other by.
    """

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self.signal: signal.Signals | None = None
        self._stopping: asyncio.Future[None] | None = None
        install_shutdown_handlers(self._receive)

    def _receive(self, number: int, _frame: object) -> None:
        from twisted.internet import reactor  # noqa: PLC0415 - an earlier import would install the wrong one

        # A handler may run in the middle of anything: what follows waits for the loop's next turn.
        if self.signal is None:
            self.signal = signal.Signals(number)
            reactor.callFromThread(self._stop)
        else:
            reactor.callFromThread(reactor.stop)  # type: ignore[misc]  # Twisted makes the module an object

    def _stop(self) -> None:
        if self.signal is signal.SIGINT and self.crawler.stats is not None:
            self.crawler.stats.set_value("harvester/interrupted", value=True)
        logger.info("%s: finishing the pages in hand; once more to stop at once", self.signal and self.signal.name)
        self._stopping = asyncio.ensure_future(self.crawler.stop_async())


#: Loggers that list at the start what is enabled and set: some 60 lines that say nothing of the run.
LISTS = ("scrapy.addons", "scrapy.crawler", "scrapy.middleware")


def quieten(settings: BaseSettings | None) -> None:
    """Leave the lists of parts and settings to those who ask for them with ``LOG_LEVEL=DEBUG``."""
    if settings is not None and settings["LOG_LEVEL"] != "DEBUG":
        for name in LISTS:
            logging.getLogger(name).setLevel(logging.WARNING)


class Withheld(logging.Handler):
    """Warnings and errors of a quiet run (``HARVESTER_QUIET``), the last thousand: said only where it did not end well.

    A log file (``LOG_FILE``) is written as ever.
    """

    def __init__(self, settings: BaseSettings) -> None:
        super().__init__(logging.WARNING)
        self.lines: deque[str] = deque(maxlen=1000)
        self.setFormatter(logging.Formatter(settings["LOG_FORMAT"], settings["LOG_DATEFORMAT"]))
        settings.set("LOG_ENABLED", value=False, priority="cmdline")
        settings.set("HARVESTER_PROGRESS", "off", priority="cmdline")
        logging.root.addHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the line."""
        self.lines.append(self.format(record))


class Command(CrawlCommand):
    """Scrapy's own command, made fit for a shell script."""

    #: What a quiet run has to say, until it is known whether it says it.
    withheld: Withheld | None = None

    def short_desc(self) -> str:
        """For the list of commands."""
        return "Harvest a forum: scrapy crawl discuz -a url=ADDRESS"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse wrong usage in one line, before anything is set up."""
        super().process_options(args, opts)
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before
        if self.settings.getbool("HARVESTER_QUIET"):
            self.withheld = Withheld(self.settings)
        if len(args) != 1:
            self._refuse("name one spider: scrapy crawl discuz -a url=ADDRESS")
        try:
            spider = get_spider_loader(self.settings).load(args[0])
            getattr(spider, "check_arguments", dict)(opts.spargs)
            getattr(spider, "check_settings", dict)(self.settings)
        except (ArgumentError, KeyError) as error:
            self._refuse(str(error.args[0]))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, print what it came to, and set the exit code."""
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before
        quieten(self.settings)
        crawler = self._create_crawler(args[0])
        self.crawler_process.crawl(crawler, **opts.spargs)
        Interruption(crawler)
        self.crawler_process.start(install_signal_handlers=False)
        self._report(crawler)

    def _refuse(self, message: str) -> NoReturn:
        sys.stderr.write(f"scrapy crawl: {message}\n")
        sys.exit(ExitCode.USAGE)

    def _speak(self) -> None:
        """Say what a quiet run held back."""
        if self.withheld:
            sys.stderr.writelines(f"{line}\n" for line in self.withheld.lines)

    def _report(self, crawler: Crawler) -> None:
        assert self.crawler_process is not None  # noqa: S101 - as above
        if self.crawler_process.bootstrap_failed or crawler.stats is None:
            logger.error("The crawl could not start: see above (exit code %d)", ExitCode.NOT_STARTED)
            self.exitcode = ExitCode.NOT_STARTED
            self._speak()
            return
        summary = Summary(crawler.stats.get_stats())
        if summary.exit_code is ExitCode.DONE and self.withheld:
            return
        self._speak()
        sys.stderr.write("\n".join(["", *summary.lines(), ""]) + "\n")
        self.exitcode = summary.exit_code
        if crawler.settings["LOG_FILE"]:  # on standard error it stands already
            logger.log(logging.INFO if summary.exit_code is ExitCode.DONE else logging.WARNING, summary.verdict)
