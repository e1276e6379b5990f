"""``scrapy duplicates``: the copies in a whole harvest, in groups."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from harvester.commands.base_folder import base_of
from harvester.commands.refusing import refuse_options
from harvester.config.program import ExitCode, program, while_read
from harvester.config.saying import to_stderr
from harvester.disk.database import StoreError


class Command(ScrapyCommand):
    """List the groups of duplicates of a harvest, all its sites together."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[-o FILE]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "List the copies in a whole harvest, in groups"

    def long_desc(self) -> str:
        """What ``scrapy duplicates -h`` says."""
        return (
            "Read the latest revision of every article in HARVESTER_DIR (where HARVESTER_DUPLICATES left an index, "
            "what that lacks), and write a line of JSON for each group of "
            "articles with the same text, or nearly: the id of the one published first, of the longest, and all "
            "of them in the order in which they were harvested. Exit status: 0 done; 1 a file could not be read or "
            "written; 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where to write."""
        super().add_options(parser)
        parser.add_argument(
            "--signatures", metavar="FOLDER", help="of the signatures that harvester read wrote there, not of a harvest"
        )
        parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """List them."""
        from harvester.duplicates.listing import write_groups  # noqa: PLC0415 - Scrapy imports every command for each
        from harvester.runs.summary import counted  # noqa: PLC0415 - as above

        refuse_options(args)
        if args:
            raise UsageError(f"it takes no argument, and was given {args[0]}", print_help=False)
        try:
            with while_read():
                signed = Path(opts.signatures) if opts.signatures else None
                base = signed or base_of(self.settings, "duplicates")
                written = write_groups(base, opts.output, signed=signed is not None)
                copies = counted({"group": written.groups, "duplicate": written.copies})
                to_stderr(f"{counted({'article': written.articles})} in {base}: {copies}\n")
        except (OSError, ValueError, EOFError, StoreError) as error:
            to_stderr(f"{program()} duplicates: {error}")
            self.exitcode = ExitCode.FAILED
