"""``scrapy backup``: a site's harvest as one file."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from harvester.commands.base_folder import named_sites
from harvester.commands.refusing import refuse_options
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr
from harvester.store.interface import StoreError


class Command(ScrapyCommand):
    """Write a site's folder into one file, while a run may be at work there."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "SITE -o FILE"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write a site's harvest into one file, while a run may be at work"

    def long_desc(self) -> str:
        """What ``scrapy backup -h`` says."""
        return (
            "Write all of a site's folder into a tar file (.tar, .tar.gz, .tar.zst), whole or not at all. To restore "
            "it, unpack it in HARVESTER_DIR while no run is at work. Exit status: 0 done; 1 a file can't be read or "
            "written; 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where to write."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FILE", help="the file to write")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Back up the site ``args`` names."""
        from harvester.curation.backup import back_up  # noqa: PLC0415 - Scrapy imports every command for each

        refuse_options(args)
        if len(args) != 1 or not opts.output:
            raise UsageError(f"name a site and a file: {program()} backup SITE -o FILE.tar.zst", print_help=False)
        if not opts.output.endswith((".tar", ".tar.gz", ".tar.zst")):
            raise UsageError(f"-o {opts.output}: give a name that ends in .tar, .tar.gz or .tar.zst", print_help=False)
        (folder,) = named_sites(self.settings, "backup", args, folders=True).folders
        try:
            count = back_up(folder, Path(opts.output))
        except (OSError, StoreError) as error:
            to_stderr(f"{program()} backup: {error}")
            self.exitcode = ExitCode.FAILED
        else:
            to_stderr(f"{count} files of {folder} in {opts.output}")
