"""The console command ``harvester``: Scrapy's, with the project's settings, from any folder, without a scrapy.cfg."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from scrapy import cmdline
from scrapy.commands import ScrapyCommand
from scrapy.utils.project import ENVVAR

from harvester import __version__
from harvester.config.program import OWN, SCRAPYS, ExitCode
from harvester.config.saying import to_stderr, to_stdout

SETTINGS = "harvester.settings"


class Parser(cmdline.ScrapyArgumentParser):
    """Scrapy's, which names Scrapy in its usage lines whatever it was called by."""

    def __init__(self, **given: Any) -> None:  # noqa: ANN401 - argparse's
        usage = str(given["usage"]).replace("scrapy", OWN, 1)
        super().__init__(**given | {"prog": OWN, "usage": usage})


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command that the arguments name; ends with :class:`SystemExit`, whose code is the command's.

    The settings are ``harvester.settings`` unless ``SCRAPY_SETTINGS_MODULE`` names others; a scrapy.cfg that lies
    about is not looked for.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    os.environ.setdefault(ENVVAR, SETTINGS)
    sys.argv[0] = OWN
    if given == ["--version"]:
        to_stdout(f"{OWN} {__version__}")
        sys.exit(0)
    if not given or given[0] in ("-h", "--help"):
        to_stdout(overview())
        sys.exit(0)
    if not given[0].startswith("-") and given[0] not in _commands("harvester.commands") | _commands("scrapy.commands"):
        to_stderr(f"{OWN}: no such command: {given[0]}; {OWN} -h lists them")
        sys.exit(ExitCode.USAGE)
    cmdline.ScrapyArgumentParser = Parser  # type: ignore[assignment,misc]  # execute() has no way to be told
    cmdline.execute([OWN, *given])


def overview() -> str:
    """Usage, and the commands with what each is for."""
    ours, scrapys = _commands("harvester.commands"), _commands("scrapy.commands")
    rows = [*_rows(ours), *_rows({name: scrapys[name] for name in SCRAPYS})]
    return "\n".join([f"usage: {OWN} COMMAND [options]", "", *rows, "", f"{OWN} COMMAND -h says more about each.", ""])


def _rows(commands: dict[str, ScrapyCommand]) -> list[str]:
    return [f"  {name:<10} {command.short_desc()}" for name, command in sorted(commands.items())]


def _commands(module: str) -> dict[str, ScrapyCommand]:
    return cmdline._get_commands_from_module(module, inproject=True)  # noqa: SLF001 - there is no public one


if __name__ == "__main__":
    main()
