"""``scrapy feed``: the newest articles, for feed readers."""

from __future__ import annotations

import argparse
from types import ModuleType

from scrapy.commands import ScrapyCommand

from harvester.commands.base_folder import named_sites
from harvester.commands.refusing import refuse_options
from harvester.config.program import while_read


class Command(ScrapyCommand):
    """Write the newest articles as an Atom feed."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Write the newest articles as an Atom feed"

    def long_desc(self) -> str:
        """What ``scrapy feed -h`` says."""
        return (
            "Write the newest articles of the sites (all of them where none is named; a site goes by its folder, an "
            "address, or its name in the sites file) as an Atom feed with their clean text, whole or not at all. "
            "See docs/feed.md. "
            "Exit status: 0 done; 1 a file could not be read or written; 2 wrong usage."
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
        """Write the feed of the sites ``args``."""
        with while_read():
            self.exitcode = _run().run(named_sites(self.settings, "feed", args).folders, opts)


def _run() -> ModuleType:
    """Loaded when it is needed: Scrapy imports every command for each."""
    from harvester.feed import run  # noqa: PLC0415 - see above

    return run
