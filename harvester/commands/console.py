"""The console command ``harvester``: Scrapy's, with an overview of its own, loading only the command that is named."""

from __future__ import annotations

import gc
import sys
import sysconfig
from collections.abc import Sequence
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NoReturn

from scrapy import cmdline
from scrapy.commands import ScrapyCommand

from harvester.commands.mistaken import address_in, crawl_of
from harvester.config.program import OWN, SCRAPYS, ExitCode
from harvester.config.saying import to_stderr, to_stdout
from harvester.forum.authority import shown


class Parser(cmdline.ScrapyArgumentParser):
    """Scrapy's, which names Scrapy in its usage lines whatever it was called by."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - argparse's
        usage = str(given["usage"]).replace("scrapy", OWN, 1)
        super().__init__(**given | {"prog": OWN, "usage": usage})
        self._command = usage.split()[1]

    def error(self, message: str) -> NoReturn:
        """Refuse in one line, as every command of ours does; how a command is called is in its ``-h``."""
        to_stderr(f"{OWN} {self._command}: {message}")
        sys.exit(ExitCode.USAGE)


def run(given: Sequence[str]) -> None:
    """Run the command that is named; ends with :class:`SystemExit`, whose code is the command's."""
    if not given or given[0] in ("-h", "--help", "help"):
        to_stdout(overview())
        sys.exit(ExitCode.DONE)
    if not given[0].startswith("-"):
        commands = _commands_called(given[0])
        if not commands:
            to_stderr(f"{OWN}: {_meant(given[0])}")
            sys.exit(ExitCode.USAGE)
        cmdline._get_commands_dict = lambda *_: commands  # noqa: SLF001 - otherwise it loads all of them for each
    cmdline.ScrapyArgumentParser = Parser  # type: ignore[assignment,misc]  # execute() has no way to be told
    gc.freeze()
    gc.enable()
    cmdline.execute([OWN, *given])


def _commands_called(name: str) -> dict[str, ScrapyCommand]:
    """The command of this name, ours before Scrapy's; none where there is no such command."""
    for package in ("harvester.commands", "scrapy.commands"):
        if name.isidentifier() and find_spec(f"{package}.{name}") and (found := _commands(f"{package}.{name}")):
            return found
    return {}


def _meant(word: str) -> str:
    """What to say of a command that there is not."""
    if address := address_in(word):
        return f"{shown(word)} is not a command but an address: {crawl_of(address)}"
    near = get_close_matches(word, [*_commands("harvester.commands"), *SCRAPYS], n=1)
    return f"no such command: {word}; " + (f"did you mean {near[0]}?" if near else f"{OWN} -h lists them")


def overview() -> str:
    """Usage, and the commands with what each is for."""
    ours, scrapys = _commands("harvester.commands"), _commands("scrapy.commands")
    rows = [*_rows(ours), *_rows({name: scrapys[name] for name in SCRAPYS if name not in ours})]
    more = [f"{OWN} COMMAND -h says more about each.", *(f"The docs are in {folder}" for folder in docs()[:1])]
    return "\n".join([f"usage: {OWN} COMMAND [options]", "", *rows, "", *more, ""])


def docs() -> list[Path]:
    """The folders that have the docs: of a checkout, and of an installation (``share/doc``)."""
    places = [Path(__file__).parents[2] / "docs", Path(sysconfig.get_path("data")) / "share/doc/discuz-harvester"]
    return [place for place in places if (place / "settings.md").is_file()]


def _rows(commands: dict[str, ScrapyCommand]) -> list[str]:
    return [f"  {name:<10} {command.short_desc()}" for name, command in sorted(commands.items())]


def _commands(module: str) -> dict[str, ScrapyCommand]:
    return cmdline._get_commands_from_module(module, inproject=True)  # noqa: SLF001 - there is no public one
