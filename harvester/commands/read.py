"""``harvester read``: forum pages out of piles of web archives, without a request."""

from __future__ import annotations

import argparse
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from harvester.commands.refusing import refuse_options
from harvester.config.declaring import ConfigurationError
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr
from harvester.crawl.settings import check

EPILOG = (
    "Exit status: 0 all read; 1 nothing to read, or output can't be written; 2 wrong usage; 3 some files could not be "
    "read; 5 another reading is at work in the folder."
)
#: Settings of a crawl that a reading heeds.
SETTINGS = (
    "HARVESTER_ZONE", "HARVESTER_CHARSET", "HARVESTER_KEEP", "HARVESTER_REPAIR", "HARVESTER_REPAIR_KINDS",
    "HARVESTER_REPAIR_CERTAINTY", "HARVESTER_REPAIR_PROFILE", "HARVESTER_NOISE", "HARVESTER_KEEP_ORIGINAL",
    "HARVESTER_CONVERT", "HARVESTER_NORMALISE", "HARVESTER_MASK",
)  # fmt: skip


class Command(ScrapyCommand):
    """Read forum pages out of web archives."""

    requires_project = False
    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] FILE|FOLDER|ADDRESS ... -o FOLDER"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Read forum pages out of web archives (WARC, WACZ, HAR, saved HTML)"

    def long_desc(self) -> str:
        """What ``harvester read -h`` says."""
        return (
            "Read all forum pages in web archives, whatever else is in them, and write the articles as lines by forum "
            "and month. Called again, it goes on where it was, and takes in what is new. " + EPILOG
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options; see docs/archives.md."""
        super().add_options(parser)
        parser.add_argument("-o", "--output", metavar="FOLDER", help="where the output goes; needed")
        parser.add_argument(
            "--format", choices=("jsonl", "parquet", "mnbvc"), default="jsonl", help="of the lines; default: jsonl"
        )
        parser.add_argument("--replies", action="store_true", help="with the replies")
        parser.add_argument("--no-quotations", action="store_true", help="replies without what they quote")
        parser.add_argument("--no-signatures", action="store_true", help="no signatures of texts beside the lines")
        parser.add_argument("--no-profile", action="store_true", help="learn nothing of a forum's damage from a sample")
        parser.add_argument("--sites", metavar="FILE", help="what is known of forums: a sites.json of another reading")
        parser.add_argument("--jobs", type=int, metavar="N", help="processes; default: one for each core")
        parser.add_argument("--quiet", action="store_true", help="no progress display")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Read."""
        from harvester.archive.shards import ShardError  # noqa: PLC0415 - imported for each command
        from harvester.disk.lock import LockedError  # noqa: PLC0415 - as above

        refuse_options(args)
        if not args or not opts.output:
            raise UsageError("give what is to be read, and -o FOLDER", print_help=False)
        if opts.jobs is not None and opts.jobs < 1:
            raise UsageError("--jobs: one process or more", print_help=False)
        try:
            self.exitcode = _read(args, opts, self.settings or BaseSettings())
        except ConfigurationError as error:
            to_stderr(f"{program()} read: {error}")
            self.exitcode = ExitCode.USAGE
        except LockedError as error:
            to_stderr(f"{program()} read: {error}")
            self.exitcode = ExitCode.LOCKED
        except (ShardError, OSError, ValueError) as error:
            to_stderr(f"{program()} read: {error}")
            self.exitcode = ExitCode.FAILED
        except KeyboardInterrupt:
            to_stderr(f"{program()} read: stopped; called again, it goes on where it was")
            self.exitcode = ExitCode.INTERRUPTED


def _read(args: list[str], opts: argparse.Namespace, settings: BaseSettings) -> int:
    from harvester.archive.ledger import read_facts  # noqa: PLC0415 - imported for each command
    from harvester.archive.options import ReadOptions  # noqa: PLC0415 - as above
    from harvester.archive.output import Layout  # noqa: PLC0415 - as above
    from harvester.archive.run import cores, read  # noqa: PLC0415 - as above
    from harvester.archive.shards import shards  # noqa: PLC0415 - as above
    from harvester.archive.showing import shown  # noqa: PLC0415 - as above
    from harvester.export.formats import missing  # noqa: PLC0415 - as above

    check(settings)
    found = shards(args)
    if (lacking := missing(opts.format)) is not None:
        raise UsageError(lacking, print_help=False)
    options = ReadOptions(
        Layout(Path(opts.output), opts.format, signed=not opts.no_signatures),
        {name: settings.get(name) for name in SETTINGS},
        replies=opts.replies,
        quotations=not opts.no_quotations,
        zone_named=(settings.getpriority("HARVESTER_ZONE") or 0) > SETTINGS_PRIORITIES["project"],
        learned=not opts.no_profile,
        jobs=opts.jobs or cores(),
    )
    known = read_facts(Path(opts.sites)) if opts.sites else {}
    with shown(quiet=opts.quiet) as told:
        done = read(found, options, known, told)
    counts = done.counts
    to_stderr(
        f"{counts['records']} records of {done.shards} files; {counts['thread pages']} pages of threads, "
        f"{counts['list pages']} of lists; {counts['lines']} lines in {len(done.files)} files below {opts.output}"
    )
    unread = done.unread or counts["shards not read to their end"] or counts["shards that could not be read"]
    return ExitCode.FAILURES if unread else ExitCode.DONE
