"""``scrapy crawl``, with a summary at the end and an exit code that cron can use."""

from __future__ import annotations

import argparse
import logging
import sys
import textwrap
from collections import deque
from functools import partial

from scrapy.commands import ScrapyHelpFormatter
from scrapy.commands.crawl import Command as CrawlCommand
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from harvester.commands.mistaken import crawl_meant
from harvester.commands.refusing import refuse, refusing
from harvester.config.declaring import ConfigurationError
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr
from harvester.crawl.configuration import Configuration
from harvester.crawl.crawls import Crawls
from harvester.crawl.open_files import A_SITE, BESIDES, sites_at_once
from harvester.crawl.settings import check
from harvester.runs.summary import Summary
from harvester.runs.together import Together

logger = logging.getLogger(__name__)

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


class Formatter(ScrapyHelpFormatter):
    """Scrapy's, which keeps the lines of a table as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if "\n" not in text:
            return super()._fill_text(text, width, indent)
        wrap = partial(textwrap.wrap, width=width, subsequent_indent=" " * 19)
        return "\n".join(line for row in text.split("\n") for line in wrap(row))


class Command(CrawlCommand):
    """Scrapy's own command, made fit for a shell script; ``-a site=`` may name several sites."""

    configuration: Configuration
    runs: list[dict[str, str]]

    #: What a quiet run has to say, until it is known whether it says it.
    withheld: Withheld | None = None

    def short_desc(self) -> str:
        """For the list of commands."""
        return f"Harvest a forum: {program()} crawl forum -a address=ADDRESS"

    def long_desc(self) -> str:
        """What ``scrapy crawl -h`` says first."""
        return (
            "Harvest a forum, a board or a thread into HARVESTER_DIR, and say at the end what it came to. The next run "
            "asks only for what changed. docs/harvests.md has the exit codes, docs/settings.md the settings "
            "(-s NAME=VALUE)."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Scrapy's own; the help lists the spider's arguments below them."""
        # First of all: what Scrapy does while it is loaded takes longer, the more modules there are.
        import scrapy.core.downloader.handlers.http11  # noqa: F401, PLC0415, I001 - Scrapy imports every command for each
        from harvester.crawl.arguments import ARGUMENTS  # noqa: PLC0415 - as above

        super().add_options(parser)
        rows = [f"  -a {f'{each.name}=':<14}{each.reason}" for each in ARGUMENTS]
        parser.epilog = "\n".join(["Arguments of the spiders forum and replay", "-" * 41, *rows])
        parser.formatter_class = Formatter

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse wrong usage in one line, before anything is set up."""
        with refusing("crawl"):
            super().process_options(args, opts)
            assert self.settings is not None  # noqa: S101 - Scrapy sets it before
            self.configuration = check(self.settings)
        if self.configuration.showing.quiet:
            self.withheld = Withheld(self.settings)
        loader = get_spider_loader(self.settings)
        if mistake := crawl_meant(args, loader.list()):
            refuse("crawl", mistake)
        try:
            spider = loader.load(args[0])
            self.runs = getattr(spider, "runs", lambda given, _: [given])(opts.spargs, self.settings)
        except (ConfigurationError, KeyError) as error:
            refuse("crawl", str(error.args[0]))
        if not self.runs:  # -a site=due
            if not self.configuration.showing.quiet:
                to_stderr(f"{program()} crawl: no site is due")
            sys.exit(ExitCode.DONE)
        if len(self.runs) > 1 and (self.settings.getdict("FEEDS") or self.settings["JOBDIR"]):
            refuse("crawl", "several sites can't share a feed (-o, -O, FEEDS) or a JOBDIR: leave it out")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - as Scrapy calls it
        """Crawl, print what it came to, and set the exit code."""
        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before
        assert self.settings is not None  # noqa: S101 - as above
        quieten(self.settings)
        process, at_once = self.crawler_process, self._at_once()
        crawls = Crawls(process, lambda: self._create_crawler(args[0]), at_once).run(self.runs)
        self._report(crawls[0].summary if len(crawls) == 1 else Together({each.name: each.summary for each in crawls}))

    def _at_once(self) -> int:
        """How many sites to harvest at the same time; says so where that is fewer than was asked for."""
        wanted = min(self.configuration.together.at_once, len(self.runs))
        at_once = sites_at_once(wanted)
        if at_once < wanted:
            logger.warning(
                "%d sites at once instead of %d: the system allows too few open files (raise it: ulimit -n %d)",
                at_once,
                wanted,
                wanted * A_SITE + BESIDES,
            )
        return at_once

    def _report(self, summary: Summary | Together) -> None:
        self.exitcode = summary.exit_code
        if self.withheld is None or summary.exit_code is not ExitCode.DONE:
            to_stderr("\n".join(self.withheld.lines if self.withheld else ()))
            to_stderr("\n".join(["", *summary.lines(), ""]) + "\n")
        if self.settings is not None and self.settings["LOG_FILE"]:  # on standard error it stands already
            logger.log(logging.INFO if summary.exit_code is ExitCode.DONE else logging.WARNING, summary.verdict)
