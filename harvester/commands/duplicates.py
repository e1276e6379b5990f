"""``scrapy duplicates``: the copies in a whole harvest, in groups."""

from __future__ import annotations

import argparse
import json
import sys
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from harvester.commands.base_folder import base_of
from harvester.config.program import ExitCode, program, while_read
from harvester.config.saying import json_escaped, to_stderr
from harvester.disk.database import StoreError
from harvester.duplicates.catalogue import FILE, Catalogue, Copy
from harvester.duplicates.follow import follow, read_all
from harvester.duplicates.signatures import read_signatures
from harvester.runs.summary import counted


class Command(ScrapyCommand):
    """List the groups of duplicates of a harvest, all its sites together."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "[-o FILE]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "List the copies in a whole harvest, in groups"

    def long_desc(self) -> str:
        """What ``scrapy duplicates -h`` says."""
        return (
            "Read the latest revision of every article in HARVESTER_DIR (where HARVESTER_DUPLICATES left an index, "
            "what that lacks), and write a line of JSON for each group of "
            "articles with the same text, or nearly: the id of the one published first, of the longest, and all "
            "of them in the order in which they were harvested. Exit status: 0 done; 1 a file could not be read or "
            "written; 2 wrong usage."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """Where to write."""
        super().add_options(parser)
        parser.add_argument(
            "--signatures", metavar="FOLDER", help="of the signatures that harvester read wrote there, not of a harvest"
        )
        parser.add_argument("-o", "--output", metavar="FILE", help="write to FILE instead of standard output")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """List them."""
        if args:
            raise UsageError(f"no argument is taken: {args[0]}", print_help=False)
        try:
            with while_read():
                signed = Path(opts.signatures) if opts.signatures else None
                base = signed or base_of(self.settings, "duplicates")
                to_stderr(_list(base, opts.output, signed=signed is not None))
        except (OSError, ValueError, EOFError, StoreError) as error:
            to_stderr(f"{program()} duplicates: {error}")
            self.exitcode = ExitCode.FAILED


def _list(base: Path, output: str | None, *, signed: bool) -> str:
    """Write the groups; returns what to tell the user. ``signed``: ``base`` has signatures, not a harvest."""
    index, articles = _of_signatures(base) if signed else _indexed(base)
    groups = copies = 0
    with Path(output).open("w", encoding="utf-8") if output else nullcontext(sys.stdout) as stream:
        for group in index.groups():
            record = {
                "earliest": min(group, key=_published).id,
                "longest": max(group, key=lambda copy: copy.letters).id,
                "members": [
                    {
                        "id": copy.id,
                        "published": copy.published,
                        "letters": copy.letters,
                        "likeness": round(copy.likeness, 3),
                    }
                    for copy in group
                ],
            }
            stream.write(json_escaped(json.dumps(record, ensure_ascii=False)) + "\n")
            groups += 1
            copies += len(group) - 1
    index.close()
    return f"{counted({'article': articles})} in {base}: {counted({'group': groups, 'duplicate': copies})}\n"


def _of_signatures(folder: Path) -> tuple[Catalogue, int]:
    """A temporary index of all texts that were signed. Raises as :func:`read_signatures` does."""
    index = Catalogue(None)
    count = read_signatures(index, folder)
    if not count:
        raise ValueError(f"{folder}: no signatures there")
    return index, count


def _indexed(base: Path) -> tuple[Catalogue, int]:
    """The index of all texts, and of how many: the harvest's own, brought up to date, or a temporary one.

    Raises :class:`OSError` for a file that can't be read.
    """
    standing = base / FILE
    index = Catalogue(standing if standing.exists() else None)
    if index.path is None:
        return index, read_all(index, base)
    if broken := [*index.messages, *follow(index, base)]:
        raise OSError("; ".join(broken))
    return index, index.count()


def _published(copy: Copy) -> datetime:
    """When it was published; a time that is not known is after all others."""
    return datetime.fromisoformat(copy.published) if copy.published else datetime.max.replace(tzinfo=UTC)
