"""``scrapy remove``: an article taken out of a harvest for good."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from harvester.commands.base_folder import base_folder, named_sites
from harvester.commands.refusing import refuse_options
from harvester.config.declaring import ConfigurationError
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr, to_stdout
from harvester.crawl.configuration import Configuration
from harvester.crawl.harvested import Harvested
from harvester.disk.lock import LockedError
from harvester.store.interface import StoreError

if TYPE_CHECKING:
    from harvester.curation.removal import Removal

#: What nobody but the user can know of.
_YOURS = (
    "Exports, reports, feeds and backups in other folders, and what a hook was given, may still say it: make them "
    "again, or remove it there."
)


class Command(ScrapyCommand):
    """Remove articles for good, or list those that were."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] SITE:TID ..."

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Remove an article from the harvest for good, with all that is kept of it"

    def long_desc(self) -> str:
        """What ``scrapy remove -h`` says."""
        return (
            "Remove articles with all their revisions, replies, files, raw pages and notices, and note when, by whom "
            "and why; no run harvests them again. See docs/removing.md. Exit status: 0 done; 1 nothing of it is there, "
            "or a file can't be read or written; 2 wrong usage; 3 removed, but other files in HARVESTER_DIR still "
            "say it; 5 a run is at work on the site."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        super().add_options(parser)
        parser.add_argument("--why", metavar="TEXT", default="", help="the reason, to be kept")
        parser.add_argument("--dry-run", action="store_true", help="say what would be removed, and leave it")
        parser.add_argument("--list", action="store_true", help="list what was removed (of the SITEs named, or of all)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Remove the articles ``args``."""
        refuse_options(args)
        if opts.list:
            self._list(args)
            return
        wrong = [arg for arg in args if not re.fullmatch(r".+:[0-9]{1,18}", arg)]
        if not args or wrong:
            raise UsageError(f"name articles: {program()} remove SITE:TID", print_help=False)
        base = base_folder(self.settings, "remove")
        for name in args:
            self._remove(base, name, opts)

    def _remove(self, base: Path, name: str, opts: argparse.Namespace) -> None:
        from harvester.curation.removal import READ_ERRORS, Removal  # noqa: PLC0415 - imported for each command
        from harvester.site_folder.tombstones import tombstones  # noqa: PLC0415 - as above

        site, _, tid = name.rpartition(":")
        sites = named_sites(self.settings, "remove", [site])
        try:
            folder = self._folder(sites)
            removal = Removal(base, folder, int(tid))
            found = removal.find() if opts.dry_run else removal.make(opts.why)
            if sites.door is not None and not opts.dry_run:
                (stone,) = (each for each in tombstones(folder) if each.tid == int(tid))
                sites.door.bury(folder.name, stone, [str(path.relative_to(folder)) for path in found.media])
        except LockedError as error:
            to_stderr(f"{program()} remove: {error}")
            self.exitcode = ExitCode.LOCKED
        except (*READ_ERRORS, StoreError, ValueError) as error:
            to_stderr(f"{program()} remove: {error}")
            self.exitcode = ExitCode.FAILED
        else:
            for said in found.messages:
                to_stderr(said)
            for said in found.said():
                to_stdout(said)
            verb = "would be removed" if opts.dry_run else "is removed, and is not harvested again"
            to_stderr(f"{removal.id} {verb}" if found else f"{removal.id}: nothing of it is there")
            if not found and opts.dry_run:
                self.exitcode = ExitCode.FAILED
            if found and not opts.dry_run:
                self._elsewhere(base, folder, removal)

    def _elsewhere(self, base: Path, folder: Path, removal: Removal) -> None:
        """Write the site's feed anew, and name the files outside the harvest that still say what was removed."""
        from harvester.crawl.naming import settings_of  # noqa: PLC0415 - as above
        from harvester.curation.elsewhere import copies  # noqa: PLC0415 - as above
        from harvester.disk.files import READ_ERRORS  # noqa: PLC0415 - as above
        from harvester.feed.run import refresh  # noqa: PLC0415 - as above

        assert self.settings is not None  # noqa: S101 - Scrapy sets it before
        try:
            told = Configuration.of(settings_of(self.settings, folder)).handing
            if told.feed and (folder / told.feed).exists():
                path = refresh(folder, removal.site_name, told.feed, told.feed_size)
                to_stdout(f"{path}: written anew")
        except (*READ_ERRORS, ConfigurationError, StoreError, ValueError) as error:
            to_stderr(f"{program()} remove: the feed could not be written: {error}")
            self.exitcode = ExitCode.FAILED
        for copy in copies(base, removal.traces):
            to_stdout(f"{copy}")
            if copy.sure:
                self.exitcode = ExitCode.FAILURES
        to_stderr(_YOURS)

    def _folder(self, sites: Harvested) -> Path:
        """The site's folder; of a database's, a copy laid out, beside its own downloaded files and raw pages.

        Raises :class:`LockedError` where a run may be writing raw pages.
        """
        if sites.door is None:
            return sites.folders[0]
        folder = sites.door.folder(sites.names[0], linked=False)
        if (folder / "warc").exists() and sites.door.at_work(sites.names[0]):
            raise LockedError(
                f"a run is at work on {folder.name}: {program()} sites pause {folder.name}, and wait for it"
            )
        return folder

    def _list(self, sites: list[str]) -> None:
        from harvester.site_folder.tombstones import tombstones  # noqa: PLC0415 - as above

        for folder in named_sites(self.settings, "remove", sites).folders:
            for each in tombstones(folder):
                to_stdout(f"{each.at}  {each.id}  {each.by}  {each.why}".rstrip())
