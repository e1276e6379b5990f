"""``scrapy repair``: files of damaged text repaired, from the shell."""

from __future__ import annotations

import argparse
from types import ModuleType

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from harvester.commands.refusing import refuse_options

EPILOG = (
    "Exit status: 0 done; 1 a file could not be read or written; 2 wrong usage; "
    "3 done, but some lines could not be repaired and were passed on as they are."
)


class Command(ScrapyCommand):
    """Repair text or JSON Lines, from files or standard input."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] [FILE ...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Repair damaged Chinese text in files or standard input"

    def long_desc(self) -> str:
        """What ``scrapy repair -h`` says."""
        return (
            "Undo forum noise, shifted bytes, pinyin glosses and wrong encodings in plain text or JSON Lines, "
            "compressed (gzip, zstd) or not. Files are repaired to standard output unless an option says otherwise; "
            "no FILE, or -, is standard input. Output is UTF-8. " + EPILOG
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options; see docs/damage.md."""
        super().add_options(parser)
        _command_line().add_options(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse what Scrapy's own parser takes for file names, and settings of a crawl, which would do nothing."""
        super().process_options(args, opts)
        refuse_options(args)
        if named := next((each for each in opts.set if each.startswith("HARVESTER_")), None):
            name = named.partition("=")[0]
            raise UsageError(f"{name} is of crawls; repair has options of its own, such as --kinds", print_help=False)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Repair the files ``args``."""
        self.exitcode = _command_line().run(args, opts)


def _command_line() -> ModuleType:
    """Loaded when it is needed: Scrapy imports every command for each."""
    from harvester.bulk import command_line  # noqa: PLC0415 - see above

    return command_line
