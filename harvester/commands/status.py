"""``scrapy status``: where the sites stand."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand

from harvester.commands.base_folder import named_sites
from harvester.config.program import ExitCode, program, while_read
from harvester.runs.status import as_json, lines, status
from harvester.saying import json_escaped, to_stderr, to_stdout
from harvester.store.interface import StoreError


class Command(ScrapyCommand):
    """Say of each site how its last run ended, what is harvested, and what is due."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Show each site's last run, its articles, rechecks due and trend"

    def long_desc(self) -> str:
        """What ``scrapy status -h`` says."""
        return (
            "Show where the sites stand (all of them where none is named; a site goes by its folder, an address, or "
            "its name in the sites file). Exit status: 0 all is well; 1 a last run did not end well, or a site can't "
            "be read; 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="one JSON object per line, one for each site")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show the sites ``args``."""
        folders = named_sites(self.settings, "status", args).folders
        with while_read():
            well = [self._show(folder, as_lines=not opts.json) for folder in folders]
            self.exitcode = ExitCode.DONE if all(well) else ExitCode.FAILED

    def _show(self, folder: Path, *, as_lines: bool) -> bool:
        """Show a site; returns whether all is well with it."""
        try:
            found = status(folder, datetime.now(UTC))
        except (OSError, StoreError) as error:
            to_stderr(f"{program()} status: {error}")
            return False
        to_stdout("\n".join(lines(found)) if as_lines else json_escaped(json.dumps(as_json(found), ensure_ascii=False)))
        return found.well
