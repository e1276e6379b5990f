"""``scrapy sites``: the sites of a database, and what is done with them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from harvester.commands.base_folder import base_folder
from harvester.commands.refusing import refuse_options
from harvester.config.declaring import ConfigurationError, options_of
from harvester.config.program import ExitCode, program, while_read
from harvester.config.saying import json_escaped, to_stderr, to_stdout
from harvester.disk.lock import LockedError
from harvester.sites.options import SitesOptions
from harvester.store.interface import StoreError
from harvester.store.options import NEEDED, DatabaseOptions

if TYPE_CHECKING:
    from harvester.store.postgres.sites import ListedSite

#: So many names stand in a message.
_SHOWN = 8
_MANY = 10_000
#: The highest priority, and without its sign the lowest.
_MOST_URGENT = 1_000_000


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done: the database, the words after the action, and the settings."""

    database: str
    words: Sequence[str]
    settings: BaseSettings
    options: argparse.Namespace


def _import(asked: Asked) -> Iterator[str]:
    from harvester.crawl import keeping  # noqa: PLC0415 - an extra

    file = Path(asked.words[0]) if asked.words else options_of(SitesOptions, asked.settings).file
    done = keeping.import_file(asked.database, file, asked.options.priority)
    yield f"{done.sites} sites of {file}, {done.new} of them new"
    if done.others:
        shown = ", ".join(done.others[:_SHOWN]) + (", ..." if len(done.others) > _SHOWN else "")
        yield f"not in {file}, and crawled as before: {shown} ({program()} sites pause SITE)"


def _list(asked: Asked) -> Iterator[str]:
    from harvester.crawl import keeping  # noqa: PLC0415 - an extra

    for each in keeping.listed(asked.database):
        to_stdout(_as_json(each) if asked.options.json else _row(each))
    yield from ()


def _pause(asked: Asked) -> Iterator[str]:
    from harvester.crawl import keeping  # noqa: PLC0415 - an extra

    for name in keeping.pause(asked.database, asked.words, paused=True):
        yield f"{name} is paused"


def _resume(asked: Asked) -> Iterator[str]:
    from harvester.crawl import keeping  # noqa: PLC0415 - an extra

    for name in keeping.pause(asked.database, asked.words, paused=False):
        yield f"{name} is no longer paused"


def _remove(asked: Asked) -> Iterator[str]:
    from harvester.crawl import keeping  # noqa: PLC0415 - an extra

    for each in keeping.remove(asked.database, asked.words, harvest=asked.options.harvest):
        if each.files is not None:
            yield f"{each.name}: {each.articles} articles and {each.files} files are removed, and all that was known"
        else:
            yield f"{each.name}: no worker crawls it; {each.articles} articles stay (--harvest removes them)"


def _run(asked: Asked) -> Iterator[str]:
    from harvester.crawl import keeping  # noqa: PLC0415 - an extra

    for site in keeping.run(asked.database, asked.words):
        if site.address is None:
            yield f"{site.name} is not in the sites file that was imported: no worker crawls it"
        elif site.paused:
            yield f"{site.name} is due once it is no longer paused ({program()} sites resume {site.name})"
        elif site.owner:
            yield f"{site.name} is at work: it is due again when this run is over"
        else:
            yield f"{site.name} is due now"


def _adopt(asked: Asked) -> Iterator[str]:
    from harvester.crawl import keeping  # noqa: PLC0415 - an extra

    for folder in map(Path, asked.words):
        done = keeping.adopt(asked.database, folder)
        yield f"{folder.name}: {done.lines} lines are in the database; {folder} stays as it is"
        yield from done.messages
        if done.left_out:
            yield f"{folder.name}: {done.left_out} lines are not articles, and are not in the database"


def _leave(asked: Asked) -> Iterator[str]:
    from harvester.crawl import keeping  # noqa: PLC0415 - an extra

    count = keeping.leave(asked.database, asked.words[0], Path(asked.words[1]))
    yield f"{count} threads of {asked.words[0]} are in {asked.words[1]}; the database has them too"


def _seal(asked: Asked) -> Iterator[str]:
    from harvester.crawl import keeping  # noqa: PLC0415 - an extra

    done = keeping.seal(asked.database, asked.settings, asked.words)
    yield f"{done.lines} lines in {done.files} new files; {done.rewritten} files written anew"
    if done.failed:
        raise OSError("; ".join(done.failed))


def _index(asked: Asked) -> Iterator[str]:
    from harvester.depot.comparing import compare  # noqa: PLC0415 - an extra

    done = compare(asked.database)
    yield f"{done.articles} articles were added to the index of texts"
    if done.failed:
        raise OSError("; ".join(done.failed))


@dataclass(frozen=True, slots=True)
class Action:
    """Something that can be done: how, what it is, what words it takes, and how many."""

    do: Callable[[Asked], Iterator[str]]
    about: str
    takes: str = "SITE ..."
    least: int = 1
    most: int = _MANY


ACTIONS = {
    "import": Action(
        _import, "put the sites of a sites file (HARVESTER_SITES) into the table of sites", "[FILE]", 0, 1
    ),
    "list": Action(_list, "show the sites, who is at work on them, and when they are due", "no more words", 0, 0),
    "pause": Action(_pause, "have no worker take sites"),
    "resume": Action(_resume, "have them taken again"),
    "run": Action(_run, "have sites be due now"),
    "remove": Action(_remove, "have no worker crawl sites, until an import names them again"),
    "adopt": Action(_adopt, "take in what was harvested with SQLite, without a request", "FOLDER ..."),
    "leave": Action(_leave, "write a site out as a folder that a crawl with SQLite goes on from", "SITE FOLDER", 2, 2),
    "seal": Action(_seal, "make files of the lines of days that are over (HARVESTER_DATABASE_FILES)", "[SITE ...]", 0),
    "index": Action(_index, "compare articles that HARVESTER_DUPLICATES did not see", "no more words", 0, 0),
}


class Command(ScrapyCommand):
    """Keep the sites of ``HARVESTER_DATABASE``."""

    requires_crawler_process = False

    def syntax(self) -> str:
        """How it is called."""
        return "ACTION [options] [SITE|FILE|FOLDER ...]"

    def short_desc(self) -> str:
        """One line for the list of commands."""
        return "Keep the sites of a database: import, list, pause, run, remove, adopt, leave, seal, index"

    def long_desc(self) -> str:
        """What ``scrapy sites -h`` says."""
        said = "; ".join(f"{name} {each.takes}: {each.about}" for name, each in ACTIONS.items())
        return (
            f"Keep the sites of the database that HARVESTER_DATABASE names (docs/fleet.md). {said}. Exit status: 0 "
            "done; 1 it can't be done; 2 wrong usage; 5 a run is at work there."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        """The options."""
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="list: one JSON object per line")
        parser.add_argument(
            "--harvest", action="store_true", help="remove: also their articles, files of articles, and all else"
        )
        parser.add_argument(
            "--priority",
            type=_priority,
            default=0,
            metavar="N",
            help="import: of two sites that are due, the higher first",
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        """Do what ``args`` begin with."""
        refuse_options(args)
        if not args or args[0] not in ACTIONS:
            wrong = f"there is no action {args[0]}; " if args else ""
            raise UsageError(f"{wrong}say what to do: {', '.join(ACTIONS)}", print_help=False)
        base_folder(self.settings, "sites")
        action, words = ACTIONS[args[0]], args[1:]
        if not action.least <= len(words) <= action.most:
            raise UsageError(f"{args[0]} takes {action.takes}", print_help=False)
        settings = self.settings or BaseSettings()
        try:
            database = options_of(DatabaseOptions, settings).address
            if not database:
                self._refuse("HARVESTER_DATABASE: say which, such as postgresql://HOST/DATABASE", ExitCode.USAGE)
            with while_read():
                for said in action.do(Asked(database, words, settings, opts)):
                    to_stderr(said)
        except ImportError as error:
            self._refuse(NEEDED.format(error), ExitCode.FAILED)
        except LockedError as error:
            self._refuse(str(error), ExitCode.LOCKED)
        except ConfigurationError as error:
            self._refuse(str(error), ExitCode.USAGE)
        except (OSError, StoreError, ValueError) as error:
            self._refuse(str(error), ExitCode.FAILED)

    def _refuse(self, message: str, code: ExitCode) -> NoReturn:
        to_stderr(f"{program()} sites: {message}")
        sys.exit(code)


def _priority(word: str) -> int:
    if abs(number := int(word)) > _MOST_URGENT:
        raise argparse.ArgumentTypeError(f"give a number from -{_MOST_URGENT} to {_MOST_URGENT}")
    return number


_priority.__name__ = "int"  # as argparse names it for what is no number


def _row(site: ListedSite) -> str:
    state = site.owner or ("paused" if site.paused else "by hand" if site.address is None else _due(site.next_run))
    last = f"last {_time(site.last_run)}" if site.last_run else "never crawled"
    return f"{site.known_as or site.name:<30}  {state:<24}  {last:<22}  {site.address or ''}".rstrip()


def _due(at: datetime | None) -> str:
    return f"due {_time(at)}" if at and at > datetime.now(UTC) else "due"


def _time(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M") if at else ""


def _as_json(site: ListedSite) -> str:
    return json_escaped(json.dumps(asdict(site), ensure_ascii=False, default=str))
