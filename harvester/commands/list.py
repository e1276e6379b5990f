"""``scrapy list``: the spiders, and to a person what each is for."""

from __future__ import annotations

import argparse
import sys

from scrapy.commands.list import Command as ListCommand
from scrapy.spiderloader import get_spider_loader

from harvester.config.program import program
from harvester.config.saying import to_stdout


class Command(ListCommand):
    """Scrapy's own, which programs read: a name a line. On a terminal it says more."""

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "List the spiders: what can be harvested"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """List them."""
        if not sys.stdout.isatty() or self.settings is None:
            super().run(args, opts)
            return
        loader = get_spider_loader(self.settings)
        for name in sorted(loader.list()):
            about = (loader.load(name).__doc__ or "").strip().partition("\n")[0]
            to_stdout(f"{name:<8} {about}")
        to_stdout(f"\n{program()} crawl forum -a address=ADDRESS harvests a forum; {program()} crawl -h says more.")
