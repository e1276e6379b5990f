"""``scrapy rerepair``: today's repair over a harvest of before."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand

from harvester.commands.base_folder import named_sites
from harvester.commands.refusing import refuse_options
from harvester.config.declaring import ConfigurationError
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr, to_stdout
from harvester.crawl.configuration import Configuration
from harvester.disk.lock import LockedError
from harvester.store.interface import StoreError

#: So many articles that are left as they are are named for each reason.
_NAMED = 20


class Command(ScrapyCommand):
    """Repair harvested articles once more, from their logs."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] [SITE ...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Repair harvested articles once more with today's rules, without a request"

    def long_desc(self) -> str:
        """What ``scrapy rerepair -h`` says."""
        return (
            "Undo the repairs of each article of the sites (all, where none is named) by its log, repair it as a crawl "
            "would now, and write a new revision where it says something else. See docs/damage.md. Exit status: 0 "
            "done; 1 a file can't be read or written; 2 wrong usage; 3 done, but some articles were left as they are; "
            "5 a run is at work on a site."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        super().add_options(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would be revised, and write nothing")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Repair the sites ``args``."""
        refuse_options(args)
        self.exitcode = ExitCode.DONE
        for folder in named_sites(self.settings, "rerepair", args, folders=True).folders:
            self.exitcode = max(self.exitcode, self._site(folder, dry=opts.dry_run))

    def _site(self, folder: Path, *, dry: bool) -> ExitCode:
        from harvester.crawl.naming import settings_of  # noqa: PLC0415 - Scrapy imports every command for each
        from harvester.curation.rerepair import rerepair  # noqa: PLC0415 - as above
        from harvester.site_folder.corrections import conflicts  # noqa: PLC0415 - as above
        from harvester.site_folder.folder import Layout  # noqa: PLC0415 - as above
        from harvester.site_folder.packing import READ_ERRORS  # noqa: PLC0415 - as above

        assert self.settings is not None  # noqa: S101 - Scrapy sets it before
        try:
            told = Configuration.of(settings_of(self.settings, folder))
            own = told.folder
            layout = Layout(own.rules, own.file_size, own.packed, own.notices_days)
            found = rerepair(folder, told.repair, told.corpora, layout, dry=dry)
            outdated = conflicts(folder)
        except LockedError as error:
            to_stderr(f"{program()} rerepair: {error}")
            return ExitCode.LOCKED
        except ConfigurationError as error:
            to_stderr(f"{program()} rerepair: {error}")
            return ExitCode.USAGE
        except (*READ_ERRORS, StoreError, ValueError) as error:
            to_stderr(f"{program()} rerepair: {error}")
            return ExitCode.FAILED
        for message in found.messages:
            to_stderr(message)
        for name in found.revised:
            to_stdout(name)
        verb = "would be revised" if dry else "revised"
        to_stderr(f"{folder.name}: {found.articles} articles, {len(found.revised)} {verb}")
        for why, names in found.skipped.items():
            to_stderr(f"  {len(names)} left as they are, {why}: {_named(names)}")
        if outdated:
            to_stderr(f"  {len(outdated)} corrected by hand say something else now: {_named(outdated)}")
        if found.skipped and (folder / "warc").is_dir():
            to_stderr(f"  raw pages of the site are kept: {program()} crawl replay -a warc={folder / 'warc'}")
        return ExitCode.FAILURES if found.skipped else ExitCode.DONE


def _named(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return f"{', '.join(names[:_NAMED])}{more}"
