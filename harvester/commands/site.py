"""``scrapy site``: look at a forum once, and print an entry for the sites file."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from scrapy.commands import ScrapyCommand
from scrapy.settings import SETTINGS_PRIORITIES

from harvester.commands.crawl import quieten
from harvester.commands.refusing import refuse, refuse_options, refusing
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stdout
from harvester.crawl.settings import check

_EXAMPLE = "site https://bbs.example.com/ >> sites.toml"


class Command(ScrapyCommand):
    """Look at a forum once."""

    requires_project = True

    def syntax(self) -> str:
        """How it is called."""
        return "[options] ADDRESS"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Look at a forum once, and print an entry for the sites file"

    def long_desc(self) -> str:
        """What ``scrapy site -h`` says."""
        return (
            f"{self.short_desc()}: {program()} {_EXAMPLE}. "
            "About ten requests, at the project's pace. Exit status: 0 done; "
            "1 no answer; 2 wrong usage; 3 no forum that can be read; 4 the forum lets no guest in."
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse wrong usage in one line, before anything is set up."""
        from harvester.crawl.arguments import Arguments  # noqa: PLC0415 - Scrapy imports every command for each

        with refusing("site"):
            super().process_options(args, opts)
            refuse_options(args)
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before
        if len(args) != 1:
            refuse("site", f"name one forum: {program()} {_EXAMPLE}")
        with refusing("site"):
            Arguments.parse({"address": args[0]})
            check(self.settings)
        if (self.settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")  # what went wrong is said in one line

    def run(self, args: list[str], opts: argparse.Namespace) -> None:  # noqa: ARG002 - as Scrapy calls it
        """Look, and print."""
        from harvester.survey.entry import entry_of  # noqa: PLC0415 - as above
        from harvester.survey.spider import SurveySpider  # noqa: PLC0415 - as above

        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before
        assert self.settings is not None  # noqa: S101 - as above
        quieten(self.settings)
        crawler = self.crawler_process.create_crawler(SurveySpider)
        self.crawler_process.crawl(crawler, address=args[0])
        self.crawler_process.start()
        spider = crawler.spider
        if not isinstance(spider, SurveySpider):
            refuse("site", "could not start", ExitCode.NOT_STARTED)
        if spider.error is not None:
            refuse("site", str(spider.error), spider.error.code)
        delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        to_stdout(entry_of(spider.findings, datetime.now(UTC).date(), delay))
