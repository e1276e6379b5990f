"""``scrapy look``: what is read of a page, and what the page says a second time."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.settings import SETTINGS_PRIORITIES

from harvester.commands.crawl import quieten
from harvester.commands.refusing import refuse, refuse_options, refusing
from harvester.config.declaring import options_of
from harvester.config.program import ExitCode, program, while_read
from harvester.config.saying import lines, to_stdout
from harvester.crawl.options import ReadingOptions
from harvester.crawl.settings import check
from harvester.disk.files import check_input
from harvester.forum.clock import SiteZone
from harvester.forum.skin import SkinError

if TYPE_CHECKING:
    from harvester.forum.page import Page

_EXAMPLE = "look https://bbs.example.com/thread-7-1-1.html"


class Command(ScrapyCommand):
    """Look at a page once."""

    requires_project = True

    def syntax(self) -> str:
        """How it is called."""
        return "[options] ADDRESS|FILE"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Look at a page: what is read of it, by which layout, and where it contradicts that"

    def long_desc(self) -> str:
        """What ``scrapy look -h`` says."""
        return (
            f"{self.short_desc()}. ADDRESS is asked for once, at the project's pace; FILE is a saved page. "
            "Exit status: 0 read; 1 no answer, or no such file; 2 wrong usage; 3 nothing was read, or the page "
            "contradicts it; 4 the forum lets no guest in."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options; see docs/layouts.md."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print all that is read, as JSON")
        parser.add_argument("--anonymise", action="store_true", help="print the page itself, its words replaced")
        parser.add_argument("--site", metavar="NAME", help="read it as a page of this site of the sites file")
        parser.add_argument("--as", dest="address", metavar="ADDRESS", help="the address that a saved page is of")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse wrong usage in one line, before anything is set up."""
        from harvester.crawl.arguments import Arguments  # noqa: PLC0415 - Scrapy imports every command for each
        from harvester.crawl.sites import enter  # noqa: PLC0415 - as above

        with refusing("look"):
            super().process_options(args, opts)
            refuse_options(args)
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before
        if len(args) != 1:
            refuse("look", f"name one page: {program()} {_EXAMPLE}")
        for address in [opts.address] if opts.address else args if _is_address(args[0]) else []:
            with refusing("look"):
                Arguments.parse({"address": address})
        with refusing("look"):
            if opts.site:
                enter({"site": opts.site}, self.settings)
            check(self.settings)
        if (self.settings.getpriority("LOG_LEVEL") or 0) < SETTINGS_PRIORITIES["cmdline"]:
            self.settings.set("LOG_LEVEL", "CRITICAL", priority="cmdline")  # what went wrong is said in one line

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Look, and print."""
        from harvester.survey.anonymous import Anonymiser  # noqa: PLC0415 - as above
        from harvester.survey.look import as_json, as_table, look_at  # noqa: PLC0415 - as above

        page, status = self._fetched(args[0]) if _is_address(args[0]) else (self._saved(args[0], opts.address), 200)
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before
        zone = SiteZone.of(options_of(ReadingOptions, self.settings).zone.key, named=self._names_zone())
        skin = options_of(ReadingOptions, self.settings).layout
        try:
            look = look_at(page, zone, datetime.now(UTC).astimezone(zone), status, skin)
        except SkinError as error:
            refuse("look", f"HARVESTER_LAYOUT: {error}")
        with while_read():
            if opts.anonymise:
                to_stdout(Anonymiser().page(page.text))
            else:
                to_stdout(as_json(look) if opts.json else lines(as_table(look)))
        self.exitcode = ExitCode.DONE if look.is_read or opts.anonymise else ExitCode.FAILURES

    def _names_zone(self) -> bool:
        """Whether the user said which zone it is: otherwise what the page says of it counts."""
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before
        return (self.settings.getpriority("HARVESTER_ZONE") or 0) > SETTINGS_PRIORITIES["project"]

    def _saved(self, name: str, address: str | None) -> Page:
        from harvester.forum.page import Page  # noqa: PLC0415 - as above
        from harvester.survey.look import address_of  # noqa: PLC0415 - as above
        from harvester.text.encodings.decoding import decode  # noqa: PLC0415 - as above

        try:
            check_input(name)
            body = Path(name).read_bytes()
        except OSError as error:
            refuse("look", f"{name}: {error.strerror}", ExitCode.NOT_STARTED)
        if not body.strip():
            refuse("look", f"{name}: the file is empty", ExitCode.NOT_STARTED)
        assert self.settings is not None  # noqa: S101 - Scrapy sets it before
        text = decode(body, charset=options_of(ReadingOptions, self.settings).charset).text
        return Page(text, address or address_of(text))

    def _fetched(self, address: str) -> tuple[Page, int]:
        from harvester.survey.one_page import PageSpider  # noqa: PLC0415 - as above

        assert self.crawler_process is not None  # noqa: S101 - Scrapy sets it before
        assert self.settings is not None  # noqa: S101 - as above
        quieten(self.settings)
        crawler = self.crawler_process.create_crawler(PageSpider)
        self.crawler_process.crawl(crawler, address=address)
        self.crawler_process.start()
        spider = crawler.spider
        if not isinstance(spider, PageSpider) or (spider.page is None and spider.error is None):
            refuse("look", "could not start", ExitCode.NOT_STARTED)
        if spider.error is not None:
            refuse("look", str(spider.error), spider.error.code)
        assert spider.page is not None  # noqa: S101 - else there was an error
        return spider.page, spider.status


def _is_address(name: str) -> bool:
    return name.lower().startswith(("http://", "https://"))
