"""How a command refuses: one line on standard error, and the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NoReturn

from scrapy.exceptions import UsageError

from harvester.config.declaring import ConfigurationError
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr


def refuse(command: str, message: object, code: ExitCode = ExitCode.USAGE) -> NoReturn:
    """End the program with a line that names the command; raises :class:`SystemExit`."""
    to_stderr(f"{program()} {command}: {message}")
    sys.exit(code)


def refuse_options(args: Sequence[str]) -> None:
    """Refuse what Scrapy's own parser takes for names of sites or files. Raises ``UsageError``."""
    if unknown := [arg for arg in args if arg.startswith("-") and arg != "-"]:
        raise UsageError(f"no such option: {unknown[0]}", print_help=False)


@contextmanager
def refusing(command: str) -> Iterator[None]:
    """Refuse what the block raises as wrong usage: an option of Scrapy's, a setting, an argument."""
    try:
        yield
    except (UsageError, ConfigurationError) as error:
        refuse(command, error)
