"""``scrapy correct``: an article put right by a person."""

from __future__ import annotations

import argparse
import getpass
import re
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from harvester.commands.base_folder import named_sites
from harvester.commands.refusing import refuse_options
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr, to_stdout
from harvester.store.interface import StoreError

if TYPE_CHECKING:
    from harvester.curation.correction import Correcting


class Command(ScrapyCommand):
    """Put the title, the text or one repair of an article right."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[options] SITE:TID"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Put an article right by hand, apart from what the forum says"

    def long_desc(self) -> str:
        """What ``scrapy correct -h`` says."""
        return (
            "Put title or text of an article right: in $EDITOR where no option says how. What the forum says stays in "
            "the harvest; exports and reports have the correction. See docs/correcting.md. Exit status: 0 done; 1 it "
            "can't be done; 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        super().add_options(parser)
        parser.add_argument("--field", metavar="NAME=VALUE", action="append", default=[], help="title=... or text=...")
        parser.add_argument("--repair", metavar="N=TEXT", help="have repair N come to TEXT (N= takes it back)")
        parser.add_argument("--undo", metavar="N", type=int, help="take correction N back")
        parser.add_argument("--by", metavar="NAME", default="", help="who corrects; default: the user")
        parser.add_argument("--list", action="store_true", help="list the corrections (of the SITEs named, or of all)")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Correct the article ``args`` names."""
        from harvester.curation.correction import Correcting, CorrectionError, listed  # noqa: PLC0415 - many commands

        refuse_options(args)
        if opts.list:
            for folder in named_sites(self.settings, "correct", args).folders:
                for said in listed(folder):
                    to_stdout(said)
            return
        if len(args) != 1 or not re.fullmatch(r".+:[0-9]{1,18}", args[0]):
            raise UsageError(f"name one article: {program()} correct SITE:TID", print_help=False)
        if wrong := [given for given in opts.field if "=" not in given]:
            raise UsageError(f"--field {wrong[0]}: give NAME=VALUE", print_help=False)
        if opts.repair is not None and not re.match(r"[0-9]{1,9}=", opts.repair):
            raise UsageError(f"--repair {opts.repair}: give N=TEXT", print_help=False)
        site, _, tid = args[0].rpartition(":")
        sites = named_sites(self.settings, "correct", [site])
        try:
            folder = sites.with_only(int(tid))
            self._correct(Correcting(folder, int(tid), opts.by or getpass.getuser()), opts)
            if sites.door is not None:
                sites.door.keep_corrections(folder)
        except (CorrectionError, OSError, ValueError, StoreError) as error:
            to_stderr(f"{program()} correct: {error}")
            self.exitcode = ExitCode.FAILED

    def _correct(self, correcting: Correcting, opts: argparse.Namespace) -> None:
        if opts.undo is not None:
            undone = correcting.undo(opts.undo)
            to_stderr(f"correction {undone.number} of {undone.field} is undone")
            return
        made = correcting.put(dict(given.split("=", 1) for given in opts.field))
        if opts.repair is not None:
            number, _, after = opts.repair.partition("=")
            made += correcting.repair(int(number), after or None)
        elif not opts.field:
            made += correcting.edit()
        for each in made:
            to_stdout(f"correction {each.number}: {each.field}")
        if not made:
            to_stderr("nothing was changed")
