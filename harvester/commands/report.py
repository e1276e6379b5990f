"""``scrapy report``: a harvest as one page, or as a folder of a page and its parts."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from harvester.commands.base_folder import named_sites
from harvester.commands.refusing import refuse_options
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr

EPILOG = "Exit status: 0 written; 1 nothing harvested, or a file can't be read or written; 2 wrong usage."
#: Articles of a page that opens at once; more are possible.
MOST = 10_000
#: What the name of a page ends in; any other is that of a folder.
PAGES = (".html", ".htm")


class Command(ScrapyCommand):
    """Write a page that shows a harvest and all repairs in it."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write a harvest as an HTML page: figures, articles, every repair"

    def long_desc(self) -> str:
        """What ``scrapy report -h`` says."""
        return (
            "Write one page, which needs no network and no other file, of what the forums SITE (all that were "
            "harvested, unless some are named) came to, with their articles and every repair marked. A name that does "
            "not end in .html is a folder: a page that loads its articles when they are wanted, for more of them than "
            "one page can hold. The harvest is in HARVESTER_DIR (-s HARVESTER_DIR=FOLDER). " + EPILOG
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options; see docs/report.md."""
        super().add_options(parser)
        parser.add_argument(
            "-o",
            "--output",
            metavar="FILE",
            default="report.html",
            help="the page (.html), or a folder; default: report.html",
        )
        parser.add_argument(
            "--most",
            type=int,
            metavar="N",
            help=f"a page holds the N most doubtful articles (figures are of all); default: {MOST}",
        )
        parser.add_argument(
            "--language",
            choices=("auto", "en", "zh"),
            default="auto",
            help="the page's own words; default: the browser's",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Write the page."""
        # Imported for each command otherwise.
        from harvester.crawl.naming import names_of  # noqa: PLC0415
        from harvester.disk.lock import LockedError  # noqa: PLC0415
        from harvester.report.folder import OtherFilesError  # noqa: PLC0415
        from harvester.report.write import NothingHarvestedError, write, write_folder  # noqa: PLC0415

        refuse_options(args)
        output = Path(opts.output)
        in_parts = output.is_dir() or (output.suffix.lower() not in PAGES and not output.exists())
        if opts.most is not None and opts.most < 1:
            raise UsageError("--most: one article or more", print_help=False)
        if opts.most is not None and in_parts:
            raise UsageError("--most: a folder holds all articles; for a page, end its name in .html", print_help=False)
        try:
            folders = named_sites(self.settings, "report", args).folders
            names = names_of(self.settings or BaseSettings())
            if in_parts:
                written = write_folder(folders, output, names=names, language=opts.language)
            else:
                written = write(folders, output, most=opts.most or MOST, names=names, language=opts.language)
        except (NothingHarvestedError, OtherFilesError, LockedError, OSError, ValueError) as error:
            to_stderr(f"{program()} report: {error}")
            self.exitcode = ExitCode.FAILED
        except KeyError as error:
            to_stderr(f"{program()} report: a line has no field {error}: was it written by another program?")
            self.exitcode = ExitCode.FAILED
        else:
            to_stderr(f"{written}")
