"""``scrapy export``: what was harvested, as one file."""

from __future__ import annotations

import argparse
from types import ModuleType

from scrapy.commands import ScrapyCommand

from harvester.commands.base_folder import named_sites
from harvester.commands.refusing import refuse_options
from harvester.config.program import while_read


class Command(ScrapyCommand):
    """Write the latest revision of each article to one file."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write harvested articles to one file: for programs, databases, readers"

    def long_desc(self) -> str:
        """What ``scrapy export -h`` says."""
        return (
            "Write the latest revision of each article of the sites (all of them where none is named; a site goes by "
            "its folder, an address, or its name in the sites file) to one file, whole or not at all. "
            "See docs/export.md. "
            "Exit status: 0 done; 1 a file could not be read or written; 2 wrong usage; 5 another export is at "
            "work in the folder of --split."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        super().add_options(parser)
        _run().add_options(parser)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Refuse what Scrapy's own parser takes for names of sites."""
        super().process_options(args, opts)
        refuse_options(args)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Export the sites ``args``."""
        with while_read():
            self.exitcode = _run().run(named_sites(self.settings, "export", args).folders, opts)


def _run() -> ModuleType:
    """Loaded when it is needed: Scrapy imports every command for each."""
    from harvester.export import run  # noqa: PLC0415 - see above

    return run
