"""``scrapy status``: where the sites stand."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from harvester.commands.base_folder import base_folder, named_sites
from harvester.commands.refusing import refuse_options
from harvester.config.declaring import options_of
from harvester.config.program import ExitCode, program, while_read
from harvester.config.saying import json_escaped, to_stderr, to_stdout
from harvester.crawl.harvested import Harvested
from harvester.runs.status import Status, as_json, line, lines, status, total
from harvester.store.interface import StoreError
from harvester.store.options import DatabaseOptions

#: So many sites are shown at length, and so many in a line each.
_LONG, _SCREEN = 3, 20


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
            "its name in the sites file). Of more than three sites each is a line; of more than 20, those with which "
            "all is not well come first. Exit status: 0 all is well; 1 a last run did not end well, or a site can't "
            "be read; 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        super().add_options(parser)
        parser.add_argument("--wrong", action="store_true", help="only sites with which all is not well")
        parser.add_argument(
            "--fleet", action="store_true", help="the fleet of HARVESTER_DATABASE: workers, sites, rates"
        )
        parser.add_argument(
            "--check", action="store_true", help="read all packed files, and compare them with their hashes"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object per line, one for each site")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Show the sites ``args``."""
        refuse_options(args)
        if opts.fleet:
            self._show_fleet(args, as_json=opts.json)
            return
        sites = named_sites(self.settings, "status", args)
        found = [each for each in (self._status(sites, name) for name in sites.names) if each is not None]
        unread = len(sites.names) - len(found)
        damaged = self._check(sites) if opts.check else False
        well = not unread and not damaged and all(each.well for each in found)
        self.exitcode = ExitCode.DONE if well else ExitCode.FAILED
        shown = [each for each in found if not (opts.wrong and each.well)]
        with while_read():
            if opts.json:
                for each in shown:
                    to_stdout(json_escaped(json.dumps(as_json(each), ensure_ascii=False)))
            else:
                self._show(shown, found)

    def _show_fleet(self, args: list[str], *, as_json: bool) -> None:
        """Show where the fleet stands. Raises ``UsageError``."""
        base_folder(self.settings, "status")
        database = options_of(DatabaseOptions, self.settings or {}).address
        if args or not database:
            raise UsageError("--fleet takes no sites, and HARVESTER_DATABASE says which fleet", print_help=False)
        try:
            from harvester.fleet import status as fleet  # noqa: PLC0415 - of an extra

            found = fleet.fleet_status(database)
        except (ImportError, StoreError) as error:
            to_stderr(f"{program()} status: {error}")
            self.exitcode = ExitCode.FAILED
            return
        self.exitcode = ExitCode.DONE if found.well else ExitCode.FAILED
        with while_read():
            if as_json:
                to_stdout(json_escaped(json.dumps(fleet.as_json(found), ensure_ascii=False)))
            else:
                to_stdout("\n".join(fleet.lines(found)))

    def _check(self, sites: Harvested) -> bool:
        """Name the packed files that a disk damaged; returns whether there are any."""
        from harvester.site_folder.index_file import damaged  # noqa: PLC0415 - Scrapy imports every command for each

        if sites.door:
            raise UsageError("--check is for harvests in files", print_help=False)
        try:
            found = [path for folder in sites.folders for path in damaged(folder)]
        except OSError as error:
            to_stderr(f"{program()} status: {error}")
            return True
        for path in found:
            to_stderr(f"{path} is damaged: it is not what index.json says (SHA-256)")
        return bool(found)

    def _status(self, sites: Harvested, name: str) -> Status | None:
        """The status of a site; ``None``, having said why, where it can't be read."""
        try:
            now = datetime.now(UTC)
            return sites.door.status(name, now) if sites.door else status(sites.base / name, now)
        except (OSError, StoreError) as error:
            to_stderr(f"{program()} status: {error}")
            return None

    def _show(self, shown: list[Status], found: list[Status]) -> None:
        """Show sites so that it fits on a screen, and of several what they come to."""
        if len(shown) <= _LONG:
            for each in shown:
                to_stdout("\n".join(lines(each)))
        else:
            first = sorted(shown, key=lambda each: each.well)[:_SCREEN]
            width = max(len(each.site) for each in first)
            for each in first:
                to_stdout(line(each, width))
            if len(shown) > len(first):
                to_stdout(f"... and {len(shown) - len(first)} more (name them, or --json)")
        if len(found) > 1:
            to_stdout(total(found))
