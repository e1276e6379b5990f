"""The folder of the harvest, and of its sites, for commands that look at it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from harvester.config.declaring import ConfigurationError, options_of
from harvester.config.program import ExitCode, program
from harvester.config.saying import to_stderr
from harvester.crawl.harvested import Harvested, NoSiteError, harvested
from harvester.crawl.options import PlaceOptions
from harvester.crawl.settings import check_names


def refuse_options(args: Sequence[str]) -> None:
    """Refuse what Scrapy's own parser takes for names of sites or files. Raises ``UsageError``."""
    if unknown := [arg for arg in args if arg.startswith("-") and arg != "-"]:
        raise UsageError(f"no such option: {unknown[0]}", print_help=False)


def base_folder(settings: BaseSettings | None, command: str) -> Path:
    """What ``HARVESTER_DIR`` names. Ends the program with a line where it, or a setting's name, is wrong."""
    try:
        check_names(settings or BaseSettings())
        return options_of(PlaceOptions, settings or {}).folder
    except ConfigurationError as error:
        to_stderr(f"{program()} {command}: {error}")
        sys.exit(ExitCode.USAGE)


def named_sites(settings: BaseSettings | None, command: str, names: list[str]) -> Harvested:
    """The sites that are named on the command line. Ends the program with a line where one of them is not there."""
    base_folder(settings, command)
    try:
        return harvested(settings or BaseSettings(), names)
    except (NoSiteError, ConfigurationError) as error:
        to_stderr(f"{program()} {command}: {error}")
        sys.exit(ExitCode.USAGE)
