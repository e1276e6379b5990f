"""``scrapy crawl``, with a summary at the end and an exit code that cron can use."""

from __future__ import annotations

import argparse
import logging
import sys

from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError

from harvester.spiders.arguments import ArgumentError
from harvester.summary import ExitCode, Summary

logger = logging.getLogger(__name__)


class Command(CrawlCommand):
    """Scrapy's own command, made fit for a shell script."""

    def short_desc(self) -> str:
        """For the list of commands."""
        return "Harvest a forum: scrapy crawl discuz -a url=ADDRESS"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Crawl, print what it came to, and set the exit code."""
        if len(args) != 1:
            raise UsageError("name one spider: scrapy crawl discuz -a url=ADDRESS")
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before run()
        try:
            crawler = self._create_crawler(args[0])
            self._check(crawler, opts.spargs)
        except (ArgumentError, KeyError) as error:
            self._refuse(str(error.args[0]))
            return
        self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        self._report(crawler)

    def _check(self, crawler: Crawler, given: dict[str, str]) -> None:
        check = getattr(crawler.spidercls, "check_arguments", None)
        if check is not None:
            check(given)

    def _refuse(self, message: str) -> None:
        sys.stderr.write(f"scrapy crawl: {message}\n")
        self.exitcode = ExitCode.USAGE

    def _report(self, crawler: Crawler) -> None:
        assert self.crawler_process is not None  # noqa: S101 - as above
        if self.crawler_process.bootstrap_failed or crawler.stats is None:
            logger.error("The crawl could not start: see above (exit code %d)", ExitCode.NOT_STARTED)
            self.exitcode = ExitCode.NOT_STARTED
            return
        summary = Summary(crawler.stats.get_stats())
        sys.stderr.write("\n".join(["", *summary.lines(), ""]) + "\n")
        self.exitcode = summary.exit_code
        logger.log(logging.INFO if summary.exit_code is ExitCode.DONE else logging.WARNING, summary.verdict)
