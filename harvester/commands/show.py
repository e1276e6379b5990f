"""``scrapy show``: an article of the harvest in the terminal."""

from __future__ import annotations

import argparse

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from harvester.commands.base_folder import base_of
from harvester.commands.refusing import refuse_options
from harvester.config.program import ExitCode, program, while_read
from harvester.config.saying import to_stderr, to_stdout

EPILOG = "Exit status: 0 shown; 1 no such article, or the harvest can't be read; 2 wrong usage."


class Command(ScrapyCommand):
    """Show an article, its repairs, and what stood there before them."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] ID|TID|URL"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show an article of the harvest, with its repairs marked"

    def long_desc(self) -> str:
        """What ``scrapy show -h`` says."""
        return (
            "Show the latest revision of an article, by its id (SITE:TID), its thread's number (where one forum has "
            "it) or its address, with each repair as [-before-]{+after+} in its place. The harvest is in HARVESTER_DIR "
            "(-s HARVESTER_DIR=FOLDER). " + EPILOG
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options; see docs/report.md."""
        super().add_options(parser)
        parser.add_argument("--original", action="store_true", help="show the text before its repairs, too")
        parser.add_argument("--json", action="store_true", help="the line as it stands in the harvest")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show the article ``args`` names."""
        from harvester.show.article import Terminal, as_json, shown, write  # noqa: PLC0415 - Scrapy imports every command
        from harvester.show.find import NotFoundError, find, thread_of  # noqa: PLC0415 - as above

        refuse_options(args)
        if len(args) != 1:
            raise UsageError(f"name one article: {program()} show SITE:TID", print_help=False)
        try:
            line = find(base_of(self.settings, "show", thread_of(args[0])), args[0])
            console = Terminal(highlight=False, emoji=False, markup=False)
            with while_read():
                if opts.json:
                    to_stdout(as_json(line, original=opts.original))
                else:
                    width = console.width if console.is_terminal else 0
                    write(console, shown(line, original=opts.original, width=width))
        except (NotFoundError, OSError, ValueError) as error:
            to_stderr(f"{program()} show: {error}")
            self.exitcode = ExitCode.FAILED
        except KeyError as error:
            to_stderr(f"{program()} show: a line has no field {error}: was it written by another program?")
            self.exitcode = ExitCode.FAILED
